import { useLaw } from "../api/facts";
import { useWords, type Words } from "../app/words";

const NUMERAL = /^\p{Script=Han}{1,3}$/u;

/** A clause by its number; what is no number, as an element of a message, stands as it is. */
export function clauseTold(clause: string, t: Words["t"]): string {
  return NUMERAL.test(clause) ? t("law.clause", { clause }) : clause;
}

/** Where a provision stands, in words: the instrument's official number and the clause. */
export function Clause({ instrument, clause }: { instrument: string; clause: string }) {
  const { t, say } = useWords();
  const { data } = useLaw();
  const found = data?.instruments.find((each) => each.id === instrument);
  return <>{found ? say(found.number) : instrument} {clauseTold(clause, t)}</>;
}
