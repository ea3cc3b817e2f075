import { describe, expect, it } from "vitest";
import { asDeclared, emptyDraft, missingIn } from "../../../src/components/declaration/draft";
import { sample } from "../../../src/pages/simulator/sample";

describe("a draft", () => {
  it("lacks all that must be declared when it is begun, and nothing when it is whole", () => {
    expect(missingIn(emptyDraft())).toContain("/application_no");
    expect(missingIn(emptyDraft())).toContain("/lines/0/hs_code");
    expect(missingIn(emptyDraft())).toContain("/exporter/code");
    expect(missingIn(emptyDraft())).not.toContain("/site_code");
    expect(missingIn(sample())).toEqual([]);
  });

  it("lacks a line where there is none", () => {
    expect(missingIn({ ...sample(), lines: [] })).toContain("/lines/0/line_no");
  });

  it("is sent without what was left empty, and keeps what is false", () => {
    const sent = asDeclared({ ...sample(), site_code: "", food: false, lines: [{ line_no: 1, second_unit: "" }, {}] });
    expect(sent).not.toHaveProperty("site_code");
    expect(sent.food).toBe(false);
    expect(sent.lines).toEqual([{ line_no: 1 }, {}]);
  });
});
