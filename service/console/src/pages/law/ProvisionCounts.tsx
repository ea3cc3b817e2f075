import { Flex, Typography } from "antd";
import { Link } from "react-router";
import { useI18n } from "../../i18n/useI18n";
import type { Count } from "./evidence";

interface Props {
  count: Count | undefined;
  since: string | null;
  /** Where the cases stand that wait because of it; null where it makes none wait. */
  waiting: string | null;
}

/** In how many decisions a provision was not met, lately and in all. */
export function ProvisionCounts({ count, since, waiting }: Props) {
  const { t } = useI18n();
  if (!since) return <Typography.Text type="secondary">{t("law.noneCounted")}</Typography.Text>;
  if (!count) return <Typography.Text type="secondary">{t("law.alwaysMet", { since })}</Typography.Text>;
  return (
    <Flex gap="2px 14px" wrap className="figures">
      <span>{t("law.lately", { unmet: count.unmet_lately, undetermined: count.undetermined_lately })}</span>
      <Typography.Text type="secondary">
        {t("law.ever", { since, unmet: count.unmet, undetermined: count.undetermined })}
      </Typography.Text>
      {waiting && <Link to={waiting}>{t("law.waiting")}</Link>}
    </Flex>
  );
}
