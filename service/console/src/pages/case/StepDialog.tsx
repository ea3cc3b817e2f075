import { useMutation } from "@tanstack/react-query";
import { Alert, App, Form, Input, Modal, Select } from "antd";
import { useRef, useState } from "react";
import { api, data } from "../../api/client";
import { onceKey } from "../../api/once";
import type { ReturnRecord } from "../../api/types";
import { useI18n } from "../../i18n/useI18n";
import { ProblemAlert } from "../../components/ProblemAlert";
import { type OfferedStep, useRefresh } from "../../api/returns";

interface StepDialogProps {
  one: ReturnRecord;
  step: OfferedStep;
  /** The provisions that a rejection may name. */
  grounds: readonly string[];
  onClose: () => void;
}

/** Asks for the reason of a step; one against the rules is proposed, and another person approves it. */
export function StepDialog({ one, step: { to, needs_second: isProposal }, grounds, onClose }: StepDialogProps) {
  const { t, localized } = useI18n();
  const { message } = App.useApp();
  const [reason, setReason] = useState("");
  const [provision, setProvision] = useState<string>();
  const refresh = useRefresh(one.id);
  const once = useRef(onceKey());
  const statements = new Map(one.decision?.findings.map((each) => [each.provision, each.statement]));
  const taking = useMutation({
    mutationFn: async () => {
      const call = {
        params: { path: { return_id: one.id }, header: { "Idempotency-Key": once.current } },
        body: { to, reason: reason.trim(), provision: provision ?? null },
      };
      if (isProposal) await data(api.POST("/v1/returns/{return_id}/proposals", call));
      else await data(api.POST("/v1/returns/{return_id}/steps", call));
    },
    onSuccess: () => {
      void message.success(t(isProposal ? "case.proposedNow" : "case.taken"));
      onClose();
    },
    onError: () => {
      once.current = onceKey();
    },
    onSettled: refresh,
  });
  return (
    <Modal
      open
      title={t(isProposal ? "case.propose" : `step.${to}`)}
      okText={t(isProposal ? "case.propose" : `step.${to}`)}
      okButtonProps={{ disabled: !reason.trim(), loading: taking.isPending, danger: to === "rejected" }}
      onOk={() => taking.mutate()}
      onCancel={onClose}
    >
      {isProposal && (
        <Alert type="warning" showIcon title={t("case.against")} description={t("case.againstWhy")} className="mb-12" />
      )}
      {taking.error && <ProblemAlert error={taking.error} />}
      <Form layout="vertical">
        {to === "rejected" && (
          <Form.Item label={t("case.ground")} htmlFor="step-ground">
            <Select
              id="step-ground"
              allowClear
              value={provision}
              onChange={setProvision}
              placeholder={t("case.groundHint")}
              options={grounds.map((each) => ({
                value: each,
                label: localized(statements.get(each) ?? { zh: each, en: each }),
              }))}
            />
          </Form.Item>
        )}
        <Form.Item label={t("approval.reason")} htmlFor="step-reason" required>
          <Input.TextArea
            id="step-reason"
            autoFocus
            rows={3}
            maxLength={1000}
            showCount
            className="mb-24"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
