import { Card } from "antd";
import { useWords } from "../../i18n/useI18n";
import { PageTitle } from "../../components/PageTitle";
import { Keys } from "../../components/keys/Keys";

/** A firm's own keys, to look after; new ones come from the office. */
export default function KeysPage() {
  const { t } = useWords();
  return (
    <>
      <PageTitle hint={t("keys.hint")}>{t("menu.keys")}</PageTitle>
      <Card>
        <Keys />
      </Card>
    </>
  );
}
