import { FolderOpenOutlined } from "@ant-design/icons";
import { Alert, Button, Card, Flex, Typography } from "antd";
import { useParams } from "react-router";
import type { ReturnRecord } from "../../api/types";
import { useSession } from "../../session/useSession";
import { useI18n } from "../../i18n/useI18n";
import { GoodsTable } from "../../components/declaration/GoodsTable";
import { DeclarationSummary } from "../../components/declaration/DeclarationSummary";
import { useLiveInvalidation } from "../../components/useLiveInvalidation";
import { Moment } from "../../components/Moment";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { ReturnTags } from "../../components/tags";
import { Advice } from "../../components/declaration/Advice";
import { StepActions } from "./StepActions";
import { GoodsComparison } from "./GoodsComparison";
import { Assignment } from "./Assignment";
import { Timeline } from "./Timeline";
import { Justification } from "./Justification";
import { RegisterFacts } from "./RegisterFacts";
import { Notes } from "../../components/Notes";
import { Proposals } from "./Proposals";
import { useOffered, useReturn } from "../../api/returns";
import { Regimes } from "./Regimes";

/** One case on one screen: the answer and its reasons, the goods beside the original list, and what can be done. */
export default function CasePage() {
  const { id = "" } = useParams();
  useLiveInvalidation("return", id);
  return <Loaded query={useReturn(id)}>{(one) => <OneCase one={one} />}</Loaded>;
}

function OneCase({ one }: { one: ReturnRecord }) {
  const { t } = useI18n();
  const { may } = useSession();
  const { data: offered } = useOffered(one.id);
  const { decision, declaration } = one;
  return (
    <>
      <PageTitle
        extra={
          <>
            <Button icon={<FolderOpenOutlined />} href={`/v1/returns/${one.id}/pack`} download>
              {t("case.pack")}
            </Button>
            {offered && <StepActions one={one} offered={offered} />}
          </>
        }
      >
        {t("case.title", { number: one.application_no })}
      </PageTitle>
      <Flex gap={8} wrap align="center" className="mb-16">
        <ReturnTags one={one} />
        <Typography.Text type="secondary">
          {t("returns.revision", { number: one.revision })} · <Moment at={one.recorded_at} />
        </Typography.Text>
        {offered?.waits && <Assignment id={one.id} />}
      </Flex>
      {offered && !offered.waits && (
        <Alert
          type="info"
          showIcon
          title={t(offered.items.length > 0 ? "case.notWaiting" : "case.toRead")}
          className="mb-16"
        />
      )}
      <div className="beside case">
        <Flex vertical gap={16} className="narrowable">
          {decision && <Justification decision={decision} />}
          <Card title={t("case.compared")}>
            {decision ? <GoodsComparison one={one} /> : <GoodsTable lines={declaration.lines} />}
          </Card>
          <Card title={t("returns.declared")}>
            <DeclarationSummary declared={declaration} />
          </Card>
          <RegisterFacts decision={decision?.decision_id} />
          {may("returns.check") && decision?.outcome !== "eligible" && <Advice declared={declaration} />}
          {may("returns.check") && <Regimes declared={declaration} />}
        </Flex>
        <aside className="unstuck">
          <Flex vertical gap={16}>
            <Proposals id={one.id} />
            <Notes id={one.id} />
            <Timeline id={one.id} />
          </Flex>
        </aside>
      </div>
    </>
  );
}
