import type { I18n } from "../../i18n/useI18n";
import type { Flip } from "./draft";

/** The decisions that flip as a table, its headings first. */
export function exportRows(flips: readonly Flip[], t: I18n["t"]): string[][] {
  const head = [
    t("returns.application_no"),
    t("impact.asOf"),
    t("impact.firm"),
    t("impact.left"),
    t("impact.cameBack"),
    t("impact.outcomeBefore"),
    t("impact.outcomeAfter"),
    t("impact.reliefBefore"),
    t("impact.reliefAfter"),
    t("impact.reasonsBefore"),
    t("impact.reasonsAfter"),
  ];
  return [head, ...flips.map((flip) => exportRow(flip, t))];
}

function exportRow(flip: Flip, t: I18n["t"]): string[] {
  return [
    flip.application_no,
    flip.as_of,
    flip.exporter,
    flip.export_district ?? "",
    flip.return_district ?? "",
    t(`outcome.${flip.before}`),
    t(`outcome.${flip.after}`),
    t(`relief.${flip.relief_before}`),
    t(`relief.${flip.relief_after}`),
    flip.reasons_before.join(";"),
    flip.reasons_after.join(";"),
  ];
}
