import { KeyOutlined, LockOutlined, UserOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Button, Divider, Form, Input, Tabs } from "antd";
import { api, data } from "../api/client";
import { ProblemAlert } from "../components/ProblemAlert";
import { expectSession, type SignedIn, useSession } from "../session/useSession";
import { useI18n } from "../i18n/useI18n";

type Staff = { name: string; password: string };
type Firm = { key: string };

const HAS_SINGLE_SIGN_ON = document.querySelector("meta[name=single-sign-on]")?.getAttribute("content") === "yes";

/** Staff sign in by name and password or by the house's identity provider, firms by their key. */
export function SignIn({ name }: { name?: string }) {
  const { t } = useI18n();
  return (
    <Tabs
      centered
      items={[
        { key: "staff", label: t("signIn.staff"), children: <StaffForm name={name} /> },
        { key: "firm", label: t("signIn.firm"), children: <FirmForm /> },
      ]}
    />
  );
}

function useEntering() {
  const { enter } = useSession();
  return useMutation<SignedIn, Error, Staff | Firm>({
    mutationFn: (body) =>
      data("key" in body ? api.POST("/v1/session/key", { body }) : api.POST("/v1/session", { body })),
    onSuccess: enter,
  });
}

function StaffForm({ name }: { name?: string }) {
  const { t } = useI18n();
  const entering = useEntering();
  return (
    <Form<Staff>
      layout="vertical"
      requiredMark={false}
      initialValues={{ name }}
      onFinish={(body) => entering.mutate(body)}
    >
      <Form.Item name="name" label={t("signIn.name")} rules={[{ required: true, message: t("signIn.needed") }]}>
        <Input prefix={<UserOutlined />} autoComplete="username" autoFocus={!name} size="large" />
      </Form.Item>
      <Form.Item name="password" label={t("signIn.password")} rules={[{ required: true, message: t("signIn.needed") }]}>
        <Input.Password prefix={<LockOutlined />} autoComplete="current-password" autoFocus={!!name} size="large" />
      </Form.Item>
      {entering.error && <ProblemAlert error={entering.error} />}
      <Button type="primary" htmlType="submit" block size="large" loading={entering.isPending}>
        {t("signIn.enter")}
      </Button>
      {HAS_SINGLE_SIGN_ON && (
        <>
          <Divider plain>{t("signIn.or")}</Divider>
          <Button block size="large" href="/v1/session/oidc" onClick={expectSession}>
            {t("signIn.singleSignOn")}
          </Button>
        </>
      )}
    </Form>
  );
}

function FirmForm() {
  const { t } = useI18n();
  const entering = useEntering();
  return (
    <Form<Firm> layout="vertical" requiredMark={false} onFinish={({ key }) => entering.mutate({ key: key.trim() })}>
      <Form.Item
        name="key"
        label={t("signIn.key")}
        extra={t("signIn.keyHint")}
        rules={[{ required: true, message: t("signIn.needed") }]}
      >
        <Input.Password prefix={<KeyOutlined />} autoComplete="off" placeholder="ttk_…" size="large" />
      </Form.Item>
      {entering.error && <ProblemAlert error={entering.error} />}
      <Button type="primary" htmlType="submit" block size="large" loading={entering.isPending}>
        {t("signIn.enter")}
      </Button>
    </Form>
  );
}
