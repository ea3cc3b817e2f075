import type { Schemas } from "../../api/client";
import type { Decision, State } from "../../api/facts";

export type Target = Schemas["Step"]["to"];

/** Where staff may bring a return from each state (schemas/cases.py has the same; the service refuses all else). */
const STEPS: Partial<Record<State, readonly Target[]>> = {
  accepted: ["inspection", "suspended", "released"],
  review: ["accepted", "rejected", "inspection", "suspended"],
  inspection: ["accepted", "rejected", "handed_over", "suspended", "released"],
  handed_over: ["rejected", "suspended", "released"],
  suspended: ["accepted", "rejected", "inspection", "released"],
};

/** States in which a return waits for staff: its case is open. */
const WAITING: readonly State[] = ["review", "inspection", "handed_over", "suspended"];

export function isWaiting(state: State): boolean {
  return WAITING.includes(state);
}

export function stepsFrom(state: State): readonly Target[] {
  return STEPS[state] ?? [];
}

/** Whether a step lets through what a provision forbids, for which two people are needed. */
export function needsSecond(state: State, to: Target, decision: Decision | null): boolean {
  if ((to !== "accepted" && to !== "released") || state === "accepted") return false;
  return decision?.findings.some((each) => each.question === "return" && each.status === "unmet" && each.otherwise !== "advise") ?? false;
}

/** The provisions that a rejection may name. */
export function grounds(decision: Decision | null) {
  return decision?.findings.filter((each) => each.question === "return" && each.otherwise !== "advise" && (each.status === "unmet" || each.status === "undetermined")) ?? [];
}
