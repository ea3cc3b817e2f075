import { describe, expect, it } from "vitest";
import type { Schemas } from "../src/api/client";
import type { Declaration } from "../src/api/facts";
import { applied, isWhole } from "../src/pages/simulator/applying";
import { draftIn, simulatorLink } from "../src/pages/simulator/link";
import { sample } from "../src/pages/simulator/sample";
import { asDeclared, begun, missingIn } from "../src/parts/declaration/draft";
import { instantOf, onDay, wallClock } from "../src/parts/times";

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

describe("a draft", () => {
  it("lacks all that must be declared when it is begun, and nothing when it is whole", () => {
    expect(missingIn(begun())).toContain("/application_no");
    expect(missingIn(begun())).toContain("/lines/0/hs_code");
    expect(missingIn(begun())).toContain("/exporter/code");
    expect(missingIn(begun())).not.toContain("/site_code");
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

describe("a link of the simulator", () => {
  it("brings back the draft, Chinese and all", () => {
    const draft = { ...sample(), reason: "尺码不合 & 退货" };
    expect(draftIn(new URL(simulatorLink(draft), "http://localhost").hash)).toEqual(draft);
  });

  it.each(["", "#", "#no draft", "#bnVsbA", "#W10"])("that holds none (%s) is nothing", (hash) => {
    expect(draftIn(hash)).toBeNull();
  });
});

describe("a suggestion", () => {
  it("is made in the declaration, and the one before stays as it was", () => {
    const before = sample() as Declaration;
    const after = applied(
      before,
      suggestion(change("/declaration/lines/0/name", "T"), change("/declaration/site_code", "X")),
    );
    expect(after.lines?.[0]?.name).toBe("T");
    expect(after.site_code).toBe("X");
    expect(before.site_code).toBe("HZDEMO01");
  });

  it("can be made here only if it says every value and changes no register", () => {
    expect(isWhole(suggestion(change("/declaration/site_code", "X")))).toBe(true);
    expect(isWhole(suggestion(change("/declaration/site_code", "X"), change("/exporter/standing", "normal")))).toBe(
      false,
    );
    expect(isWhole(suggestion(change("/declaration/site_code", "", true)))).toBe(false);
  });
});

describe("times", () => {
  it("are those of a clock in Shanghai, wherever the browser stands", () => {
    expect(wallClock("2026-04-01T01:00:00Z").format("YYYY-MM-DD HH:mm")).toBe("2026-04-01 09:00");
    expect(instantOf(wallClock("2026-03-31T16:00:00Z"))).toBe("2026-04-01T00:00:00+08:00");
    expect(onDay("2026-11-20T10:30:00+08:00", "2024-12-15")).toBe("2024-12-15T10:30:00+08:00");
  });
});
