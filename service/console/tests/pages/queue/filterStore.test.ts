import { describe, expect, it } from "vitest";
import { MOST, remove, save, savedBy, textOf } from "../../../src/pages/queue/filterStore";

describe("saved filters", () => {
  it("are kept for each user alone", () => {
    save("zhang", { name: "杭州", search: "return_district=2900" });
    expect(savedBy("zhang")).toEqual([{ name: "杭州", search: "return_district=2900" }]);
    expect(savedBy("li")).toEqual([]);
  });

  it("are replaced under the same name, and removed by it", () => {
    save("zhang", { name: "a", search: "x=1" });
    save("zhang", { name: "b", search: "x=2" });
    save("zhang", { name: "a", search: "x=3" });
    expect(savedBy("zhang").map((each) => each.search)).toEqual(["x=2", "x=3"]);
    expect(remove("zhang", "b").map((each) => each.name)).toEqual(["a"]);
  });

  it("are no more than may be kept", () => {
    for (let number = 0; number < MOST + 5; number += 1) save("zhang", { name: `${number}`, search: "" });
    expect(savedBy("zhang")).toHaveLength(MOST);
  });

  it("are nothing where what was kept cannot be read", () => {
    localStorage.setItem("tongtui.filters.zhang", "{");
    expect(savedBy("zhang")).toEqual([]);
    localStorage.setItem("tongtui.filters.zhang", '[{"name":1},null,{"name":"a","search":"b=1"}]');
    expect(savedBy("zhang")).toEqual([{ name: "a", search: "b=1" }]);
  });

  it("are the same in whatever order they were chosen", () => {
    expect(textOf(new URLSearchParams("b=2&a=1"))).toBe(textOf(new URLSearchParams("a=1&b=2")));
  });
});
