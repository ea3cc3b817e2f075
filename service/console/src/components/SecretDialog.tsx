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
      cancelButtonProps={{ style: { display: "none" } }}
    >
      <Alert type="warning" showIcon title={t("secret.once")} style={{ marginBottom: 16 }} />
      <Typography.Paragraph
        copyable={{ text: secret, tooltips: [t("secret.copy"), t("secret.copied")] }}
        style={{ margin: 0 }}
      >
        <code className="wrap" style={{ fontSize: 15 }}>
          {secret}
        </code>
      </Typography.Paragraph>
    </Modal>
  );
}
