import type { Schemas } from "../../api/client";
import type { Declaration } from "../../api/facts";
import { now } from "../times";

type Partially<T> = T extends readonly (infer E)[] ? Partially<E>[] : T extends object ? { [K in keyof T]?: Partially<T[K]> | undefined } : T;
/** A declaration that is still being filled in. */
export type Draft = Partially<Declaration>;
type Fault = Schemas["Fault"];

/** What nearly every return declares, to begin with. */
export function begun(): Draft {
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
    const kept = Object.entries(value).map(([name, inner]) => [name, pruned(inner)] as const).filter(([, inner]) => inner !== undefined);
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

/** Faults of what was entered, apart from entries that are merely not filled in yet. */
export function isMissing(fault: Fault, draft: Draft): boolean {
  if (fault.code === "field.missing") return true;
  const at = fault.pointer.split("/").slice(1).reduce<unknown>((inner, part) => (inner as Record<string, unknown> | undefined)?.[part], draft);
  return at === undefined || at === null || at === "";
}
