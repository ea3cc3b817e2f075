import { expect, it } from "vitest";
import { caseQuery } from "../../../src/pages/queue/caseQuery";

it("filters of the queue stand in the address and are asked for", () => {
  const search = new URLSearchParams("assignee=me&unassigned=true&asleep=no&nonsense=1&order=lines");
  expect(caseQuery(search)).toEqual({ assignee: "me", unassigned: true, order: "lines" });
});
