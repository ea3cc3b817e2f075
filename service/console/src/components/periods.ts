import dayjs from "dayjs";
import type { Schemas } from "../api/client";
import type { I18n } from "../i18n/useI18n";

/** A half-open period in words, its last day told. */
export function periodText(period: Schemas["Period"] | null | undefined, t: I18n["t"]): string {
  const until = period?.until && dayjs(period.until).subtract(1, "day").format("YYYY-MM-DD");
  if (period?.since && until) return t("period.between", { since: period.since, until });
  if (period?.since) return t("period.since", { since: period.since });
  if (until) return t("period.until", { until });
  return t("period.always");
}
