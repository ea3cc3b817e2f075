import { useLaw } from "../api/law";
import { useWords, type Words } from "../i18n/useI18n";
import { numberOf } from "./numerals";

/** A clause by its number; what is no number, as an element of a message, stands as it is. */
export function clauseTold(clause: string, { t, say }: Pick<Words, "t" | "say">): string {
  const number = numberOf(clause);
  return number === null ? clause : t("law.clause", { clause: say({ zh: clause, en: `${number} (${clause})` }) });
}

/** Where a provision stands, in words: the instrument's official number and the clause. */
export function Clause({ instrument, clause }: { instrument: string; clause: string }) {
  const words = useWords();
  const { data } = useLaw();
  const found = data?.instruments.find((each) => each.id === instrument);
  return (
    <>
      {found ? words.say(found.number) : instrument} {clauseTold(clause, words)}
    </>
  );
}
