import { Card, Empty, Flex, Timeline, Typography } from "antd";
import { useParams } from "react-router";
import { useReturn, useSteps } from "../../api/returns";
import type { ReturnRecord } from "../../api/types";
import { useSession } from "../../session/useSession";
import { useI18n } from "../../i18n/useI18n";
import { GoodsTable } from "../../components/declaration/GoodsTable";
import { DeclarationSummary } from "../../components/declaration/DeclarationSummary";
import { Findings } from "../../components/Findings";
import { Moment } from "../../components/Moment";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { DecisionDocuments } from "../../components/DecisionDocuments";
import { ReturnTags, StateTag } from "../../components/tags";
import { Notes } from "../../components/Notes";
import { ReturnActions } from "./ReturnActions";

/** One return: what was declared, what was decided and why, and what can be done. */
export default function ReturnPage() {
  const { id = "" } = useParams();
  return <Loaded query={useReturn(id)}>{(one) => <OneReturn one={one} />}</Loaded>;
}

function OneReturn({ one }: { one: ReturnRecord }) {
  const { t } = useI18n();
  const { may } = useSession();
  const { decision, declaration } = one;
  return (
    <>
      <PageTitle extra={<ReturnActions one={one} />}>{t("returns.one", { number: one.application_no })}</PageTitle>
      <Flex gap={8} wrap align="center" className="mb-16">
        <ReturnTags one={one} />
        <Typography.Text type="secondary">
          {t("returns.revision", { number: one.revision })} · <Moment at={one.recorded_at} />
        </Typography.Text>
      </Flex>
      <div className="beside">
        <Flex vertical gap={16} className="narrowable">
          <Card title={t("returns.declared")}>
            <DeclarationSummary declared={declaration} />
          </Card>
          <Card title={t("declaration.goods")}>
            <GoodsTable lines={declaration.lines} />
          </Card>
          {may("notes.write") && <Notes id={one.id} />}
          <StepsTaken id={one.id} />
        </Flex>
        <aside>
          <Card
            title={t("verdict.title")}
            extra={decision?.decision_id && <DecisionDocuments id={decision.decision_id} />}
          >
            {decision ? <Findings findings={decision.findings} /> : <Empty description={t("returns.undecided")} />}
          </Card>
        </aside>
      </div>
    </>
  );
}

function StepsTaken({ id }: { id: string }) {
  const { t } = useI18n();
  const { data: steps } = useSteps(id);
  if (!steps?.length) return null;
  return (
    <Card title={t("returns.steps")}>
      <Timeline
        items={steps.map((step) => ({
          key: step.taken_at,
          content: (
            <>
              <StateTag state={step.after} /> {step.reason}{" "}
              <Typography.Text type="secondary">
                <Moment at={step.taken_at} />
              </Typography.Text>
            </>
          ),
        }))}
      />
    </Card>
  );
}
