import { expect, it } from "vitest";
import { numberOf } from "../../src/components/numerals";

it("reads the numerals that clauses are numbered by", () => {
  const read = ["一", "五", "九", "十", "十一", "二十", "二十三", "九十九"].map(numberOf);
  expect(read).toEqual([1, 5, 9, 10, 11, 20, 23, 99]);
});

it("tells what is no numeral", () => {
  expect(["", "AppType", "十十", "一一", "百"].map(numberOf)).toEqual([null, null, null, null, null]);
});
