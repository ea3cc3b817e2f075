import { MessageOutlined, TeamOutlined } from "@ant-design/icons";
import { Empty, Flex, Table, Tag, Tooltip, Typography } from "antd";
import { useEffect } from "react";
import { Link } from "react-router";
import { useProvisions } from "../../api/law";
import { type Case } from "../../api/types";
import { useI18n } from "../../i18n/useI18n";
import { District } from "../../components/District";
import { StateTag } from "../../components/tags";
import { DueTime } from "../../components/DueTime";

interface CasesTableProps {
  /** What there is; undefined while it is being asked for. */
  items: readonly Case[] | undefined;
  /** The row that the keyboard points at. */
  at: number;
  onPoint: (at: number) => void;
  chosen: readonly string[];
  onChoose?: (chosen: readonly string[]) => void;
}

/** Cases, one a row. */
export function CasesTable({ items, at, onPoint, chosen, onChoose }: CasesTableProps) {
  const { t, localized } = useI18n();
  const provisions = useProvisions();
  useEffect(() => {
    // newer browsers give a promise here, which React would take for what to do afterwards
    void document.querySelector(".pointed")?.scrollIntoView({ block: "nearest" });
  }, [at]);
  return (
    <Table<Case>
      size="middle"
      rowKey="return_id"
      loading={items === undefined}
      dataSource={items ? [...items] : []}
      pagination={false}
      scroll={{ x: 1000 }}
      locale={{ emptyText: <Empty description={t("queue.empty")} /> }}
      rowClassName={(_, index) => (index === at ? "pointed" : "")}
      onRow={(_, index) => ({ onClick: () => onPoint(index ?? 0) })}
      rowSelection={onChoose && { selectedRowKeys: [...chosen], onChange: (keys) => onChoose(keys.map(String)) }}
      columns={[
        { title: t("queue.due"), className: "kept", render: (_, row) => <DueTime at={row.due_at} /> },
        {
          title: t("queue.number"),
          render: (_, row) => (
            <Flex gap={6} align="center" wrap>
              <Link to={`/cases/${row.return_id}`} className="figures">
                {row.application_no}
              </Link>
              {row.proposed && (
                <Tooltip title={t("queue.proposed")}>
                  <Tag color="purple" icon={<TeamOutlined />}>
                    {t("queue.second")}
                  </Tag>
                </Tooltip>
              )}
              {row.answered && (
                <Tooltip title={t("queue.answered")}>
                  <Tag color="cyan" icon={<MessageOutlined />}>
                    {t("queue.reply")}
                  </Tag>
                </Tooltip>
              )}
            </Flex>
          ),
        },
        { title: t("queue.state"), render: (_, row) => <StateTag state={row.state} /> },
        {
          title: t("queue.way"),
          className: "kept",
          render: (_, row) => (
            <>
              <District code={row.export_district ?? "—"} />
              <br />→ <District code={row.customs_code} isShort />
            </>
          ),
        },
        {
          title: t("queue.reason"),
          width: 210,
          render: (_, row) => (
            <Typography.Text ellipsis={{ tooltip: true }} className="max-210">
              {row.provisions
                .map((each) => {
                  const told = provisions.get(each);
                  return told ? localized(told) : each;
                })
                .join(t("law.and")) || "—"}
            </Typography.Text>
          ),
        },
        { title: t("queue.firm"), dataIndex: "exporter", className: "figures" },
        { title: t("queue.lines"), dataIndex: "lines", align: "end", className: "figures" },
        {
          title: t("queue.assignee"),
          className: "kept",
          render: (_, row) => row.assignee ?? <Typography.Text type="secondary">{t("queue.nobody")}</Typography.Text>,
        },
      ]}
    />
  );
}
