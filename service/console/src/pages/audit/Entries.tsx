import { CheckCircleFilled, CloseCircleFilled, ReloadOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Card, Descriptions, Empty, Flex, Input, Table, Tag, Typography } from "antd";
import { useSearchParams } from "react-router";
import { api, data, type Schemas } from "../../api/client";
import { useI18n } from "../../i18n/useI18n";
import { actionText } from "../../components/auditActions";
import { Moment } from "../../components/Moment";
import { LoadMore } from "../../components/LoadMore";
import { ProblemAlert } from "../../components/ProblemAlert";
import { type Entry, unlinked } from "./linking";

type Head = Schemas["Head"];

/** The entries of one chain from the newest on; the subject that is looked for stands in the address. */
export function Entries({ chain, head }: { chain: string; head: Head | undefined }) {
  const { t } = useI18n();
  const client = useQueryClient();
  const [search, setSearch] = useSearchParams();
  const subject = search.get("subject") ?? undefined;
  const found = useInfiniteQuery({
    queryKey: ["audit", chain, subject ?? ""],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) =>
      data(api.GET("/v1/audit/{chain}", { params: { path: { chain }, query: { subject, cursor: pageParam } } })),
    getNextPageParam: (page) => page.next ?? undefined,
    // reading a chain is noted in it: it is read again only when the auditor says so
    staleTime: Infinity,
  });
  const entries = found.data?.pages.flatMap((page) => [...page.items]);
  return (
    <Card
      title={chain === "-" ? t("audit.office") : chain}
      extra={
        <Button
          type="text"
          icon={<ReloadOutlined />}
          loading={found.isFetching && !found.isFetchingNextPage}
          onClick={() => void client.invalidateQueries({ queryKey: ["audit"] })}
        >
          {t("audit.again")}
        </Button>
      }
    >
      <Flex justify="space-between" align="center" gap={8} wrap className="mb-16">
        <search>
          <Input.Search
            allowClear
            aria-label={t("audit.subject")}
            placeholder={t("audit.subject")}
            defaultValue={subject}
            className="w-340 fits"
            onSearch={(value) => setSearch(value.trim() ? { chain, subject: value.trim() } : { chain })}
          />
        </search>
        {entries && head && entries.length > 0 && !subject && <LinkedTag entries={entries} head={head} />}
      </Flex>
      {found.error ? (
        <ProblemAlert error={found.error} retry={() => void found.refetch()} />
      ) : (
        <EntriesTable entries={entries} />
      )}
      {found.data && <LoadMore query={found} />}
    </Card>
  );
}

/** Whether each entry shown is vouched for by the one after it; reckoned here, where the browser may. */
function LinkedTag({ entries, head }: { entries: readonly Entry[]; head: Head }) {
  const { t } = useI18n();
  const { data: broken } = useQuery({
    queryKey: ["audit", "linked", head.digest, entries.map(({ number }) => number)],
    queryFn: () => unlinked(entries, head),
    enabled: window.isSecureContext,
    staleTime: Infinity,
  });
  if (!broken) return null;
  if (broken.length === 0)
    return (
      <Tag color="success" icon={<CheckCircleFilled />}>
        {t("audit.linked", { count: entries.length })}
      </Tag>
    );
  return (
    <Tag color="error" icon={<CloseCircleFilled />}>
      {t("audit.broken", { numbers: broken.join(", ") })}
    </Tag>
  );
}

function EntriesTable({ entries }: { entries: readonly Entry[] | undefined }) {
  const { t } = useI18n();
  return (
    <Table<Entry>
      size="middle"
      rowKey="number"
      loading={!entries}
      dataSource={entries && [...entries]}
      pagination={false}
      scroll={{ x: "max-content" }}
      locale={{ emptyText: <Empty description={t("audit.none")} /> }}
      expandable={{ expandedRowRender: (entry) => <EntryEvidence entry={entry} /> }}
      columns={[
        { title: t("audit.number"), align: "end", className: "figures", dataIndex: "number" },
        { title: t("audit.at"), render: (_, { at }) => <Moment at={at} /> },
        {
          title: t("audit.actor"),
          render: (_, { actor }) => (
            <Typography.Text ellipsis={{ tooltip: actor }} className="max-110">
              {actor}
            </Typography.Text>
          ),
        },
        {
          title: t("audit.action"),
          render: (_, { action, detail }) => (
            <>
              <span title={action}>{actionText(action, t)}</span>
              <Typography.Text type="secondary" ellipsis className="block max-220">
                {detailText(detail)}
              </Typography.Text>
            </>
          ),
        },
        { title: t("audit.onSubject"), render: (_, entry) => <Subject entry={entry} /> },
      ]}
    />
  );
}

function Subject({ entry: { chain, subject } }: { entry: Entry }) {
  const [, setSearch] = useSearchParams();
  if (subject === "-") return "–";
  return (
    <button type="button" className="plain short" title={subject} onClick={() => setSearch({ chain, subject })}>
      {subject}
    </button>
  );
}

function detailText(detail: Entry["detail"]): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name}: ${value}`)
    .join(" · ");
}

function EntryEvidence({ entry }: { entry: Entry }) {
  const { t } = useI18n();
  return (
    <Descriptions
      size="small"
      column={1}
      className="as-wide-as-given"
      items={[
        {
          key: "detail",
          label: t("audit.detail"),
          children: <span className="wrap">{detailText(entry.detail) || "–"}</span>,
        },
        { key: "previous", label: t("audit.previous"), children: <code className="wrap">{entry.previous}</code> },
        ...Object.entries(entry.rows).map(([row, digest]) => ({
          key: row,
          label: row,
          children: digest ? <code className="wrap">{digest}</code> : t("audit.removed"),
        })),
      ]}
    />
  );
}
