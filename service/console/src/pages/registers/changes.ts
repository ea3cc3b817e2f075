import { codeOf, counting, FIELDS, type Field, type Register, type Row, type Value } from "./rows";

/** What entering a row would do: begin a code, add a stretch of days to it, replace one that begins on that day, or nothing. */
export type Effect = "added" | "continued" | "replaced" | "same";
export interface Change {
  /** Which of the rows sent, from 1 on. */
  number: number;
  row: Row;
  effect: Effect;
  /** What differs from the row that is replaced, or that began before this one; not that it begins on another day. */
  differences: readonly { field: Field; before: Value; after: Value }[];
}

/** What entering these rows, one after the other, would change in those that are recorded. */
export function changesOf(register: Register, rows: readonly Row[], recorded: readonly Row[]): Change[] {
  const known = new Map<string, Row[]>();
  for (const row of recorded) known.set(codeOf(register, row), [...(known.get(codeOf(register, row)) ?? []), row]);
  return rows.map((row, at) => {
    const before = known.get(codeOf(register, row)) ?? [];
    const change = changeOf(register, row, before);
    if (change.effect !== "same") known.set(codeOf(register, row), [...before, row]);
    return { number: at + 1, row, ...change };
  });
}

function changeOf(register: Register, row: Row, recorded: readonly Row[]): Pick<Change, "effect" | "differences"> {
  const begun = counting(recorded);
  const twin = begun.find((each) => (each.valid_from ?? null) === (row.valid_from ?? null));
  const former = twin ?? begun.findLast((each) => (each.valid_from ?? "") < (row.valid_from ?? ""));
  const differences = former
    ? FIELDS[register].filter((field) => field !== "valid_from").map((field) => ({ field, before: former[field], after: row[field] })).filter(({ before, after }) => !isSame(before, after))
    : [];
  if (!twin) return { effect: recorded.length > 0 ? "continued" : "added", differences };
  return { effect: differences.length > 0 ? "replaced" : "same", differences };
}

function isSame(one: Value, other: Value): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}
