import { PlusOutlined, UploadOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Card, Empty, Flex, Input, Select, Table, Typography } from "antd";
import { Link, useSearchParams } from "react-router";
import { api, data } from "../../api/client";
import type { ReturnRecord, State } from "../../api/types";
import { useSession } from "../../session/useSession";
import { useI18n } from "../../i18n/useI18n";
import { District } from "../../components/District";
import { LoadMore } from "../../components/LoadMore";
import { Moment } from "../../components/Moment";
import { withParam } from "../../components/searchParams";
import { PageTitle } from "../../components/PageTitle";
import { ProblemAlert } from "../../components/ProblemAlert";
import { OutcomeTag, ReliefTag, StateTag } from "../../components/tags";

const STATES: readonly State[] = [
  "draft",
  "accepted",
  "rejected",
  "review",
  "inspection",
  "handed_over",
  "suspended",
  "released",
  "withdrawn",
];
const FILTERS = ["application_no", "list_no", "exporter"] as const;
const SIZE = 20;

/** Returns from the newest on; the filters stand in the address. */
export default function ReturnsPage() {
  const { t } = useI18n();
  const { may } = useSession();
  const [search] = useSearchParams();
  const query = Object.fromEntries([...search].filter(([, value]) => value !== ""));
  const found = useInfiniteQuery({
    queryKey: ["returns", query],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) =>
      data(api.GET("/v1/returns", { params: { query: { ...query, cursor: pageParam, limit: SIZE } } })),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  return (
    <>
      <PageTitle
        extra={
          <>
            {may("batches.read") && (
              <Link to="/batches">
                <Button icon={<UploadOutlined />} tabIndex={-1}>
                  {t("returns.batches")}
                </Button>
              </Link>
            )}
            {may("returns.file") && (
              <Link to="/returns/new">
                <Button type="primary" icon={<PlusOutlined />} tabIndex={-1}>
                  {t("returns.new")}
                </Button>
              </Link>
            )}
          </>
        }
      >
        {t("menu.returns")}
      </PageTitle>
      <Card>
        <Filters />
        {found.error ? (
          <ProblemAlert error={found.error} retry={() => void found.refetch()} />
        ) : (
          <ReturnsTable items={found.data?.pages.flatMap((page) => [...page.items])} />
        )}
        <LoadMore query={found} />
      </Card>
    </>
  );
}

function Filters() {
  const { t } = useI18n();
  const [search, setSearch] = useSearchParams();
  const narrow = (name: string, value: string | undefined) => setSearch((before) => withParam(before, name, value));
  return (
    <search>
      <Flex gap={8} wrap className="mb-16">
        <Select
          allowClear
          aria-label={t("returns.state")}
          placeholder={t("returns.state")}
          className="w-150"
          value={search.get("state")}
          onChange={(state) => narrow("state", state ?? undefined)}
          options={STATES.map((state) => ({ value: state, label: t(`state.${state}`) }))}
        />
        {FILTERS.map((name) => (
          <Input.Search
            key={name}
            allowClear
            aria-label={t(`returns.${name}`)}
            placeholder={t(`returns.${name}`)}
            defaultValue={search.get(name) ?? ""}
            onSearch={(value) => narrow(name, value.trim())}
            className="w-220"
          />
        ))}
      </Flex>
    </search>
  );
}

function ReturnsTable({ items }: { items: readonly ReturnRecord[] | undefined }) {
  const { t } = useI18n();
  return (
    <Table<ReturnRecord>
      size="middle"
      rowKey="id"
      loading={!items}
      dataSource={items && [...items]}
      pagination={false}
      scroll={{ x: 1000 }}
      locale={{ emptyText: <Empty description={t("returns.none")} /> }}
      columns={[
        {
          title: t("returns.application_no"),
          className: "figures",
          render: (_, one) => <Link to={`/returns/${one.id}`}>{one.application_no}</Link>,
        },
        { title: t("returns.state"), render: (_, one) => <StateTag state={one.state} /> },
        {
          title: t("verdict.title"),
          render: (_, { decision }) =>
            decision && (
              <Flex gap={6} wrap>
                <OutcomeTag outcome={decision.outcome} />
                <ReliefTag relief={decision.tax_relief} />
              </Flex>
            ),
        },
        { title: t("returns.list_no"), className: "figures", render: (_, one) => one.declaration.list_no },
        { title: t("returns.to"), render: (_, one) => <District code={one.declaration.customs_code} isShort /> },
        {
          title: t("returns.exporter"),
          render: (_, one) => (
            <>
              {one.declaration.exporter.name}
              <br />
              <Typography.Text type="secondary" className="figures">
                {one.declaration.exporter.code}
              </Typography.Text>
            </>
          ),
        },
        { title: t("returns.changed"), className: "kept", render: (_, one) => <Moment at={one.changed_at} /> },
      ]}
    />
  );
}
