import { InboxOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Card, Empty, Flex, Progress, Table, Typography, Upload } from "antd";
import { Link, useNavigate } from "react-router";
import { api, data, type Schemas, send } from "../../api/client";
import { onceKey } from "../../api/once";
import { useSession } from "../../session/useSession";
import { useI18n } from "../../i18n/useI18n";
import { LoadMore } from "../../components/LoadMore";
import { Moment } from "../../components/Moment";
import { PageTitle } from "../../components/PageTitle";
import { ProblemAlert } from "../../components/ProblemAlert";
import { BatchStateTag } from "./BatchStateTag";
import { isWorking, portion } from "./progress";

type Batch = Schemas["Batch"];
const KINDS = ".csv,.xlsx,.jsonl,.xml,.zip";
const EVERY = 1500;

/** Files of returns: send one, and see how far the others are. */
export default function BatchesPage() {
  const { t } = useI18n();
  const { may } = useSession();
  const found = useInfiniteQuery({
    queryKey: ["batches"],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) => data(api.GET("/v1/batches", { params: { query: { cursor: pageParam } } })),
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.items.some(isWorking)) ? EVERY : false),
  });
  return (
    <>
      <PageTitle hint={t("batches.hint")} extra={<Link to="/returns">{t("batches.back")}</Link>}>
        {t("batches.title")}
      </PageTitle>
      <Flex vertical gap={16}>
        {may("batches.file") && <BatchUpload />}
        <Card>
          {found.error ? (
            <ProblemAlert error={found.error} retry={() => void found.refetch()} />
          ) : (
            <BatchTable items={found.data?.pages.flatMap((page) => [...page.items])} />
          )}
          <LoadMore query={found} />
        </Card>
      </Flex>
    </>
  );
}

function BatchUpload() {
  const { t } = useI18n();
  const go = useNavigate();
  const client = useQueryClient();
  const sending = useMutation({
    mutationFn: async (file: File) => {
      const address = new URL("/v1/batches", location.origin);
      address.searchParams.set("name", file.name);
      const headers = { "Content-Type": "application/octet-stream", "Idempotency-Key": onceKey() };
      return (await (await send(new Request(address, { method: "POST", headers, body: file }))).json()) as Batch;
    },
    onSuccess: (batch) => {
      void client.invalidateQueries({ queryKey: ["batches"] });
      void go(`/batches/${batch.id}`);
    },
  });
  return (
    <Card>
      {sending.error && <ProblemAlert error={sending.error} />}
      <Upload.Dragger
        accept={KINDS}
        showUploadList={false}
        disabled={sending.isPending}
        beforeUpload={(file) => {
          sending.mutate(file);
          return false;
        }}
      >
        <p className="drop-icon">
          <InboxOutlined />
        </p>
        <p>{t(sending.isPending ? "batches.sending" : "batches.drop")}</p>
        <Typography.Text type="secondary">{t("batches.kinds")}</Typography.Text>
      </Upload.Dragger>
      <Flex gap={16} className="mt-12">
        <a href="/v1/batches/template.xlsx" download>
          {t("batches.templateXlsx")}
        </a>
        <a href="/v1/batches/template.csv" download>
          {t("batches.templateCsv")}
        </a>
      </Flex>
    </Card>
  );
}

function BatchTable({ items }: { items: readonly Batch[] | undefined }) {
  const { t } = useI18n();
  return (
    <Table<Batch>
      size="middle"
      rowKey="id"
      loading={!items}
      dataSource={items && [...items]}
      pagination={false}
      scroll={{ x: "max-content" }}
      locale={{ emptyText: <Empty description={t("batches.none")} /> }}
      columns={[
        { title: t("batches.file"), render: (_, one) => <Link to={`/batches/${one.id}`}>{one.name}</Link> },
        { title: t("batches.state"), render: (_, one) => <BatchStateTag state={one.state} /> },
        {
          title: t("batches.progress"),
          render: (_, one) => (
            <Flex gap={8} align="center" className="figures">
              <Progress percent={portion(one)} showInfo={false} aria-label={t("batches.progress")} className="w-90" />
              {one.done}
              {one.total !== null && ` / ${one.total}`}
            </Flex>
          ),
        },
        { title: t("batches.refused"), align: "end", className: "figures", render: (_, one) => one.counts.refused },
        { title: t("batches.sent"), render: (_, one) => <Moment at={one.created_at} /> },
      ]}
    />
  );
}
