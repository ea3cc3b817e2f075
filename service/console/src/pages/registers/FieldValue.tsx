import { Flex, Tag, Typography } from "antd";
import { useI18n } from "../../i18n/useI18n";
import { District } from "../../components/District";
import { ACCESSES, BUSINESSES, DAYS, type Field, ROLES, type Row, STANDINGS, type Value } from "./rows";

/** Fields whose words may be broken anywhere. */
const LONG: ReadonlySet<Field> = new Set(["name", "source"]);

/** What a row says in one of its fields, in words; what it does not say is unknown. */
export function FieldValue({ field, value }: { field: Field; value: Value }) {
  const { t } = useI18n();
  const tell = useFieldWords();
  if (value === null || value === undefined || value === "") {
    return (
      <Typography.Text type="secondary" className="kept">
        {t(DAYS.has(field) ? "registers.always" : "registers.unknown")}
      </Typography.Text>
    );
  }
  if (typeof value === "boolean") return t(value ? "declaration.yes" : "declaration.no");
  if (typeof value === "string")
    return field === "customs_code" ? (
      <District code={value} />
    ) : (
      <span className={LONG.has(field) ? "wrap" : "kept"}>{tell(field, value)}</span>
    );
  if (value.length === 0) return <Typography.Text type="secondary">{t("registers.nothing")}</Typography.Text>;
  return (
    <Flex gap={4} wrap>
      {value.map((each) => (
        <Tag key={each}>{tell(field, each)}</Tag>
      ))}
    </Flex>
  );
}

/** The words for a code of a field. */
export function useFieldWords(): (field: Field, code: string) => string {
  const { t } = useI18n();
  return (field, code) => {
    if (field === "businesses" && isOf(BUSINESSES, code)) return t(`business.${code}`);
    if (field === "roles" && isOf(ROLES, code)) return t(`firmRole.${code}`);
    if (field === "data_access" && isOf(ACCESSES, code)) return t(`dataAccess.${code}`);
    if (field === "standing" && isOf(STANDINGS, code)) return t(`standing.${code}`);
    return code;
  };
}

function isOf<C extends string>(codes: readonly C[], code: string): code is C {
  return (codes as readonly string[]).includes(code);
}

/** The days on which a row holds; it ends before the day of `valid_until`. */
export function ValidDays({ row }: { row: Row }) {
  const { t } = useI18n();
  const [since, until] = [String(row.valid_from ?? ""), String(row.valid_until ?? "")];
  const told =
    since && until
      ? t("registers.between", { since, until })
      : since
        ? t("registers.since", { since })
        : until
          ? t("registers.until", { until })
          : t("registers.always");
  return <span className={since && until ? "figures" : "figures kept"}>{told}</span>;
}
