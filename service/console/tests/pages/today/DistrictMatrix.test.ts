import { expect, it } from "vitest";
import { busiest } from "../../../src/pages/today/DistrictMatrix";

it("the busiest districts come first", () => {
  const pair = (export_district: string, eligible: number) => ({
    export_district,
    return_district: "2900",
    eligible,
    ineligible: 0,
    refer: 0,
  });
  expect(busiest([pair("2200", 1), pair("5100", 4), pair("2200", 2)], "export_district", 1)).toEqual(["5100"]);
});
