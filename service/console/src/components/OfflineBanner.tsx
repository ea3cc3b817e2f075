import { onlineManager } from "@tanstack/react-query";
import { Alert } from "antd";
import { useSyncExternalStore } from "react";
import { useI18n } from "../i18n/useI18n";

const follow = (changed: () => void) => onlineManager.subscribe(changed);

/** Says while it lasts that the browser has lost its line; what is shown is asked for again once it is back. */
export function OfflineBanner() {
  const { t } = useI18n();
  const isOnline = useSyncExternalStore(follow, () => onlineManager.isOnline());
  return <div role="status">{!isOnline && <Alert banner type="warning" title={t("problem.offline")} />}</div>;
}
