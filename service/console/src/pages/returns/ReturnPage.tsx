import { EditOutlined, ExperimentOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Card, Empty, Flex, Popconfirm, Timeline, Typography } from "antd";
import { Link, useParams } from "react-router";
import { api, data } from "../../api/client";
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
import { ProblemAlert } from "../../components/ProblemAlert";
import { ReturnTags, StateTag } from "../../components/tags";
import { Notes } from "../../components/Notes";
import { simulatorLink } from "../../components/declaration/simulatorLink";

/** States in which a firm may still change or withdraw its return. */
const OPEN = new Set<ReturnRecord["state"]>([
  "draft",
  "accepted",
  "rejected",
  "review",
  "inspection",
  "handed_over",
  "suspended",
]);

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

function ReturnActions({ one }: { one: ReturnRecord }) {
  const { t } = useI18n();
  const { may } = useSession();
  const { message } = App.useApp();
  const client = useQueryClient();
  const withdrawing = useMutation({
    mutationFn: () => data(api.POST("/v1/returns/{return_id}/withdraw", { params: { path: { return_id: one.id } } })),
    onSuccess: (withdrawn) => {
      client.setQueryData(["return", one.id], withdrawn);
      void client.invalidateQueries({ queryKey: ["returns"] });
      void message.success(t("returns.withdrawn"));
    },
  });
  const canChange = may("returns.file") && OPEN.has(one.state);
  return (
    <>
      {withdrawing.error && <ProblemAlert error={withdrawing.error} />}
      {may("returns.check") && (
        <Link to={simulatorLink(one.declaration)}>
          <Button icon={<ExperimentOutlined />} tabIndex={-1}>
            {t("menu.simulator")}
          </Button>
        </Link>
      )}
      {canChange && (
        <Link to={`/returns/new?change=${one.id}`}>
          <Button icon={<EditOutlined />} tabIndex={-1}>
            {t("returns.change")}
          </Button>
        </Link>
      )}
      {canChange && (
        <Popconfirm title={t("returns.withdrawSure")} onConfirm={() => withdrawing.mutate()}>
          <Button danger loading={withdrawing.isPending}>
            {t("returns.withdraw")}
          </Button>
        </Popconfirm>
      )}
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
