import { Alert, Button, DatePicker, Drawer, Flex, Form, Input, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useI18n } from "../../i18n/useI18n";
import {
  ACCESSES,
  BUSINESSES,
  CODES,
  codeOf,
  DAYS,
  FIELDS,
  type Field,
  FLAGS,
  labelOf,
  LISTS,
  type Register,
  ROLES,
  type Row,
  STANDINGS,
  type Value,
} from "./rows";
import { useFieldWords } from "./FieldValue";

type Entries = Partial<Record<Field, Value | Dayjs>>;
const CHOICES: Partial<Record<Field, readonly string[]>> = {
  businesses: BUSINESSES,
  roles: ROLES,
  data_access: ACCESSES,
  standing: STANDINGS,
};
const NEEDED: ReadonlySet<Field> = new Set(["site_code", "code", "name", "customs_code", "businesses"]);

interface Props {
  register: Register;
  /** What the form begins with; empty: a new code. */
  row: Row;
  close: () => void;
  propose: (row: Row) => void;
}

/** A row of a register in a form; what is left open is unknown. */
export function RowForm({ register, row, close, propose }: Props) {
  const { t } = useI18n();
  const code = codeOf(register, row);
  const fields = FIELDS[register];
  const begin = Object.fromEntries(
    fields.map((field) => [field, DAYS.has(field) && row[field] ? dayjs(String(row[field])) : row[field]]),
  );
  return (
    <Drawer
      open
      size={480}
      title={code ? t("registers.edit", { code }) : t(`registers.add.${register}`)}
      onClose={close}
      classNames={{ wrapper: "fits-screen" }}
      footer={
        <Flex gap={8} justify="flex-end">
          <Button onClick={close}>{t("dialog.cancel")}</Button>
          <Button type="primary" form="register-row" htmlType="submit">
            {t("amendment.propose")}
          </Button>
        </Flex>
      }
    >
      {code && <Alert type="info" showIcon title={t("registers.editHint")} className="mb-16" />}
      <Form<Entries>
        id="register-row"
        layout="vertical"
        requiredMark={false}
        initialValues={begin}
        onFinish={(entries) => propose(rowOf(fields, entries))}
      >
        {fields.map((field) => (
          <Form.Item
            key={field}
            name={field}
            label={t(labelOf(register, field))}
            extra={field === "valid_until" ? t("registers.untilHint") : undefined}
            rules={NEEDED.has(field) ? [{ required: true, message: t("signIn.needed") }] : undefined}
          >
            {entryOf(field)}
          </Form.Item>
        ))}
      </Form>
    </Drawer>
  );

  function entryOf(field: Field) {
    if (field === CODES[register]) return <Input disabled={!!code} autoFocus={!code} className="figures" />;
    if (DAYS.has(field)) return <DatePicker className="full" />;
    if (FLAGS.has(field)) return <Flag />;
    if (LISTS.has(field) || CHOICES[field]) return <Choice field={field} />;
    return <Input maxLength={field === "source" ? 500 : 100} />;
  }
}

function Flag({
  id,
  value,
  onChange,
}: {
  id?: string;
  value?: boolean | null;
  onChange?: (value: boolean | undefined) => void;
}) {
  const { t } = useI18n();
  return (
    <Select
      id={id}
      allowClear
      placeholder={t("registers.unknown")}
      value={value ?? undefined}
      onChange={onChange}
      options={[
        { value: true, label: t("declaration.yes") },
        { value: false, label: t("declaration.no") },
      ]}
    />
  );
}

function Choice({
  field,
  id,
  value,
  onChange,
}: {
  field: Field;
  id?: string;
  value?: string | string[] | null;
  onChange?: (value: string | string[] | undefined) => void;
}) {
  const { t } = useI18n();
  const tell = useFieldWords();
  const isOpen = field === "businesses" || field === "entrusted_by";
  return (
    <Select<string | string[]>
      id={id}
      allowClear
      mode={LISTS.has(field) ? (isOpen ? "tags" : "multiple") : undefined}
      tokenSeparators={isOpen ? [";", "；", ",", " "] : undefined}
      placeholder={t("registers.unknown")}
      value={value ?? undefined}
      onChange={onChange}
      options={CHOICES[field]?.map((each) => ({ value: each, label: tell(field, each) }))}
    />
  );
}

function rowOf(fields: readonly Field[], entries: Entries): Row {
  const said = fields.flatMap((field): [Field, Value][] => {
    const entry = entries[field];
    if (entry === undefined || entry === null || entry === "") return [];
    return [
      [field, dayjs.isDayjs(entry) ? entry.format("YYYY-MM-DD") : typeof entry === "string" ? entry.trim() : entry],
    ];
  });
  return Object.fromEntries(said);
}
