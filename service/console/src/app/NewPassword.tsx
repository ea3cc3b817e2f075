import { useMutation } from "@tanstack/react-query";
import { Button, Form, Input, Typography } from "antd";
import { api, data, type Schemas } from "../api/client";
import { ProblemAlert } from "../components/ProblemAlert";
import { useSession } from "../session/useSession";
import { useI18n } from "../i18n/useI18n";

const LEAST = 12;
type Entries = Schemas["PasswordChange"] & { again: string };

/** At the first sign-in the one-time password gives way to one's own. */
export function NewPassword() {
  const { t } = useI18n();
  const { who, enter } = useSession();
  const changing = useMutation({
    mutationFn: ({ present, new: next }: Entries) =>
      data(api.PUT("/v1/session/password", { body: { present, new: next } })),
    onSuccess: enter,
  });
  return (
    <Form<Entries> layout="vertical" requiredMark={false} onFinish={(entries) => changing.mutate(entries)}>
      <Typography.Paragraph>{t("newPassword.why")}</Typography.Paragraph>
      <input hidden readOnly autoComplete="username" value={who?.name ?? ""} />
      <Form.Item
        name="present"
        label={t("newPassword.present")}
        rules={[{ required: true, message: t("signIn.needed") }]}
      >
        <Input.Password autoComplete="current-password" autoFocus size="large" />
      </Form.Item>
      <Form.Item
        name="new"
        label={t("newPassword.new")}
        rules={[{ required: true, min: LEAST, message: t("newPassword.short", { least: LEAST }) }]}
      >
        <Input.Password autoComplete="new-password" size="large" />
      </Form.Item>
      <Form.Item
        name="again"
        label={t("newPassword.again")}
        dependencies={["new"]}
        rules={[
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              value === getFieldValue("new") ? Promise.resolve() : Promise.reject(new Error(t("newPassword.differs"))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" size="large" />
      </Form.Item>
      {changing.error && <ProblemAlert error={changing.error} place={() => ""} />}
      <Button type="primary" htmlType="submit" block size="large" loading={changing.isPending}>
        {t("newPassword.change")}
      </Button>
    </Form>
  );
}
