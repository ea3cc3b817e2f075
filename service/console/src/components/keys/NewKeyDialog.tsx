import { useMutation } from "@tanstack/react-query";
import { Checkbox, DatePicker, Form, Input, Modal } from "antd";
import type { Dayjs } from "dayjs";
import { api, data, type Schemas } from "../../api/client";
import { useI18n } from "../../i18n/useI18n";
import { ProblemAlert } from "../ProblemAlert";
import { instantOf } from "../times";
import { type Scope, SCOPES, USUAL } from "./standing";

interface Entries {
  firm: string;
  label?: string;
  scopes: Scope[];
  /** The last day on which it works. */
  last?: Dayjs;
}

/** A key to be made for a firm. */
export function NewKeyDialog({
  firm,
  close,
  done,
}: {
  firm: string | undefined;
  close: () => void;
  done: (made: Schemas["KeyWithSecret"]) => void;
}) {
  const { t } = useI18n();
  const [form] = Form.useForm<Entries>();
  const making = useMutation({
    mutationFn: ({ firm: code, label, scopes, last }: Entries) =>
      data(
        api.POST("/v1/keys", {
          body: {
            firm: code.trim(),
            label: label?.trim() ?? "",
            scopes,
            expires_at: last ? instantOf(last.add(1, "day").startOf("day")) : null,
          },
        }),
      ),
    onSuccess: done,
  });
  return (
    <Modal
      open
      title={t("keys.make")}
      okText={t("keys.make")}
      cancelText={t("dialog.cancel")}
      onCancel={close}
      onOk={() => form.submit()}
      okButtonProps={{ loading: making.isPending }}
    >
      <Form<Entries>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ firm, scopes: USUAL }}
        onFinish={(entries) => making.mutate(entries)}
      >
        <Form.Item name="firm" label={t("keys.firm")} rules={[{ required: true, message: t("signIn.needed") }]}>
          <Input autoFocus={!firm} className="figures" maxLength={18} />
        </Form.Item>
        <Form.Item name="label" label={t("keys.label")} extra={t("keys.labelHint")}>
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item
          name="scopes"
          label={t("keys.scopes")}
          rules={[{ type: "array", min: 1, message: t("signIn.needed") }]}
        >
          <Checkbox.Group options={SCOPES.map((scope) => ({ value: scope, label: t(`scope.${scope}`) }))} />
        </Form.Item>
        <Form.Item name="last" label={t("keys.last")} extra={t("keys.lastHint")}>
          <DatePicker className="full" />
        </Form.Item>
      </Form>
      {making.error && <ProblemAlert error={making.error} />}
    </Modal>
  );
}
