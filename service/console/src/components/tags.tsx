import {
  CheckCircleFilled,
  CloseCircleFilled,
  EditOutlined,
  ExclamationCircleFilled,
  FileSearchOutlined,
  MinusCircleOutlined,
  PauseCircleFilled,
  QuestionCircleFilled,
  RollbackOutlined,
} from "@ant-design/icons";
import { Tag, Typography } from "antd";
import type { ReactNode } from "react";
import type { Finding, Outcome, Relief, ReturnRecord, State } from "../api/types";
import { useI18n } from "../i18n/useI18n";

type Look = { color: string; icon: ReactNode };
const GOOD: Look = { color: "success", icon: <CheckCircleFilled /> };
const DOUBTFUL: Look = { color: "warning", icon: <ExclamationCircleFilled /> };
const BAD: Look = { color: "error", icon: <CloseCircleFilled /> };
const STILL: Look = { color: "default", icon: <PauseCircleFilled /> };

const OUTCOMES: Record<Outcome, Look> = { eligible: GOOD, refer: DOUBTFUL, ineligible: BAD };
const RELIEFS: Record<Relief, Look> = { available: GOOD, refer: DOUBTFUL, unavailable: BAD };
const STATES: Record<State, Look> = {
  draft: { color: "default", icon: <EditOutlined /> },
  accepted: GOOD,
  rejected: BAD,
  review: DOUBTFUL,
  inspection: { color: "processing", icon: <FileSearchOutlined /> },
  handed_over: { color: "processing", icon: <FileSearchOutlined /> },
  suspended: STILL,
  released: GOOD,
  withdrawn: { color: "default", icon: <RollbackOutlined /> },
  erased: { color: "default", icon: <MinusCircleOutlined /> },
};
const STATUSES: Record<Finding["status"], Look> = {
  met: GOOD,
  unmet: BAD,
  undetermined: { color: "warning", icon: <QuestionCircleFilled /> },
  not_applicable: { color: "default", icon: <MinusCircleOutlined /> },
};

function LookTag({ look, children }: { look: Look; children: ReactNode }) {
  return (
    <Tag color={look.color} icon={look.icon}>
      {children}
    </Tag>
  );
}

/** Whether the return is admitted. */
export function OutcomeTag({ outcome }: { outcome: Outcome }) {
  const { t } = useI18n();
  return <LookTag look={OUTCOMES[outcome]}>{t(`outcome.${outcome}`)}</LookTag>;
}

/** Whether tax relief is to be had. */
export function ReliefTag({ relief }: { relief: Relief }) {
  const { t } = useI18n();
  return <LookTag look={RELIEFS[relief]}>{t(`relief.${relief}`)}</LookTag>;
}

/** Where a return stands. */
export function StateTag({ state }: { state: State }) {
  const { t } = useI18n();
  return <LookTag look={STATES[state]}>{t(`state.${state}`)}</LookTag>;
}

/** Where a return stands, and what was decided of it. */
export function ReturnTags({ one: { state, decision } }: { one: ReturnRecord }) {
  const { t } = useI18n();
  return (
    <>
      <StateTag state={state} />
      {decision && (
        <>
          <Typography.Text type="secondary">{t("verdict.title")}</Typography.Text>
          <OutcomeTag outcome={decision.outcome} />
          <ReliefTag relief={decision.tax_relief} />
        </>
      )}
    </>
  );
}

/** Whether a provision is met; one that only advises is never shown as a failure. */
export function StatusTag({ status, otherwise }: Pick<Finding, "status" | "otherwise">) {
  const { t } = useI18n();
  const isLenient = status === "unmet" && (otherwise === "refer" || otherwise === "advise");
  return <LookTag look={isLenient ? DOUBTFUL : STATUSES[status]}>{t(`status.${status}`)}</LookTag>;
}
