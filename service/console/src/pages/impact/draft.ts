import type { Schemas } from "../../api/client";

export type Impact = Schemas["Impact"];
export type Flip = Schemas["Flip"];
export type Count = Schemas["Count"];

/** The `id` that a draft gives itself, for the call must name it too. */
export function instrumentOf(policy: string): string {
  return /^id:[ \t]*["']?([a-z][a-z0-9_]*)/m.exec(policy)?.[1] ?? "";
}

/** The line of the draft that a fault stands at (`gacc_2026_024/policy.yaml:18`). */
export function lineOf(pointer: string): number | undefined {
  const found = /:(\d+)$/.exec(pointer);
  return found ? Number(found[1]) : undefined;
}

/** Where a line of a text begins and ends. */
export function extentOf(text: string, line: number): [number, number] {
  const start = text.split("\n", line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  const end = text.indexOf("\n", start);
  return [start, end < 0 ? text.length : end];
}
