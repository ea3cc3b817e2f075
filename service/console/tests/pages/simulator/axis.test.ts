import { expect, it } from "vitest";
import { axisOf } from "../../../src/pages/simulator/axis";

it("the slider passes over the newest changes of the law", () => {
  const axis = axisOf(["2020-03-27", "2024-12-15", "2026-04-01"]);
  expect(axis?.turns).toEqual(["2024-12-15", "2026-04-01"]);
  expect([axis?.dayOf(0), axis?.dayOf(axis.days)]).toEqual(["2024-09-01", "2027-06-30"]);
  expect(axis?.dayOf(axis.nth("2026-04-01"))).toBe("2026-04-01");
});

it("there is no slider where the law never changes", () => {
  expect(axisOf([])).toBeNull();
});
