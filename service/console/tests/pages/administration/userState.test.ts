import { expect, it } from "vitest";
import { isLocked, type User } from "../../../src/pages/administration/userState";

const NOW = Date.parse("2026-11-25T00:00:00Z");
const USER: User = {
  id: "u",
  name: "li",
  role: "officer",
  subject: null,
  disabled: false,
  must_change: false,
  locked_until: null,
  created_at: "2026-01-01T00:00:00Z",
};

it("takes a lock that has run out for none", () => {
  expect(isLocked(USER, NOW)).toBe(false);
  expect(isLocked({ ...USER, locked_until: "2026-11-25T00:10:00Z" }, NOW)).toBe(true);
  expect(isLocked({ ...USER, locked_until: "2026-11-24T23:59:00Z" }, NOW)).toBe(false);
});
