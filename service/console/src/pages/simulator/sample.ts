import type { Draft } from "../../components/declaration/draft";
import { now } from "../../components/times";
import declared from "./sample.json";

/** A return of the demo firm across districts, with nothing missing, declared now. */
export function sample(): Draft {
  return { ...(declared as Draft), declared_at: now() };
}
