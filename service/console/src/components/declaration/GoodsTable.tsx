import { Table } from "antd";
import { useI18n } from "../../i18n/useI18n";
import { type GoodsLine, goodsColumns } from "./goodsColumns";

/** The goods of a declaration. */
export function GoodsTable({ lines }: { lines: readonly GoodsLine[] }) {
  const { t } = useI18n();
  return (
    <div role="region" aria-label={t("declaration.goods")} tabIndex={0} className="scrolled">
      <Table<GoodsLine>
        size="small"
        rowKey="line_no"
        pagination={false}
        className="min-520"
        dataSource={[...lines]}
        columns={goodsColumns(t)}
      />
    </div>
  );
}
