import { expect, it } from "vitest";
import { wanted } from "../../../src/pages/queue/filters";

it("filters of the queue stand in the address and are asked for", () => {
  const search = new URLSearchParams("assignee=me&unassigned=true&asleep=no&nonsense=1&order=lines");
  expect(wanted(search)).toEqual({ assignee: "me", unassigned: true, order: "lines" });
});
