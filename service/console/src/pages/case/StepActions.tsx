import { Button, Flex, Tooltip } from "antd";
import { useEffect, useState } from "react";
import type { ReturnRecord } from "../../api/types";
import { useI18n } from "../../i18n/useI18n";
import { isForPage } from "../../components/keyboard";
import type { Offered, OfferedStep } from "../../api/returns";
import { StepDialog } from "./StepDialog";

const KEYS: Readonly<Record<string, OfferedStep["to"]>> = {
  a: "accepted",
  r: "rejected",
  i: "inspection",
  s: "suspended",
  f: "released",
};

function keyOf({ to }: OfferedStep): string {
  return Object.keys(KEYS).find((key) => KEYS[key] === to) ?? "";
}

/** What whoever is signed in can do with a return; a, r, i, s and f do the same. */
export function StepActions({ one, offered }: { one: ReturnRecord; offered: Offered }) {
  const { t } = useI18n();
  const [chosen, setChosen] = useState<OfferedStep | null>(null);
  const steps = offered.items;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const step = steps.find(({ to }) => to === KEYS[event.key]);
      if (step && isForPage(event)) {
        event.preventDefault();
        setChosen(step);
      }
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  });
  // the dialog stays, with what is typed in it, should its step no longer be offered meanwhile
  if (steps.length === 0 && !chosen) return null;
  const main = steps.find(({ to }) => to === "accepted") ?? steps.find(({ to }) => to === "released");
  return (
    <Flex gap={8} wrap>
      {steps.map((step) => (
        <Tooltip key={step.to} title={t("case.key", { key: keyOf(step) })}>
          <Button
            type={step === main ? "primary" : "default"}
            danger={step.to === "rejected"}
            aria-keyshortcuts={keyOf(step)}
            onClick={() => setChosen(step)}
          >
            {t(`step.${step.to}`)}
          </Button>
        </Tooltip>
      ))}
      {chosen && (
        <StepDialog
          key={chosen.to}
          one={one}
          step={chosen}
          grounds={offered.provisions}
          onClose={() => setChosen(null)}
        />
      )}
    </Flex>
  );
}
