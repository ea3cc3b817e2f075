import { Alert, Button, Flex, Input } from "antd";
import { useState } from "react";
import type { Schemas } from "../api/client";
import { useSession } from "../session/useSession";
import { useI18n } from "../i18n/useI18n";
import { ProblemAlert } from "./ProblemAlert";

interface Props {
  proposer: string;
  settling: { mutate: (verdict: Schemas["Verdict"]) => void; isPending: boolean; error: Error | null };
  /** Approving is out of the question for another reason. */
  mayNotApprove?: boolean;
}

/** Approves what another proposed, or declines it; whoever proposed it may only withdraw it. */
export function Approval({ proposer, settling, mayNotApprove = false }: Props) {
  const { t } = useI18n();
  const { who } = useSession();
  const [words, setWords] = useState("");
  const reason = words.trim();
  const isOwn = proposer === who?.name;
  return (
    <Flex vertical gap={8} className="mt-8">
      {settling.error && <ProblemAlert error={settling.error} />}
      {isOwn && <Alert type="info" showIcon title={t("approval.own")} />}
      <Input.TextArea
        rows={2}
        maxLength={1000}
        aria-label={t("approval.reason")}
        placeholder={t("approval.reason")}
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      <Flex gap={8}>
        {!isOwn && (
          <Button
            type="primary"
            disabled={!reason || mayNotApprove}
            loading={settling.isPending}
            onClick={() => settling.mutate({ approve: true, reason })}
          >
            {t("approval.approve")}
          </Button>
        )}
        <Button disabled={!reason || settling.isPending} onClick={() => settling.mutate({ approve: false, reason })}>
          {t(isOwn ? "approval.withdraw" : "approval.decline")}
        </Button>
      </Flex>
    </Flex>
  );
}
