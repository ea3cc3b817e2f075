import { minute, today } from "../../components/times";

export const FLAGS = ["unassigned", "proposed", "answered", "asleep"] as const;
export const TEXTS = [
  "exporter",
  "provision",
  "export_district",
  "return_district",
  "state",
  "assignee",
  "due_before",
] as const;
export type Flag = (typeof FLAGS)[number];

/** What to ask the service for, from what stands in the address; what is unknown there is left out. */
export function caseQuery(search: URLSearchParams) {
  const texts = Object.fromEntries(
    TEXTS.flatMap((name) => (search.get(name) ? [[name, search.get(name) as string]] : [])),
  );
  const flags = Object.fromEntries(FLAGS.filter((name) => search.get(name) === "true").map((name) => [name, true]));
  return {
    ...texts,
    ...flags,
    ...(search.get("overdue") === "true" ? { due_before: minute() } : {}),
    ...(search.get("today") === "true" ? { opened_since: today() } : {}),
    order: search.get("order") === "lines" ? ("lines" as const) : ("due" as const),
  };
}
