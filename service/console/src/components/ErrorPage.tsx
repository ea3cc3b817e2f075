import { Button, Result } from "antd";
import { useI18n } from "../i18n/useI18n";

/** A page that failed, or whose chunk did not come: a newer console may have been put in place. */
export function ErrorPage() {
  const { t } = useI18n();
  return (
    <Result
      status="warning"
      title={t("shell.crashed")}
      subTitle={t("shell.crashedWhy")}
      extra={
        <Button type="primary" onClick={() => location.reload()}>
          {t("shell.reload")}
        </Button>
      }
    />
  );
}
