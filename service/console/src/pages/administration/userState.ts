import type { Schemas } from "../../api/client";

export type User = Schemas["User"];

export const ROLES: readonly User["role"][] = ["officer", "supervisor", "registrar", "auditor", "admin"];

/** Whether too many wrong passwords still keep a user out. */
export function isLocked(user: User, now = Date.now()): boolean {
  return user.locked_until !== null && Date.parse(user.locked_until) > now;
}
