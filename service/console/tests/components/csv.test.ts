import { describe, expect, it } from "vitest";
import { csvOf } from "../../src/components/csv";

describe("a table as CSV", () => {
  it("quotes what would otherwise end a cell", () => {
    expect(
      csvOf([
        ["名称", 'say "hi", twice', "two\nlines"],
        ["", "last", ""],
      ]),
    ).toBe('\uFEFF名称,"say ""hi"", twice","two\nlines"\r\n,last,\r\n');
  });

  it("lets no spreadsheet take a cell for a formula", () => {
    expect(csvOf([["=1+1", "@x"]])).toBe("\uFEFF'=1+1,'@x\r\n");
  });
});
