import { Card } from "antd";
import { useWords } from "../../app/words";
import { PageTitle } from "../../parts/Page";
import { Keys } from "../administration/Keys";

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
