import { Alert, Flex, Spin, Typography } from "antd";
import { useI18n } from "../../i18n/useI18n";
import { Findings } from "../Findings";
import { ProblemAlert } from "../ProblemAlert";
import { OutcomeTag, ReliefTag } from "../tags";
import type { DraftCheck } from "./useDraftCheck";

/** What would be decided of a draft now, or what it still lacks. */
export function Verdict({ checked }: { checked: DraftCheck }) {
  const { t, localized } = useI18n();
  const { decision, missing, faults, error, isChecking } = checked;
  if (error) return <ProblemAlert error={error} />;
  return (
    <section aria-label={t("verdict.title")} aria-live="polite" aria-busy={isChecking}>
      <Spin spinning={isChecking} delay={400}>
        {missing.length > 0 && (
          <Alert
            type="info"
            showIcon
            title={t("verdict.missing", { count: missing.length })}
            description={t("verdict.missingHint")}
            className="mb-12"
          />
        )}
        {faults.length > 0 && (
          <Alert
            type="error"
            showIcon
            title={t("verdict.wrong", { count: faults.length })}
            description={
              <ul className="faults">
                {faults.map((fault) => (
                  <li key={fault.pointer + fault.code}>
                    <code>{fault.pointer}</code> {localized(fault)}
                  </li>
                ))}
              </ul>
            }
          />
        )}
        {decision && (
          <>
            <Flex gap={8} align="center" wrap className="mb-8">
              <OutcomeTag outcome={decision.outcome} />
              <ReliefTag relief={decision.tax_relief} />
              {decision.cross_district !== null && (
                <Typography.Text>{t(decision.cross_district ? "verdict.across" : "verdict.within")}</Typography.Text>
              )}
              <Typography.Text type="secondary" className="figures">
                {t("verdict.asOf", { day: decision.as_of })}
              </Typography.Text>
            </Flex>
            <Findings findings={decision.findings} />
          </>
        )}
      </Spin>
    </section>
  );
}
