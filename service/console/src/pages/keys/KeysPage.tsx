import { Card } from "antd";
import { useI18n } from "../../i18n/useI18n";
import { PageTitle } from "../../components/PageTitle";
import { ApiKeys } from "../../components/keys/ApiKeys";

/** A firm's own keys, to look after; new ones come from the office. */
export default function KeysPage() {
  const { t } = useI18n();
  return (
    <>
      <PageTitle hint={t("keys.hint")}>{t("menu.keys")}</PageTitle>
      <Card>
        <ApiKeys />
      </Card>
    </>
  );
}
