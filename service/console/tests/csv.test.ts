import { describe, expect, it } from "vitest";
import { cellsOf, csvOf } from "../src/parts/csv";

describe("a table as CSV", () => {
  it("comes back as it was", () => {
    const rows = [["名称", "note"], ['say "hi", twice', "two\nlines"], ["", "last"]];
    expect(cellsOf(csvOf(rows))).toEqual(rows);
  });

  it("lets no spreadsheet take a cell for a formula", () => {
    expect(csvOf([["=1+1", "@x"]])).toBe("\uFEFF'=1+1,'@x\r\n");
  });

  it("keeps empty cells and needs no last line end", () => {
    expect(cellsOf("a,,c\n,,")).toEqual([["a", "", "c"], ["", "", ""]]);
  });

  it("takes a quote within a cell as it stands", () => {
    expect(cellsOf('5" screen,x')).toEqual([['5" screen', "x"]]);
  });
});
