import { Descriptions, Table } from "antd";
import type { Declaration } from "../../api/facts";
import { useWords } from "../../app/words";
import { District } from "../District";
import { Moment } from "../Moment";

type Line = Declaration["lines"][number];
const PARTIES = ["exporter", "agent", "platform", "logistics"] as const;

/** What was declared, to read. */
export function Summary({ declared }: { declared: Declaration }) {
  const { t } = useWords();
  return (
    <Descriptions
      size="small"
      column={{ xs: 1, md: 2 }}
      items={[
        {
          key: "list",
          label: t("declaration.list_no"),
          children: <span className="figures kept">{declared.list_no}</span>,
        },
        { key: "customs", label: t("declaration.customs_code"), children: <District code={declared.customs_code} /> },
        { key: "site", label: t("declaration.site_code"), children: declared.site_code ?? t("declaration.notSaid") },
        { key: "at", label: t("declaration.declared_at"), children: <Moment at={declared.declared_at} /> },
        ...PARTIES.map((party) => ({
          key: party,
          label: t(`declaration.${party}_name`),
          children: `${declared[party].name} (${declared[party].code})`,
        })),
        { key: "waybill", label: t("declaration.waybill_no"), children: declared.waybill_no },
        { key: "reason", label: t("declaration.reason"), children: declared.reason },
      ]}
    />
  );
}

/** The goods of a declaration. */
export function GoodsTable({ lines }: { lines: readonly Line[] }) {
  const { t } = useWords();
  return (
    <div role="region" aria-label={t("declaration.goods")} tabIndex={0} style={{ overflowX: "auto" }}>
      <Table<Line>
        size="small"
        rowKey="line_no"
        pagination={false}
        style={{ minWidth: 520 }}
        dataSource={[...lines]}
        columns={[
          { title: t("declaration.line.short"), dataIndex: "line_no", className: "figures" },
          { title: t("declaration.line.hs_code"), dataIndex: "hs_code", className: "figures" },
          { title: t("declaration.line.name"), dataIndex: "name" },
          { title: t("declaration.line.model"), dataIndex: "model" },
          {
            title: t("declaration.line.quantity"),
            align: "end",
            className: "figures",
            render: (_, line) => `${line.quantity} (${line.unit})`,
          },
          {
            title: t("declaration.line.legal_quantity"),
            align: "end",
            className: "figures",
            render: (_, line) => `${line.legal_quantity} (${line.legal_unit})`,
          },
        ]}
      />
    </div>
  );
}
