import { Card, Tabs } from "antd";
import { useSearchParams } from "react-router";
import { useSession } from "../../app/session";
import { useWords } from "../../app/words";
import { PageTitle } from "../../parts/Page";
import { Exports } from "./Exports";
import { OneRegister } from "./OneRegister";

const REGISTERS = ["sites", "enterprises", "exports"] as const;

/** The registers that decisions rest on: sites, firms and original lists. */
export default function RegistersPage() {
  const { t } = useWords();
  const { may } = useSession();
  const [search, setSearch] = useSearchParams();
  const shown = REGISTERS.filter((each) => may(each === "exports" ? "exports.read" : "registers.read"));
  const chosen = shown.find((each) => each === search.get("register")) ?? shown[0];
  return (
    <>
      <PageTitle hint={t("registers.hint")}>{t("menu.registers")}</PageTitle>
      <Card styles={{ body: { paddingTop: 4 } }}>
        <Tabs
          destroyOnHidden
          activeKey={chosen}
          onChange={(register) => setSearch({ register })}
          items={shown.map((each) => ({
            key: each,
            label: t(`registers.${each}`),
            children: each === "exports" ? <Exports /> : <OneRegister key={each} register={each} />,
          }))}
        />
      </Card>
    </>
  );
}
