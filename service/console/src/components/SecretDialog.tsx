import { Alert, Modal, Typography } from "antd";
import { useI18n } from "../i18n/useI18n";

/** Shows a secret this once: only a click on the button, not beside the dialog, puts it away. */
export function SecretDialog({ title, secret, close }: { title: string; secret: string; close: () => void }) {
  const { t } = useI18n();
  return (
    <Modal
      open
      title={title}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      okText={t("secret.kept")}
      onOk={close}
      footer={(_, { OkBtn }) => <OkBtn />}
    >
      <Alert type="warning" showIcon title={t("secret.once")} className="mb-16" />
      <Typography.Paragraph
        copyable={{ text: secret, tooltips: [t("secret.copy"), t("secret.copied")] }}
        className="m-0"
      >
        <code className="wrap secret">{secret}</code>
      </Typography.Paragraph>
    </Modal>
  );
}
