import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Card, Empty, Flex, Progress, Statistic, Table } from "antd";
import { Link, useParams } from "react-router";
import { api, data, type Schemas } from "../../api/client";
import { useSession } from "../../session/useSession";
import { useI18n } from "../../i18n/useI18n";
import { LoadMore } from "../../components/LoadMore";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { ProblemAlert } from "../../components/ProblemAlert";
import { OutcomeTag, ReliefTag, StateTag } from "../../components/tags";
import { BatchStateTag } from "./BatchStateTag";
import { isWorking, portion } from "./progress";

type Batch = Schemas["Batch"];
type Row = Schemas["BatchResult"];
const EVERY = 1000;
const SIZE = 100;
const COUNTS = ["accepted", "rejected", "review", "refused"] as const;
const FORMATS = [
  ["xlsx", "XLSX"],
  ["csv", "CSV"],
  ["jsonl", "JSONL"],
  ["ceb214", "CEB214"],
] as const;

/** One file of returns: how far it is, what became of each row, and the results to take away. */
export default function BatchPage() {
  const { id = "" } = useParams();
  const found = useQuery({
    queryKey: ["batch", id],
    queryFn: () => data(api.GET("/v1/batches/{batch_id}", { params: { path: { batch_id: id } } })),
    refetchInterval: ({ state }) => (state.data && isWorking(state.data) ? EVERY : false),
  });
  return <Loaded query={found}>{(batch) => <OneBatch batch={batch} />}</Loaded>;
}

function OneBatch({ batch }: { batch: Batch }) {
  const { t, localized } = useI18n();
  return (
    <>
      <PageTitle
        extra={
          <>
            <Cancel batch={batch} />
            <Link to="/batches">{t("batches.title")}</Link>
          </>
        }
      >
        {batch.name}
      </PageTitle>
      <Flex vertical gap={16}>
        <Card>
          <Flex gap={12} align="center" wrap>
            <BatchStateTag state={batch.state} />
            <Progress
              percent={portion(batch)}
              status={batch.state === "failed" ? "exception" : undefined}
              className="grow min-160"
              aria-label={t("batches.progress")}
            />
          </Flex>
          {batch.faults.map((fault) => (
            <Alert
              key={fault.pointer + fault.code}
              type="error"
              showIcon
              title={`${fault.pointer} ${localized(fault)}`}
              className="mt-12"
            />
          ))}
          <Flex gap={32} wrap className="mt-16">
            <Statistic
              title={t("batches.done")}
              value={batch.done}
              suffix={batch.total === null ? "" : `/ ${batch.total}`}
            />
            {COUNTS.map((each) => (
              <Statistic key={each} title={t(`batches.${each}`)} value={batch.counts[each]} />
            ))}
          </Flex>
        </Card>
        <Card
          title={t("batches.results")}
          extra={
            batch.done > 0 && (
              <Flex gap={4} wrap>
                {FORMATS.map(([format, name]) => (
                  <Button key={format} size="small" href={`/v1/batches/${batch.id}/results?format=${format}`} download>
                    {name}
                  </Button>
                ))}
              </Flex>
            )
          }
        >
          <Results id={batch.id} done={batch.done} />
        </Card>
      </Flex>
    </>
  );
}

function Cancel({ batch }: { batch: Batch }) {
  const { t } = useI18n();
  const { may } = useSession();
  const client = useQueryClient();
  const cancelling = useMutation({
    mutationFn: () => data(api.POST("/v1/batches/{batch_id}/cancel", { params: { path: { batch_id: batch.id } } })),
    onSuccess: (cancelled) => client.setQueryData(["batch", batch.id], cancelled),
  });
  if (!may("batches.cancel") || !isWorking(batch)) return null;
  return (
    <Button danger loading={cancelling.isPending} onClick={() => cancelling.mutate()}>
      {t("batches.cancel")}
    </Button>
  );
}

function Results({ id, done }: { id: string; done: number }) {
  const { t, localized } = useI18n();
  const found = useInfiniteQuery({
    // what is done grows while the batch is worked
    queryKey: ["batch", id, "results", done],
    initialPageParam: 0,
    queryFn: async ({ pageParam }) => {
      const params = { path: { batch_id: id }, query: { cursor: pageParam, limit: SIZE } };
      return (await data(api.GET("/v1/batches/{batch_id}/results", { params }))) as Schemas["ResultPage"];
    },
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
  });
  if (found.error) return <ProblemAlert error={found.error} retry={() => void found.refetch()} />;
  return (
    <>
      <Table<Row>
        size="middle"
        rowKey="row"
        loading={found.isPending}
        dataSource={found.data?.pages.flatMap((page) => [...page.items])}
        pagination={false}
        scroll={{ x: "max-content" }}
        locale={{ emptyText: <Empty description={t("batches.noResults")} /> }}
        columns={[
          { title: t("batches.row"), dataIndex: "row", className: "figures" },
          {
            title: t("returns.application_no"),
            render: (_, row) =>
              row.return_id ? <Link to={`/returns/${row.return_id}`}>{row.application_no}</Link> : row.application_no,
          },
          { title: t("returns.state"), render: (_, row) => row.state && <StateTag state={row.state} /> },
          {
            title: t("verdict.title"),
            render: (_, row) => (
              <Flex gap={6}>
                {row.outcome && <OutcomeTag outcome={row.outcome} />}
                {row.tax_relief && <ReliefTag relief={row.tax_relief} />}
              </Flex>
            ),
          },
          {
            title: t("batches.why"),
            width: 420,
            render: (_, row) =>
              row.errors.length
                ? row.errors.map((fault) => (
                    <div key={fault.pointer + fault.code}>
                      <code>{fault.pointer}</code> {localized(fault)}
                    </div>
                  ))
                : row.return_info,
          },
        ]}
      />
      <LoadMore query={found} />
    </>
  );
}
