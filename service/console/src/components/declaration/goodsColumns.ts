import type { TableColumnsType } from "antd";
import type { Declaration } from "../../api/types";
import type { useI18n } from "../../i18n/useI18n";

/** A line of goods: declarations and original lists have the same. */
export type GoodsLine = Declaration["lines"][number];

/** The columns that every table of goods shows. */
export function goodsColumns(t: ReturnType<typeof useI18n>["t"]): TableColumnsType<GoodsLine> {
  return [
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
  ];
}
