import type { Schemas } from "../../api/client";
import type { Declaration } from "../../api/types";
import { now } from "../times";

type Partially<T> = T extends readonly (infer E)[]
  ? Partially<E>[]
  : T extends object
    ? { [K in keyof T]?: Partially<T[K]> | undefined }
    : T;
/** A declaration that is still being filled in. */
export type Draft = Partially<Declaration>;
type Fault = Schemas["Fault"];

/** What nearly every return declares, to begin with. */
export function emptyDraft(): Draft {
  return {
    direction: "I",
    return_mode: "9661",
    transport_mode: "5",
    declared_at: now(),
    platform: {},
    exporter: {},
    agent: {},
    logistics: {},
    lines: [{ line_no: 1 }],
  };
}

function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => pruned(each) ?? {});
  if (value !== null && typeof value === "object") {
    const kept = Object.entries(value)
      .map(([name, inner]) => [name, pruned(inner)] as const)
      .filter(([, inner]) => inner !== undefined);
    return kept.length ? Object.fromEntries(kept) : undefined;
  }
  return value === "" || value === null ? undefined : value;
}

/** The draft without what was left empty, as it is sent; the service says what is missing. */
export function asDeclared(draft: Draft): Declaration {
  return (pruned(draft) ?? {}) as Declaration;
}

/** The faults by the entry they are about; those about several stand at the entry all have in common. */
export function byEntry(faults: readonly Fault[]): Map<string, Fault> {
  return new Map(faults.map((fault) => [fault.pointer, fault]));
}

const PARTIES = ["platform", "exporter", "agent", "logistics"];
const REQUIRED = [
  ...["application_no", "list_no", "customs_code", "direction", "declared_at", "reason", "waybill_no", "bill_no"],
  ...["transport_mode", "transport_name", "voyage_no", "port_code", "departure_country"],
  ...PARTIES.flatMap((party) => [`${party}/code`, `${party}/name`]),
];
const REQUIRED_OF_LINE = ["line_no", "hs_code", "name", "model", "quantity", "unit", "legal_quantity", "legal_unit"];

/** Whether a declaration must have this entry. */
export function isRequired(path: readonly (string | number)[]): boolean {
  return path[0] === "lines" ? REQUIRED_OF_LINE.includes(String(path[2])) : REQUIRED.includes(path.join("/"));
}

function isEmpty(draft: Draft, pointer: string): boolean {
  const found = pointer
    .split("/")
    .reduce<unknown>((at, part) => (at as Record<string, unknown> | null | undefined)?.[part], draft);
  return found === undefined || found === null || found === "";
}

/** The entries that a draft must have and does not have yet, as JSON pointers. */
export function missingIn(draft: Draft): string[] {
  const lines = draft.lines?.length ? draft.lines : [{}];
  const wanted = [
    ...REQUIRED,
    ...lines.flatMap((_, index) => REQUIRED_OF_LINE.map((name) => `lines/${index}/${name}`)),
  ];
  return wanted.filter((pointer) => isEmpty(draft, pointer)).map((pointer) => `/${pointer}`);
}
