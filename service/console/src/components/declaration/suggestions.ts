import type { Schemas } from "../../api/client";
import type { Declaration } from "../../api/types";
import type { Draft } from "./draft";

type Suggestion = Schemas["Suggestion"];
const DECLARED = "/declaration/";

/** The declaration with the changes of a suggestion made. */
export function withSuggestion(declared: Declaration, suggestion: Suggestion): Draft {
  const draft = structuredClone(declared) as unknown as Record<string, unknown>;
  for (const edit of suggestion.changes.flatMap((change) => change.edits)) {
    const parts = edit.pointer.slice(DECLARED.length).split("/");
    const last = parts.pop() ?? "";
    const holder = parts.reduce<Record<string, unknown>>((at, part) => at[part] as Record<string, unknown>, draft);
    holder[last] = edit.after;
  }
  return draft as Draft;
}

/** Whether a suggestion can be made here: it changes the declaration alone and says every value. */
export function isApplicable({ changes }: Suggestion): boolean {
  return changes.every(
    (change) =>
      !change.open && change.edits.length > 0 && change.edits.every((edit) => edit.pointer.startsWith(DECLARED)),
  );
}
