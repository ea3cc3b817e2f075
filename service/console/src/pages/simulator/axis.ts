import dayjs from "dayjs";

const SHOWN = 2;

/** The days that the slider passes over. */
export interface Axis {
  /** The newest days on which the law changed. */
  turns: readonly string[];
  days: number;
  nth: (day: string) => number;
  dayOf: (count: number) => string;
}

/** From some months before the newest changes of the law to a year and more after; the form takes any other day. */
export function axisOf(changes: readonly string[]): Axis | null {
  const turns = changes.slice(-SHOWN);
  if (!turns.length) return null;
  const first = dayjs(turns[0]).subtract(3, "month").startOf("month");
  const last = dayjs(turns.at(-1)).add(14, "month").endOf("month");
  return {
    turns,
    days: last.diff(first, "day"),
    nth: (day) => dayjs(day).diff(first, "day"),
    dayOf: (count) => first.add(count, "day").format("YYYY-MM-DD"),
  };
}
