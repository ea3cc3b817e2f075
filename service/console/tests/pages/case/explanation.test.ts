import { describe, expect, it } from "vitest";
import { type Explanation, groupByStatus, openAtFirst, placeOf } from "../../../src/pages/case/explanation";

type Provisions = Parameters<typeof groupByStatus>[0];
const provision = (name: string, status: string, decisive = false) =>
  ({ provision: name, status, decisive }) as unknown as Provisions[number];
const names = (provisions: Provisions) =>
  groupByStatus(provisions).map((group) => [group.status, ...group.provisions.map((each) => each.provision)]);

describe("the justification tree", () => {
  it("shows what does not hold before what is not known and what holds, and leaves out empty groups", () => {
    expect(names([provision("a", "met"), provision("b", "undetermined"), provision("c", "unmet")])).toEqual([
      ["unmet", "c"],
      ["undetermined", "b"],
      ["met", "a"],
    ]);
  });

  it("puts those that decide first in their group, the others as they came", () => {
    expect(names([provision("a", "met"), provision("b", "met"), provision("c", "met", true)])).toEqual([
      ["met", "c", "a", "b"],
    ]);
  });

  it("opens the answers, what stands against the return, and whatever decides", () => {
    const explanation = {
      questions: [
        { question: "return", provisions: [provision("a", "met"), provision("b", "undetermined")] },
        { question: "tax_relief", provisions: [provision("c", "met", true), provision("d", "not_applicable")] },
      ],
    } as unknown as Explanation;
    expect(openAtFirst(explanation)).toEqual(["return", "return/undetermined", "tax_relief", "tax_relief/met"]);
  });

  it("tells where in its record a value stands", () => {
    expect(placeOf({ pointer: "/declaration/exporter/code" } as never)).toBe("exporter › code");
    expect(placeOf({ pointer: "" } as never)).toBe("");
  });
});
