import { useMutation } from "@tanstack/react-query";
import { Form, Input, Modal, Select } from "antd";
import { api, data, type Schemas } from "../../api/client";
import { useI18n } from "../../i18n/useI18n";
import { ProblemAlert } from "../../components/ProblemAlert";
import { ROLES } from "./userState";

const HAS_SINGLE_SIGN_ON = document.querySelector("meta[name=single-sign-on]")?.getAttribute("content") === "yes";
const NAME = /^[a-z0-9][a-z0-9._@-]{1,63}$/;

/** A member of staff to be. */
export function NewUserDialog({
  close,
  done,
}: {
  close: () => void;
  done: (added: Schemas["UserWithPassword"]) => void;
}) {
  const { t } = useI18n();
  const [form] = Form.useForm<Schemas["NewUser"]>();
  const adding = useMutation({
    mutationFn: (entries: Schemas["NewUser"]) =>
      data(api.POST("/v1/users", { body: { ...entries, subject: entries.subject || null } })),
    onSuccess: done,
  });
  return (
    <Modal
      open
      title={t("users.add")}
      okText={t("users.add")}
      cancelText={t("dialog.cancel")}
      onCancel={close}
      onOk={() => form.submit()}
      okButtonProps={{ loading: adding.isPending }}
    >
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(entries) => adding.mutate(entries)}>
        <Form.Item
          name="name"
          label={t("users.name")}
          extra={t("users.nameHint")}
          rules={[
            { required: true, message: t("signIn.needed") },
            { pattern: NAME, message: t("users.nameHint") },
          ]}
        >
          <Input autoFocus autoComplete="off" />
        </Form.Item>
        <Form.Item name="role" label={t("users.role")} rules={[{ required: true, message: t("signIn.needed") }]}>
          <Select options={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))} />
        </Form.Item>
        {HAS_SINGLE_SIGN_ON && (
          <Form.Item name="subject" label={t("users.subject")} extra={t("users.subjectHint")}>
            <Input autoComplete="off" />
          </Form.Item>
        )}
      </Form>
      {adding.error && <ProblemAlert error={adding.error} />}
    </Modal>
  );
}
