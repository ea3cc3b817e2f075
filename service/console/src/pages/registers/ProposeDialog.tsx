import { Form, Input, Modal, Typography } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useI18n } from "../../i18n/useI18n";
import { ProblemAlert } from "../../components/ProblemAlert";
import { type Proposed, useProposing } from "./queries";
import { labelOf, placeOf, type Register } from "./rows";

interface Props {
  register: Register;
  proposed: Proposed;
  close: () => void;
}

/** Asks why rows are to be entered, and proposes them; then what they change is shown. */
export function ProposeDialog({ register, proposed, close }: Props) {
  const { t } = useI18n();
  const go = useNavigate();
  const [reason, setReason] = useState("");
  const proposing = useProposing(register, ({ id }) => void go(`/registers?register=amendments&id=${id}`));
  const place = (pointer: string) => {
    const at = placeOf(pointer);
    if (!at) return pointer.startsWith("/") ? "" : pointer;
    return t("amendment.place", { row: at.row, field: at.field ? t(labelOf(at.register, at.field)) : "" });
  };
  return (
    <Modal
      open
      title={t("amendment.propose")}
      okText={t("amendment.propose")}
      okButtonProps={{ disabled: !reason.trim(), loading: proposing.isPending }}
      onOk={() => proposing.mutate({ proposed, reason: reason.trim() })}
      onCancel={close}
    >
      <Typography.Paragraph type="secondary">{t("amendment.hint")}</Typography.Paragraph>
      {"file" in proposed && (
        <Typography.Paragraph className="wrap">
          <strong>{proposed.file.name}</strong>
        </Typography.Paragraph>
      )}
      {proposing.error && <ProblemAlert error={proposing.error} place={place} />}
      <Form layout="vertical">
        <Form.Item label={t("approval.reason")} htmlFor="amendment-reason" required>
          <Input.TextArea
            id="amendment-reason"
            autoFocus
            rows={3}
            maxLength={1000}
            placeholder={t("amendment.reasonHint")}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
