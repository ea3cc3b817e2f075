import { useInfiniteQuery } from "@tanstack/react-query";
import { Empty, Flex, Input, Table } from "antd";
import { useSearchParams } from "react-router";
import { api, data, type Schemas } from "../../api/client";
import { useSession } from "../../session/useSession";
import { useI18n } from "../../i18n/useI18n";
import { District } from "../../components/District";
import { LoadMore } from "../../components/LoadMore";
import { ProblemAlert } from "../../components/ProblemAlert";
import { goodsColumns } from "../../components/declaration/goodsColumns";

type ExportList = Schemas["ExportList"];
const FILTERS = ["list_no", "cop_no", "exporter"] as const;

/** Original lists from the newest on; the filters stand in the address. */
export function ExportLists() {
  const { t } = useI18n();
  const { who } = useSession();
  const [search, setSearch] = useSearchParams();
  const query = Object.fromEntries(FILTERS.flatMap((name) => (search.get(name) ? [[name, search.get(name)!]] : [])));
  const found = useInfiniteQuery({
    queryKey: ["exports", query],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) => data(api.GET("/v1/exports", { params: { query: { ...query, cursor: pageParam } } })),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const shown = FILTERS.filter((name) => name !== "exporter" || who?.role !== "firm");
  return (
    <>
      <search>
        <Flex gap={8} wrap className="mb-16">
          {shown.map((name) => (
            <Input.Search
              key={name}
              allowClear
              aria-label={t(`exports.${name}`)}
              placeholder={t(`exports.${name}`)}
              defaultValue={search.get(name) ?? ""}
              className="w-240 fits"
              onSearch={(value) =>
                setSearch((before) => {
                  if (value.trim()) before.set(name, value.trim());
                  else before.delete(name);
                  return before;
                })
              }
            />
          ))}
        </Flex>
      </search>
      {found.error ? (
        <ProblemAlert error={found.error} retry={() => void found.refetch()} />
      ) : (
        <ExportListsTable lists={found.data?.pages.flatMap((page) => [...page.items])} />
      )}
      {found.data && <LoadMore query={found} />}
    </>
  );
}

function ExportListsTable({ lists }: { lists: readonly ExportList[] | undefined }) {
  const { t } = useI18n();
  return (
    <Table<ExportList>
      size="middle"
      rowKey={(list) => list.list_no ?? `${list.exporter.code} ${list.cop_no}`}
      loading={!lists}
      dataSource={lists && [...lists]}
      pagination={false}
      scroll={{ x: 1000 }}
      locale={{ emptyText: <Empty description={t("exports.none")} /> }}
      expandable={{ expandedRowRender: (list) => <GoodsLines lines={list.lines} /> }}
      columns={[
        {
          title: t("exports.list_no"),
          className: "figures",
          render: (_, list) => list.list_no ?? t("exports.noReceipt"),
        },
        { title: t("exports.cop_no"), className: "figures", render: (_, list) => list.cop_no ?? "–" },
        { title: t("exports.exporter"), render: (_, list) => `${list.exporter.name} (${list.exporter.code})` },
        { title: t("exports.customs"), render: (_, list) => <District code={list.customs_code} isShort /> },
        { title: t("exports.mode"), className: "figures", dataIndex: "supervision_mode" },
        { title: t("exports.declared"), className: "figures kept", render: (_, list) => list.declared_on ?? "–" },
        { title: t("exports.released"), className: "figures kept", render: (_, list) => list.released_on ?? "–" },
        { title: t("exports.lines"), align: "end", className: "figures", render: (_, list) => list.lines.length },
      ]}
    />
  );
}

function GoodsLines({ lines }: { lines: ExportList["lines"] }) {
  const { t } = useI18n();
  return (
    <Table
      size="small"
      className="as-wide-as-given"
      rowKey="line_no"
      dataSource={[...lines]}
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      scroll={{ x: "max-content" }}
      columns={goodsColumns(t)}
    />
  );
}
