import { Card, Tabs } from "antd";
import { useSearchParams } from "react-router";
import { useSession } from "../../app/session";
import { useWords } from "../../app/words";
import { PageTitle } from "../../parts/Page";
import { Keys } from "./Keys";
import { Users } from "./Users";

/** Who may sign in: staff, and firms by their keys. */
export default function AdministrationPage() {
  const { t } = useWords();
  const { may } = useSession();
  const [search, setSearch] = useSearchParams();
  const shown = (["users", "keys"] as const).filter((each) => may(`${each}.manage`));
  const chosen = shown.find((each) => each === search.get("tab")) ?? shown[0];
  return (
    <>
      <PageTitle hint={t("administration.hint")}>{t("menu.administration")}</PageTitle>
      <Card styles={{ body: { paddingTop: 4 } }}>
        <Tabs
          destroyOnHidden
          activeKey={chosen}
          onChange={(tab) => setSearch({ tab })}
          items={shown.map((each) => ({ key: each, label: t(`administration.${each}`), children: each === "users" ? <Users /> : <Keys /> }))}
        />
      </Card>
    </>
  );
}
