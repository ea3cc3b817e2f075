import { describe, expect, it } from "vitest";
import { changesOf } from "../src/pages/registers/changes";
import { rowsOf, textOf } from "../src/pages/registers/reading";
import { type Row, validOn } from "../src/pages/registers/rows";

const SITE: Row = { site_code: "S1", name: "甲场所", customs_code: "2928", businesses: ["retail_export"], valid_from: "2020-01-01", valid_until: null, source: null };

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

describe("what entering rows changes", () => {
  const effects = (rows: Row[], recorded: Row[]) => changesOf("sites", rows, recorded).map(({ effect }) => effect);

  it("is nothing where it is recorded just so, however it is written", () => {
    const bare = Object.fromEntries(Object.entries(SITE).filter(([, value]) => value !== null));
    expect(effects([bare], [SITE])).toEqual(["same"]);
  });

  it("tells a new code from a new stretch of days and from a replaced row", () => {
    const [other, later, renamed] = [{ ...SITE, site_code: "S2" }, { ...SITE, valid_from: "2023-01-01" }, { ...SITE, name: "丙" }];
    expect(effects([other, later, renamed], [SITE])).toEqual(["added", "continued", "replaced"]);
  });

  it("names what differs from the row that is replaced", () => {
    const [change] = changesOf("sites", [{ ...SITE, businesses: ["retail_import"] }], [SITE]);
    expect(change?.differences).toEqual([{ field: "businesses", before: ["retail_export"], after: ["retail_import"] }]);
  });

  it("counts the rows before it in the same file", () => {
    expect(effects([SITE, SITE, { ...SITE, name: "丁" }], [])).toEqual(["added", "same", "replaced"]);
  });

  it("is told by the row that counts, not by one that was replaced", () => {
    expect(effects([SITE], [SITE, { ...SITE, name: "戊" }])).toEqual(["replaced"]);
  });
});

describe("a file of rows", () => {
  it("is read from CSV by its columns, lists and flags as the command line reads them", () => {
    const text = "code,name,roles,monitors_returns,valid_until\r\n1105910159,甲,exporter; agent,是,\r\n,,,,\r\n";
    expect(rowsOf("enterprises", "firms.CSV", text)).toEqual({
      rows: [{ code: "1105910159", name: "甲", roles: ["exporter", "agent"], monitors_returns: true }],
    });
  });

  it("is read from JSON, one or many, and from JSON Lines", () => {
    expect(rowsOf("sites", "a.json", JSON.stringify([SITE]))).toEqual({ rows: [SITE] });
    expect(rowsOf("sites", "a.json", JSON.stringify(SITE))).toEqual({ rows: [SITE] });
    expect(rowsOf("sites", "a.jsonl", `${JSON.stringify(SITE)}\n\n${JSON.stringify(SITE)}\n`)).toEqual({ rows: [SITE, SITE] });
  });

  it("says of everything that cannot be read where it stands", () => {
    expect(rowsOf("sites", "a.csv", "site_code,colour\n")).toEqual({ faults: [{ line: 1, why: "reading.column", what: "colour" }] });
    expect(rowsOf("sites", "a.csv", "site_code,name\nS1,甲,乙\n,丙\n")).toEqual({ faults: [{ line: 2, why: "reading.long" }] });
    expect(rowsOf("sites", "a.csv", "site_code,name\n,丙\n")).toEqual({ faults: [{ line: 2, why: "reading.noCode" }] });
    expect(rowsOf("sites", "a.jsonl", "{}\n{")).toEqual({ faults: [{ line: 2, why: "reading.json" }] });
    expect(rowsOf("sites", "a.json", "null")).toEqual({ faults: [{ line: 1, why: "reading.noCode" }] });
    expect(rowsOf("sites", "a.xlsx", "PK")).toEqual({ faults: [{ line: 1, why: "reading.kind" }] });
    expect(rowsOf("sites", "a.csv", " ")).toEqual({ faults: [{ line: 1, why: "reading.empty" }] });
  });

  it("may be in GB18030", () => {
    expect(textOf(new Uint8Array([0xd6, 0xd0]).buffer)).toBe("中");
    expect(textOf(new TextEncoder().encode("中").buffer as ArrayBuffer)).toBe("中");
  });
});
