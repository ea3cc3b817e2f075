import { describe, expect, it } from "vitest";
import { compareGoods } from "../../../src/pages/case/goods";

type Lines = Parameters<typeof compareGoods>[0];
const line = (changes: object) =>
  ({
    line_no: 1,
    hs_code: "6110300000",
    name: "毛衣",
    model: "",
    quantity: "2",
    ...changes,
  }) as unknown as Lines[number];

describe("lines beside the original list", () => {
  it("tell what is left and what differs", () => {
    const [told] = compareGoods([line({ name: "卫衣", quantity: "3" })], [line({ quantity: "5" })], [
      { line_no: 1, quantity: "2.5" },
    ] as never);
    expect(told?.left).toBe("2.5");
    expect(told?.isTooMuch).toBe(true);
    expect(told?.name).toEqual({ declared: "卫衣", original: "毛衣" });
  });
  it("say where the list has no such line", () => {
    const [told] = compareGoods([line({ line_no: 9 })], [line({})], []);
    expect([told?.left, told?.name.original, told?.isTooMuch]).toEqual([null, null, false]);
  });
});
