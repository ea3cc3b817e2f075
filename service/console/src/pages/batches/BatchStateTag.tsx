import {
  CheckCircleFilled,
  ClockCircleOutlined,
  CloseCircleFilled,
  StopOutlined,
  SyncOutlined,
} from "@ant-design/icons";
import { Tag } from "antd";
import type { Schemas } from "../../api/client";
import { useI18n } from "../../i18n/useI18n";

type State = Schemas["Batch"]["state"];
const LOOKS = {
  waiting: ["default", <ClockCircleOutlined key="icon" />],
  running: ["processing", <SyncOutlined key="icon" spin />],
  done: ["success", <CheckCircleFilled key="icon" />],
  failed: ["error", <CloseCircleFilled key="icon" />],
  cancelled: ["default", <StopOutlined key="icon" />],
} as const;

/** Where a batch stands. */
export function BatchStateTag({ state }: { state: State }) {
  const { t } = useI18n();
  const [color, icon] = LOOKS[state];
  return (
    <Tag color={color} icon={icon}>
      {t(`batchState.${state}`)}
    </Tag>
  );
}
