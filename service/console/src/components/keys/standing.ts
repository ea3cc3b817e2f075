import type { Schemas } from "../../api/client";

export type Key = Schemas["Key"];
export type Scope = Key["scopes"][number];

export const SCOPES: readonly Scope[] = ["read", "file", "exports", "tallies", "webhooks"];
/** What a key may do unless said otherwise; entering tallies is the site's. */
export const USUAL: readonly Scope[] = SCOPES.filter((scope) => scope !== "tallies");

/** Where a key stands. */
export function standingOf(key: Key, now = Date.now()): "good" | "ending" | "expired" | "revoked" {
  if (key.revoked_at !== null) return "revoked";
  if (key.expires_at === null) return "good";
  const left = Date.parse(key.expires_at) - now;
  if (left <= 0) return "expired";
  return left < 7 * 86_400_000 ? "ending" : "good";
}
