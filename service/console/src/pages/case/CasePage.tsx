import { FolderOpenOutlined } from "@ant-design/icons";
import { Button, Card, Flex, Typography } from "antd";
import { useParams } from "react-router";
import type { Decision, ReturnRecord } from "../../api/facts";
import { useSession } from "../../app/session";
import { useWords } from "../../app/words";
import { Summary } from "../../parts/declaration/Summary";
import { Findings } from "../../parts/Findings";
import { Moment } from "../../parts/Moment";
import { Loaded, PageTitle } from "../../parts/Page";
import { Papers } from "../../parts/Papers";
import { OutcomeTag, ReliefTag, StateTag } from "../../parts/tags";
import { AdviceShown } from "../simulator/AdviceShown";
import { Acting } from "./Acting";
import { Compared } from "./Compared";
import { Desk } from "./Desk";
import { Known } from "./Known";
import { Notes } from "./Notes";
import { Proposals } from "./Proposals";
import { useReturn } from "./queries";
import { Regimes } from "./Regimes";
import { Happened } from "./Happened";

/** One case on one screen: the answer and its reasons, the goods beside the original list, and what can be done. */
export default function CasePage() {
  const { id = "" } = useParams();
  return <Loaded query={useReturn(id)}>{(one) => <OneCase one={one} />}</Loaded>;
}

function OneCase({ one }: { one: ReturnRecord }) {
  const { t } = useWords();
  const { may } = useSession();
  const { decision, declaration } = one;
  return (
    <>
      <PageTitle extra={<><Button icon={<FolderOpenOutlined />} href={`/v1/returns/${one.id}/pack`} download>{t("case.pack")}</Button><Acting one={one} /></>}>{t("case.title", { number: one.application_no })}</PageTitle>
      <Flex gap={8} wrap align="center" style={{ marginBottom: 16 }}>
        <StateTag state={one.state} />
        {decision && <><OutcomeTag outcome={decision.outcome} /><ReliefTag relief={decision.tax_relief} /></>}
        <Typography.Text type="secondary">{t("returns.revision", { number: one.revision })} · <Moment at={one.recorded_at} /></Typography.Text>
        {may("cases.read") && <Desk id={one.id} />}
      </Flex>
      <div className="beside case">
        <Flex vertical gap={16} style={{ minWidth: 0 }}>
          {decision && <Decided decision={decision} />}
          <Card title={t("case.compared")}><Compared one={one} /></Card>
          <Card title={t("returns.declared")}><Summary declared={declaration} /></Card>
          <Known decision={decision?.decision_id} />
          {may("returns.check") && decision?.outcome !== "eligible" && <AdviceShown declared={declaration} />}
          {may("returns.check") && <Regimes declared={declaration} />}
        </Flex>
        <aside style={{ position: "static" }}>
          <Flex vertical gap={16}>
            {may("cases.read") && <Proposals id={one.id} />}
            <Notes id={one.id} />
            <Happened id={one.id} />
          </Flex>
        </aside>
      </div>
    </>
  );
}

function Decided({ decision }: { decision: Decision }) {
  const { t } = useWords();
  return (
    <Card title={t("case.reasons")} extra={decision.decision_id && <Papers id={decision.decision_id} />}>
      <Findings findings={decision.findings} />
    </Card>
  );
}
