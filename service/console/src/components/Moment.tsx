import { Tooltip } from "antd";
import { useI18n } from "../i18n/useI18n";
import { wallClock } from "./times";

/** A moment in Shanghai time. */
export function Moment({ at }: { at: string }) {
  const { t } = useI18n();
  return (
    <Tooltip title={`${wallClock(at).format("YYYY-MM-DD HH:mm:ss")} ${t("moment.zone")}`}>
      <time dateTime={at} className="figures kept">
        {wallClock(at).format("YYYY-MM-DD HH:mm")}
      </time>
    </Tooltip>
  );
}
