import { Table } from "antd";
import type { Declaration } from "../../api/types";
import { useI18n } from "../../i18n/useI18n";

type Line = Declaration["lines"][number];

/** The goods of a declaration. */
export function GoodsTable({ lines }: { lines: readonly Line[] }) {
  const { t } = useI18n();
  return (
    <div role="region" aria-label={t("declaration.goods")} tabIndex={0} className="scrolled">
      <Table<Line>
        size="small"
        rowKey="line_no"
        pagination={false}
        className="min-520"
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
