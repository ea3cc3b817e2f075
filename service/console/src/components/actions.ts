import type { Key, Words } from "../i18n/useI18n";

/** What the action of an audit entry is called; one without words is shown by its code. */
export function actionTold(action: string, t: Words["t"]): string {
  const key = `happened.${action.replace(".", "_")}`;
  const told = t(key as Key);
  return told === key ? action : told;
}
