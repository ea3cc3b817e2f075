import { Button, Flex } from "antd";
import { useEffect, useState } from "react";
import type { ReturnRecord } from "../../api/facts";
import { useSession } from "../../app/session";
import { useWords } from "../../app/words";
import { isForPage } from "../queue/keys";
import { StepDialog } from "./StepDialog";
import { stepsFrom, type Target } from "./steps";

const KEYS: Readonly<Record<string, Target>> = { a: "accepted", r: "rejected", i: "inspection", s: "suspended", f: "released" };

/** What staff can do with a return where it stands; a, r, i, s and f do the same. */
export function Acting({ one }: { one: ReturnRecord }) {
  const { t } = useWords();
  const { may } = useSession();
  const [step, setStep] = useState<Target | null>(null);
  const steps = may("returns.step") ? stepsFrom(one.state) : [];
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const to = KEYS[event.key];
      if (to && isForPage(event) && steps.includes(to)) {
        event.preventDefault();
        setStep(to);
      }
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  });
  if (steps.length === 0) return null;
  return (
    <Flex gap={8} wrap>
      {steps.map((to) => (
        <Button key={to} type={to === "accepted" || (to === "released" && !steps.includes("accepted")) ? "primary" : "default"} danger={to === "rejected"} onClick={() => setStep(to)}>
          {t(`step.${to}`)}
        </Button>
      ))}
      {step && <StepDialog key={step} one={one} to={step} onClose={() => setStep(null)} />}
    </Flex>
  );
}
