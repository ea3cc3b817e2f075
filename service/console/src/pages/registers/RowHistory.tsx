import { ArrowLeftOutlined } from "@ant-design/icons";
import { Alert, DatePicker, Descriptions, Flex, Typography } from "antd";
import dayjs from "dayjs";
import { Link, useSearchParams } from "react-router";
import { useI18n } from "../../i18n/useI18n";
import { now } from "../../components/times";
import { RowsTable, StandingTag } from "./RowsTable";
import { codeOf, counting, FIELDS, labelOf, type Register, type Row, validOn } from "./rows";
import { FieldValue } from "./FieldValue";

/** Everything that was recorded of one code, and what the register said of it on a day. */
export function RowHistory({
  register,
  rows,
  edit,
}: {
  register: Register;
  rows: readonly Row[];
  edit?: (row: Row) => void;
}) {
  const { t } = useI18n();
  const [search, setSearch] = useSearchParams();
  const day = search.get("on") ?? now().slice(0, 10);
  const valid = validOn(rows, day);
  const counts = counting(rows);
  return (
    <>
      <Link to={`?register=${register}`}>
        <ArrowLeftOutlined /> {t("registers.all")}
      </Link>
      <Flex align="center" gap={12} wrap className="my-12">
        <Typography.Title level={2} className="section-title m-0">
          {t("registers.onDay", { code: codeOf(register, rows[0]!) })}
        </Typography.Title>
        <DatePicker
          aria-label={t("law.day")}
          allowClear={false}
          value={dayjs(day)}
          onChange={(chosen) =>
            setSearch((before) => {
              if (chosen) before.set("on", chosen.format("YYYY-MM-DD"));
              return before;
            })
          }
        />
      </Flex>
      {valid ? (
        <Descriptions
          bordered
          size="small"
          column={{ xs: 1, md: 2 }}
          items={FIELDS[register].map((field) => ({
            key: field,
            label: t(labelOf(register, field)),
            children: <FieldValue field={field} value={valid[field]} />,
          }))}
        />
      ) : (
        <Alert type="warning" showIcon title={t("registers.notOnDay", { day })} />
      )}
      <Typography.Title level={2} className="section-title mt-20 mb-8">
        {t("registers.history")}
      </Typography.Title>
      <RowsTable
        register={register}
        rows={[...rows].reverse()}
        edit={edit}
        mark={(row) => (
          <StandingTag standing={row === valid ? "valid" : counts.includes(row) ? "other" : "superseded"} />
        )}
      />
    </>
  );
}
