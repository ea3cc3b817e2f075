import { EditOutlined, ExperimentOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Card, Empty, Flex, Popconfirm, Timeline, Typography } from "antd";
import { Link, useParams } from "react-router";
import { api, data } from "../../api/client";
import type { ReturnRecord } from "../../api/facts";
import { useSession } from "../../app/session";
import { useWords } from "../../app/words";
import { GoodsTable, Summary } from "../../parts/declaration/Summary";
import { Findings } from "../../parts/Findings";
import { Moment } from "../../parts/Moment";
import { Loaded, PageTitle } from "../../parts/Page";
import { Papers } from "../../parts/Papers";
import { ProblemShown } from "../../parts/ProblemShown";
import { Standing, StateTag } from "../../parts/tags";
import { Notes } from "../case/Notes";
import { simulatorLink } from "../simulator/link";

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
  const found = useQuery({
    queryKey: ["return", id],
    queryFn: async () =>
      (await data(api.GET("/v1/returns/{return_id}", { params: { path: { return_id: id } } }))) as ReturnRecord,
  });
  return <Loaded query={found}>{(one) => <OneReturn one={one} />}</Loaded>;
}

function OneReturn({ one }: { one: ReturnRecord }) {
  const { t } = useWords();
  const { may } = useSession();
  const { decision, declaration } = one;
  return (
    <>
      <PageTitle extra={<Actions one={one} />}>{t("returns.one", { number: one.application_no })}</PageTitle>
      <Flex gap={8} wrap align="center" style={{ marginBottom: 16 }}>
        <Standing one={one} />
        <Typography.Text type="secondary">
          {t("returns.revision", { number: one.revision })} · <Moment at={one.recorded_at} />
        </Typography.Text>
      </Flex>
      <div className="beside">
        <Flex vertical gap={16} style={{ minWidth: 0 }}>
          <Card title={t("returns.declared")}>
            <Summary declared={declaration} />
          </Card>
          <Card title={t("declaration.goods")}>
            <GoodsTable lines={declaration.lines} />
          </Card>
          {may("notes.write") && <Notes id={one.id} />}
          <Steps id={one.id} />
        </Flex>
        <aside>
          <Card title={t("verdict.title")} extra={decision?.decision_id && <Papers id={decision.decision_id} />}>
            {decision ? <Findings findings={decision.findings} /> : <Empty description={t("returns.undecided")} />}
          </Card>
        </aside>
      </div>
    </>
  );
}

function Actions({ one }: { one: ReturnRecord }) {
  const { t } = useWords();
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
      {withdrawing.error && <ProblemShown error={withdrawing.error} />}
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

function Steps({ id }: { id: string }) {
  const { t } = useWords();
  const steps = useQuery({
    queryKey: ["return", id, "steps"],
    queryFn: () => data(api.GET("/v1/returns/{return_id}/steps", { params: { path: { return_id: id } } })),
  });
  if (!steps.data?.items.length) return null;
  return (
    <Card title={t("returns.steps")}>
      <Timeline
        items={steps.data.items.map((step) => ({
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
