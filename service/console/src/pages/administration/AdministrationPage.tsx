import { Card, Tabs } from "antd";
import { useSearchParams } from "react-router";
import { useSession } from "../../session/useSession";
import { useI18n } from "../../i18n/useI18n";
import { PageTitle } from "../../components/PageTitle";
import { ApiKeys } from "../../components/keys/ApiKeys";
import { Settings } from "./Settings";
import { Users } from "./Users";

const TABS = [
  { key: "users", action: "users.manage", children: <Users /> },
  { key: "keys", action: "keys.manage", children: <ApiKeys /> },
  { key: "settings", action: "settings.read", children: <Settings /> },
] as const;

/** Who may sign in, staff and firms by their keys; and how the service is set. */
export default function AdministrationPage() {
  const { t } = useI18n();
  const { may } = useSession();
  const [search, setSearch] = useSearchParams();
  const shown = TABS.filter(({ action }) => may(action));
  const chosen = shown.find(({ key }) => key === search.get("tab")) ?? shown[0];
  return (
    <>
      <PageTitle hint={t("administration.hint")}>{t("menu.administration")}</PageTitle>
      <Card classNames={{ body: "pt-4" }}>
        <Tabs
          destroyOnHidden
          activeKey={chosen?.key}
          onChange={(tab) => setSearch({ tab })}
          items={shown.map(({ key, children }) => ({ key, label: t(`administration.${key}`), children }))}
        />
      </Card>
    </>
  );
}
