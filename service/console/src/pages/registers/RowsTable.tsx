import { EditOutlined } from "@ant-design/icons";
import { Button, Empty, Table, Tag } from "antd";
import type { ReactNode } from "react";
import { useI18n } from "../../i18n/useI18n";
import { CODES, codeOf, DAYS, FIELDS, labelOf, type Register, replaced, type Row } from "./rows";
import { ValidDays, FieldValue } from "./FieldValue";

interface Props {
  register: Register;
  rows: readonly Row[] | undefined;
  open?: (code: string) => void;
  edit?: (row: Row) => void;
  /** What is said of each row besides. */
  mark?: (row: Row) => ReactNode;
}

/** Rows of a register as they were recorded. */
export function RowsTable({ register, rows, open, edit, mark }: Props) {
  const { t } = useI18n();
  const former = mark ? new Set<Row>() : replaced(register, rows ?? []);
  const fields = FIELDS[register].filter(
    (field) => !DAYS.has(field) && field !== "source" && field !== CODES[register],
  );
  return (
    <Table<Row>
      size="middle"
      // a row may have been recorded twice just so, with another between
      rowKey={(row) => `${rows?.indexOf(row)}`}
      loading={!rows}
      dataSource={rows && [...rows]}
      pagination={false}
      tableLayout="auto"
      scroll={{ x: fields.length > 4 ? 1000 : "max-content" }}
      locale={{ emptyText: <Empty description={t("registers.none")} /> }}
      columns={[
        ...(mark ? [{ title: t("registers.status"), render: (_: unknown, row: Row) => mark(row) }] : []),
        {
          title: t(labelOf(register, CODES[register])),
          className: "figures kept",
          render: (_, row) => (
            <>
              {open ? (
                <button type="button" className="plain" onClick={() => open(codeOf(register, row))}>
                  {codeOf(register, row)}
                </button>
              ) : (
                codeOf(register, row)
              )}{" "}
              {former.has(row) && <StandingTag standing="superseded" />}
            </>
          ),
        },
        ...fields.map((field) => ({
          title: t(labelOf(register, field)),
          render: (_: unknown, row: Row) => <FieldValue field={field} value={row[field]} />,
        })),
        { title: t("registers.days"), className: "figures", render: (_, row) => <ValidDays row={row} /> },
        {
          title: t("field.source"),
          width: fields.length > 4 ? 130 : 220,
          render: (_, row) => (
            <div className="max-260">
              <FieldValue field="source" value={row.source} />
            </div>
          ),
        },
        ...(edit
          ? [
              {
                title: "",
                fixed: "end" as const,
                render: (_: unknown, row: Row) => (
                  <Button
                    type="text"
                    size="small"
                    icon={<EditOutlined />}
                    aria-label={t("registers.edit", { code: codeOf(register, row) })}
                    onClick={() => edit(row)}
                  />
                ),
              },
            ]
          : []),
      ]}
    />
  );
}

/** Whether a row counts on the day that is looked at. */
export function StandingTag({ standing }: { standing: "valid" | "other" | "superseded" }) {
  const { t } = useI18n();
  return <Tag color={standing === "valid" ? "success" : "default"}>{t(`registers.${standing}`)}</Tag>;
}
