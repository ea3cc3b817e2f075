import type { MessageKey, I18n } from "../i18n/useI18n";

/** What the action of an audit entry is called; one without words is shown by its code. */
export function actionText(action: string, t: I18n["t"]): string {
  const key = `happened.${action.replace(".", "_")}`;
  const told = t(key as MessageKey);
  return told === key ? action : told;
}
