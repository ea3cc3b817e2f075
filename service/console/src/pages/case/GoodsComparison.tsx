import { Alert, Flex, Skeleton, Table, Tag, Typography } from "antd";
import { Link } from "react-router";
import type { ReturnRecord } from "../../api/types";
import { useI18n } from "../../i18n/useI18n";
import { GoodsTable } from "../../components/declaration/GoodsTable";
import { compareGoods, type ComparedLine } from "./goods";
import { useDossier } from "../../api/returns";

/** The goods declared beside the original list, line by line: what differs is marked, what is left is told. */
export function GoodsComparison({ one }: { one: ReturnRecord }) {
  const { t } = useI18n();
  const { data: dossier, isLoading, isError } = useDossier(one.decision?.decision_id);
  if (isLoading) return <Skeleton active />;
  const others = <Link to={`/returns?list_no=${one.declaration.list_no}`}>{t("case.sameList")}</Link>;
  if (isError || !dossier?.export_list) {
    return (
      <>
        <Alert
          type="warning"
          showIcon
          title={t("case.noList", { list: one.declaration.list_no })}
          action={others}
          className="mb-12"
        />
        <GoodsTable lines={one.declaration.lines} />
      </>
    );
  }
  const lines = compareGoods(one.declaration.lines, dossier.export_list.lines, dossier.already_returned ?? []);
  return (
    <>
      <Flex justify="space-between" wrap gap={8} className="mb-8">
        <Typography.Text type="secondary">
          {t("case.list", {
            list: dossier.export_list.list_no ?? "—",
            day: dossier.export_list.released_on ?? t("declaration.notSaid"),
          })}
        </Typography.Text>
        {others}
      </Flex>
      <div role="region" aria-label={t("case.compared")} tabIndex={0} className="scrolled">
        <Table<ComparedLine>
          size="small"
          rowKey="key"
          pagination={false}
          className="min-620"
          dataSource={lines}
          columns={[
            { title: t("declaration.line.short"), dataIndex: "line_no", className: "figures" },
            { title: t("declaration.line.hs_code"), render: (_, line) => <ComparedField field={line.hs_code} /> },
            { title: t("declaration.line.name"), render: (_, line) => <ComparedField field={line.name} /> },
            { title: t("declaration.line.model"), render: (_, line) => <ComparedField field={line.model} /> },
            { title: t("case.returned"), align: "end", className: "figures", render: (_, line) => line.quantity },
            {
              title: t("case.exported"),
              align: "end",
              className: "figures",
              render: (_, line) => line.exported ?? "—",
            },
            {
              title: t("case.left"),
              align: "end",
              className: "figures",
              render: (_, line) =>
                line.left === null ? (
                  <Tag color="error">{t("case.noLine")}</Tag>
                ) : (
                  <span className={line.isTooMuch ? "is-bad strong" : undefined}>{line.left}</span>
                ),
            },
          ]}
        />
      </div>
    </>
  );
}

function ComparedField({ field }: { field: { declared: string; original: string | null } }) {
  const { t } = useI18n();
  const { declared, original } = field;
  if (original === null || original === declared) return <span>{declared}</span>;
  return (
    <span className="differs">
      {declared}
      <br />
      <Typography.Text type="secondary">
        {t("case.original")}
        {original || "—"}
      </Typography.Text>
    </span>
  );
}
