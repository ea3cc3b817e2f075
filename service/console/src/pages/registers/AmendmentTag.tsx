import { CheckCircleFilled, ClockCircleOutlined, CloseCircleFilled, RollbackOutlined } from "@ant-design/icons";
import { Tag } from "antd";
import { useI18n } from "../../i18n/useI18n";
import type { Amendment } from "./queries";

const LOOKS = {
  waiting: ["warning", <ClockCircleOutlined key="icon" />],
  approved: ["success", <CheckCircleFilled key="icon" />],
  refused: ["error", <CloseCircleFilled key="icon" />],
  withdrawn: ["default", <RollbackOutlined key="icon" />],
} as const;

/** What came of an amendment. */
export function AmendmentTag({ state }: { state: Amendment["state"] }) {
  const { t } = useI18n();
  const [color, icon] = LOOKS[state];
  return (
    <Tag color={color} icon={icon}>
      {t(`amendment.state.${state}`)}
    </Tag>
  );
}
