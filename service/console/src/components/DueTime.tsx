import { Tooltip } from "antd";
import dayjs from "dayjs";
import { useI18n } from "../i18n/useI18n";
import { wallClock } from "./times";

/** By when a case is to be decided: how long there is, or how late it is. */
export function DueTime({ at }: { at: string }) {
  const { t } = useI18n();
  const hours = dayjs(at).diff(dayjs(), "hour", true);
  const isLate = hours < 0;
  const long = Math.abs(hours);
  const told =
    long < 48
      ? t("queue.hours", { count: Math.max(1, Math.round(long)) })
      : t("queue.days", { count: Math.round(long / 24) });
  return (
    <Tooltip title={wallClock(at).format("YYYY-MM-DD HH:mm")}>
      <time dateTime={at} className={`figures kept ${isLate ? "is-bad strong" : hours < 24 ? "is-doubtful" : ""}`}>
        {t(isLate ? "queue.late" : "queue.left", { time: told })}
      </time>
    </Tooltip>
  );
}
