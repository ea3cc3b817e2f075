import { describe, expect, it } from "vitest";
import { placeOf, replaced, type Row, validOn } from "../../../src/pages/registers/rows";

const SITE: Row = {
  site_code: "S1",
  name: "甲场所",
  customs_code: "2928",
  businesses: ["retail_export"],
  valid_from: "2020-01-01",
  valid_until: null,
  source: null,
};

describe("a list of many codes", () => {
  const mended: Row = { ...SITE, name: "甲一场所" };
  const later: Row = { ...SITE, valid_from: "2022-01-01" };
  const other: Row = { ...SITE, site_code: "S2" };

  it("marks what a later row of the same code and first day took the place of", () => {
    expect([...replaced("sites", [SITE, other, later, mended])]).toEqual([SITE]);
  });
});

describe("what a row is on a day", () => {
  const closed: Row = { ...SITE, valid_until: "2021-01-01" };
  const later: Row = { ...SITE, name: "乙场所", valid_from: "2022-01-01" };

  it("is that which began last", () => {
    expect(validOn([SITE, later], "2023-01-01")).toBe(later);
    expect(validOn([SITE, later], "2021-12-31")).toBe(SITE);
  });

  it("is nothing before the first and from the last day on", () => {
    expect(validOn([closed], "2019-12-31")).toBeUndefined();
    expect(validOn([closed], "2021-01-01")).toBeUndefined();
    expect(validOn([closed], "2020-12-31")).toBe(closed);
  });

  it("is the one recorded last of those that begin on one day", () => {
    expect(validOn([SITE, closed], "2023-01-01")).toBeUndefined();
  });
});

describe("the place of a fault", () => {
  it("is the row from 1 on and its field", () => {
    expect(placeOf("/rows/sites/0/valid_until")).toEqual({ register: "sites", row: 1, field: "valid_until" });
    expect(placeOf("/rows/enterprises/2/roles/0")).toEqual({ register: "enterprises", row: 3, field: "roles" });
    expect(placeOf("/rows/offices/1/unheard")).toEqual({ register: "offices", row: 2, field: undefined });
  });

  it("is none where no row is meant", () => {
    for (const pointer of ["/rows", "/reason", "", "sites.csv:3 /name"]) expect(placeOf(pointer)).toBeNull();
  });
});
