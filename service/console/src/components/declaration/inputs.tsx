import { DatePicker, Select } from "antd";
import dayjs from "dayjs";
import { type MessageKey, useI18n } from "../../i18n/useI18n";
import { instantOf, wallClock } from "../times";

interface Controlled<T> {
  id?: string;
  value?: T | null;
  onChange?: (value: T | undefined) => void;
}

/** A day, as `YYYY-MM-DD`. */
export function DayInput({ id, value, onChange }: Controlled<string>) {
  return (
    <DatePicker
      id={id}
      className="full"
      value={value ? dayjs(value) : null}
      onChange={(day) => onChange?.(day?.format("YYYY-MM-DD"))}
    />
  );
}

/** A moment in Shanghai time. */
export function InstantInput({ id, value, onChange }: Controlled<string>) {
  return (
    <DatePicker
      id={id}
      showTime
      suffixIcon={null}
      className="full"
      value={value ? wallClock(value) : null}
      onChange={(wall) => onChange?.(wall ? instantOf(wall) : undefined)}
    />
  );
}

/** Yes, no, or not said. */
export function YesNo({ id, value, onChange }: Controlled<boolean>) {
  const { t } = useI18n();
  return (
    <Select
      id={id}
      allowClear
      placeholder={t("declaration.notSaid")}
      value={value === undefined || value === null ? undefined : value ? "yes" : "no"}
      options={[
        { value: "yes", label: t("declaration.yes") },
        { value: "no", label: t("declaration.no") },
      ]}
      onChange={(chosen?: string) => onChange?.(chosen === undefined ? undefined : chosen === "yes")}
    />
  );
}

/** One of a few codes, named by the words below `label`. */
export function Choice({
  id,
  value,
  onChange,
  options,
}: Controlled<string> & { options: readonly { value: string; label: MessageKey }[] }) {
  const { t } = useI18n();
  return (
    <Select
      id={id}
      allowClear
      placeholder={t("declaration.notSaid")}
      value={value ?? undefined}
      onChange={onChange}
      options={options.map((each) => ({ value: each.value, label: t(each.label) }))}
    />
  );
}
