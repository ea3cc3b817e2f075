import { useLaw } from "../api/law";
import { useI18n, type I18n } from "../i18n/useI18n";
import { numberOf } from "./numerals";

/** A clause by its number; what is no number, as an element of a message, stands as it is. */
export function clauseText(clause: string, { t, localized }: Pick<I18n, "t" | "localized">): string {
  const number = numberOf(clause);
  return number === null ? clause : t("law.clause", { clause: localized({ zh: clause, en: `${number} (${clause})` }) });
}

/** Where a provision stands, in words: the instrument's official number and the clause. */
export function Clause({ instrument, clause }: { instrument: string; clause: string }) {
  const i18n = useI18n();
  const { data } = useLaw();
  const found = data?.instruments.find((each) => each.id === instrument);
  return (
    <>
      {found ? i18n.localized(found.number) : instrument} {clauseText(clause, i18n)}
    </>
  );
}
