import { describe, expect, it } from "vitest";
import type { Schemas } from "../../../src/api/client";
import type { Declaration } from "../../../src/api/types";
import { withSuggestion, isApplicable } from "../../../src/components/declaration/suggestions";
import { sample } from "../../../src/pages/simulator/sample";

const words = { zh: "改", en: "change" };
function change(pointer: string, after: string, open = false): Schemas["Change"] {
  return {
    kind: "goods",
    effort: "correct",
    edits: [{ pointer, before: null, after }],
    open,
    others: [],
    mends: [],
    words,
  };
}
function suggestion(...changes: Schemas["Change"][]): Schemas["Suggestion"] {
  return { effort: "correct", changes, outcome: "eligible", tax_relief: "available" };
}

describe("a suggestion", () => {
  it("is made in the declaration, and the one before stays as it was", () => {
    const before = sample() as Declaration;
    const after = withSuggestion(
      before,
      suggestion(change("/declaration/lines/0/name", "T"), change("/declaration/site_code", "X")),
    );
    expect(after.lines?.[0]?.name).toBe("T");
    expect(after.site_code).toBe("X");
    expect(before.site_code).toBe("HZDEMO01");
  });

  it("can be made here only if it says every value and changes no register", () => {
    expect(isApplicable(suggestion(change("/declaration/site_code", "X")))).toBe(true);
    expect(
      isApplicable(suggestion(change("/declaration/site_code", "X"), change("/exporter/standing", "normal"))),
    ).toBe(false);
    expect(isApplicable(suggestion(change("/declaration/site_code", "", true)))).toBe(false);
  });
});
