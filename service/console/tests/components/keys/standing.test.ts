import { expect, it } from "vitest";
import { type Key, standingOf } from "../../../src/components/keys/standing";

const NOW = Date.parse("2026-11-25T00:00:00Z");
const KEY: Key = {
  id: "k",
  firm: "1105910159",
  label: "",
  scopes: ["read"],
  created_at: "2026-01-01T00:00:00Z",
  expires_at: null,
  revoked_at: null,
  used_at: null,
};

it("tells where a key stands", () => {
  expect(standingOf(KEY, NOW)).toBe("good");
  expect(standingOf({ ...KEY, expires_at: "2027-01-01T00:00:00Z" }, NOW)).toBe("good");
  expect(standingOf({ ...KEY, expires_at: "2026-11-26T00:00:00Z" }, NOW)).toBe("ending");
  expect(standingOf({ ...KEY, expires_at: "2026-11-25T00:00:00Z" }, NOW)).toBe("expired");
  expect(standingOf({ ...KEY, expires_at: "2026-11-24T00:00:00Z", revoked_at: "2026-11-20T00:00:00Z" }, NOW)).toBe(
    "revoked",
  );
});
