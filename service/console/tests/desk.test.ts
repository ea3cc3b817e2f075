import { describe, expect, it } from "vitest";
import { minus } from "../src/parts/amounts";
import { narrowed } from "../src/parts/narrowed";
import { compare } from "../src/pages/case/comparing";
import { wanted } from "../src/pages/queue/filters";
import { isForPage } from "../src/pages/queue/keys";
import { busiest } from "../src/pages/today/Pairs";

type Lines = Parameters<typeof compare>[0];
const line = (changes: object) =>
  ({
    line_no: 1,
    hs_code: "6110300000",
    name: "毛衣",
    model: "",
    quantity: "2",
    ...changes,
  }) as unknown as Lines[number];

describe("amounts", () => {
  it("are subtracted exactly", () => {
    expect(minus("0.3", "0.1")).toBe("0.2");
    expect(minus("10", "10.00000")).toBe("0");
    expect(minus("1", "1.00001")).toBe("-0.00001");
    expect(minus("12345678901234.5", "0.5")).toBe("12345678901234");
  });
});

describe("lines beside the original list", () => {
  it("tell what is left and what differs", () => {
    const [told] = compare([line({ name: "卫衣", quantity: "3" })], [line({ quantity: "5" })], [
      { line_no: 1, quantity: "2.5" },
    ] as never);
    expect(told?.left).toBe("2.5");
    expect(told?.isTooMuch).toBe(true);
    expect(told?.name).toEqual({ declared: "卫衣", original: "毛衣" });
  });
  it("say where the list has no such line", () => {
    const [told] = compare([line({ line_no: 9 })], [line({})], []);
    expect([told?.left, told?.name.original, told?.isTooMuch]).toEqual([null, null, false]);
  });
});

describe("filters of the queue", () => {
  it("stand in the address and are asked for", () => {
    const search = new URLSearchParams("assignee=me&unassigned=true&asleep=no&nonsense=1&order=lines");
    expect(wanted(search)).toEqual({ assignee: "me", unassigned: true, order: "lines" });
  });
  it("are changed one at a time", () => {
    const search = new URLSearchParams("state=review&order=lines");
    expect(narrowed(search, "state", undefined).toString()).toBe("order=lines");
    expect(search.get("state")).toBe("review");
  });
});

describe("keys", () => {
  it("typed into a field are not the page's", () => {
    const field = document.createElement("input");
    document.body.append(field);
    const event = (target: EventTarget, key = "j") =>
      Object.defineProperty(new KeyboardEvent("keydown", { key }), "target", { value: target });
    expect(isForPage(event(field))).toBe(false);
    expect(isForPage(event(document.body))).toBe(true);
    expect(isForPage(event(document.createElement("a"), "Enter"))).toBe(false);
  });
});

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
