import { expect, it } from "vitest";
import { scenariosOf, scenariosOfInstrument, type Scenario, score } from "../../../src/pages/law/evidence";

const ONE: Scenario = {
  feature: "a.feature",
  line: 3,
  name: "",
  instruments: ["gacc_2026_024"],
  provisions: ["gacc_2026_024.scope"],
  passed: 3,
  failed: 1,
  skipped: 1,
};
const WHOLE: Scenario = { ...ONE, line: 9, provisions: [], passed: 1, failed: 0, skipped: 0 };
const OTHER: Scenario = {
  ...ONE,
  line: 12,
  instruments: ["gacc_2026_024", "mof_2026_016"],
  provisions: ["mof_2026_016.proof"],
};

it("counts every example of an outline", () => {
  expect(score([ONE, WHOLE])).toEqual({ passed: 4, all: 6 });
  expect(score([])).toEqual({ passed: 0, all: 0 });
});

it("tells the scenarios of a provision from those of the instrument as a whole", () => {
  const all = [ONE, WHOLE, OTHER];
  const own = { ...ONE, feature: "gacc_2026_024.feature" };
  expect(scenariosOf([...all, own], "gacc_2026_024.scope")).toEqual([own, ONE]);
  expect(scenariosOf(all, "gacc_2026_024.scop")).toEqual([]);
  expect(scenariosOfInstrument(all, "gacc_2026_024")).toEqual([WHOLE, OTHER]);
  expect(scenariosOfInstrument(all, "mof_2026_016")).toEqual([ONE, WHOLE]);
});
