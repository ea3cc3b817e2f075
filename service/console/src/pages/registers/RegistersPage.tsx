import { Card, Tabs } from "antd";
import { useSearchParams } from "react-router";
import { useSession } from "../../session/useSession";
import { useI18n } from "../../i18n/useI18n";
import { PageTitle } from "../../components/PageTitle";
import { Amendments } from "./Amendments";
import { ExportLists } from "./ExportLists";
import { OneRegister } from "./OneRegister";

const SHOWN = {
  sites: "registers.read",
  enterprises: "registers.read",
  offices: "registers.read",
  exports: "exports.read",
  amendments: "amendments.read",
} as const;
const TABS = ["sites", "enterprises", "offices", "exports", "amendments"] as const;

/** The registers that decisions rest on: sites, firms, offices and original lists; and what is proposed for them. */
export default function RegistersPage() {
  const { t } = useI18n();
  const { may } = useSession();
  const [search, setSearch] = useSearchParams();
  const shown = TABS.filter((each) => may(SHOWN[each]));
  const chosen = shown.find((each) => each === search.get("register")) ?? shown[0];
  return (
    <>
      <PageTitle hint={t("registers.hint")}>{t("menu.registers")}</PageTitle>
      <Card classNames={{ body: "pt-4" }}>
        <Tabs
          destroyOnHidden
          activeKey={chosen}
          onChange={(register) => setSearch({ register })}
          items={shown.map((each) => ({
            key: each,
            label: t(`registers.${each}`),
            children:
              each === "exports" ? (
                <ExportLists />
              ) : each === "amendments" ? (
                <Amendments />
              ) : (
                <OneRegister key={each} register={each} />
              ),
          }))}
        />
      </Card>
    </>
  );
}
