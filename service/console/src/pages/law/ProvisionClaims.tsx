import { CheckOutlined, CloseOutlined } from "@ant-design/icons";
import { Flex, Typography } from "antd";
import { useI18n } from "../../i18n/useI18n";
import type { Proof } from "./evidence";

/** What was proved of one provision of the law in service. */
export function ProvisionClaims({ proof }: { proof: Proof | undefined }) {
  const { t } = useI18n();
  if (!proof) return <Typography.Text type="secondary">{t("law.notProved")}</Typography.Text>;
  const claims = (["can_be_met", "can_be_unmet", "changes_answers"] as const).filter((claim) => proof[claim] !== null);
  return (
    <Flex gap="2px 14px" wrap component="ul" className="bare-list">
      {claims.map((claim) => (
        <li key={claim}>
          <HoldsIcon isSo={proof[claim] === true} /> {t(`law.claim.${claim}`)}
        </li>
      ))}
    </Flex>
  );
}

/** Whether something that was to be proved holds. */
export function HoldsIcon({ isSo }: { isSo: boolean }) {
  const { t } = useI18n();
  if (isSo) return <CheckOutlined aria-label={t("law.holds")} className="is-good" />;
  return <CloseOutlined aria-label={t("law.fails")} className="is-bad" />;
}
