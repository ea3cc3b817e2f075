import type { Schemas } from "../../api/client";

type Batch = Schemas["Batch"];
const WHOLE = 100;

/** Whether a batch is not yet at its end. */
export function isWorking({ state }: Batch): boolean {
  return state === "waiting" || state === "running";
}

/** How much of a batch is done, in percent; the total is not known before the file is read. */
export function portion({ state, done, total }: Batch): number {
  if (state === "done") return WHOLE;
  return total ? Math.floor((done / total) * WHOLE) : 0;
}
