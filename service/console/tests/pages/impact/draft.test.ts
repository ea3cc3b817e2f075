import { expect, it } from "vitest";
import { extentOf, instrumentOf, lineOf } from "../../../src/pages/impact/draft";

it("reads the instrument from the draft itself", () => {
  expect(instrumentOf("# a draft\nid: gacc_2026_024\ntitle:\n  zh: x")).toBe("gacc_2026_024");
  expect(instrumentOf("title: x\n  id: not_this")).toBe("");
});

it("finds the line of a fault and where it stands in the text", () => {
  expect(lineOf("gacc_2026_024/policy.yaml:18")).toBe(18);
  expect(lineOf("/instrument")).toBeUndefined();
  expect("one\ntwo\nthree".slice(...extentOf("one\ntwo\nthree", 2))).toBe("two");
  expect("one\ntwo\nthree".slice(...extentOf("one\ntwo\nthree", 3))).toBe("three");
});
