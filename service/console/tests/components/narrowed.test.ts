import { expect, it } from "vitest";
import { narrowed } from "../../src/components/narrowed";

it("filters in the address are changed one at a time", () => {
  const search = new URLSearchParams("state=review&order=lines");
  expect(narrowed(search, "state", undefined).toString()).toBe("order=lines");
  expect(search.get("state")).toBe("review");
});
