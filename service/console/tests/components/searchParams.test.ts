import { expect, it } from "vitest";
import { withParam } from "../../src/components/searchParams";

it("filters in the address are changed one at a time", () => {
  const search = new URLSearchParams("state=review&order=lines");
  expect(withParam(search, "state", undefined).toString()).toBe("order=lines");
  expect(search.get("state")).toBe("review");
});
