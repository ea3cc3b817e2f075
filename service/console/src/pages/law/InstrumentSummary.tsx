import { Alert, Card, Flex } from "antd";
import { Link } from "react-router";
import { useI18n } from "../../i18n/useI18n";
import { Moment } from "../../components/Moment";
import { Loaded } from "../../components/Loaded";
import { ScenarioList, Score } from "./ScenarioList";
import { scenariosOfInstrument, type Run, useCertificate, useScenarios } from "./evidence";

/** What speaks for an instrument as a whole: how its scenarios came out, and that the law was proved. */
export function InstrumentSummary({ instrument }: { instrument: string }) {
  const { t } = useI18n();
  const run = useScenarios(instrument);
  const { data: shipped } = useCertificate();
  return (
    <Card size="small" title={t("law.speaking")} extra={<Link to="/law#certificate">{t("law.certificate")}</Link>}>
      <Flex vertical gap={8}>
        <Loaded query={run}>{(found) => <ScenarioResults run={found} instrument={instrument} />}</Loaded>
        {shipped && !shipped.same_rulebook && <Alert type="warning" showIcon title={t("law.otherProved")} />}
      </Flex>
    </Card>
  );
}

function ScenarioResults({ run, instrument }: { run: Run; instrument: string }) {
  const { t } = useI18n();
  if (!run.ran_at) return <span>{t("law.notRun")}</span>;
  const whole = scenariosOfInstrument(run.items, instrument);
  return (
    <>
      <Flex gap="4px 12px" wrap align="center">
        <span>
          {t("law.scenarios")} <Score scenarios={run.items} />
        </span>
        <span>
          {t("law.ranAt")} <Moment at={run.ran_at} />
        </span>
        {run.same_rulebook && <span>{t("law.sameRulebook")}</span>}
      </Flex>
      {!run.same_rulebook && <Alert type="warning" showIcon title={t("law.otherRun")} />}
      {whole.length > 0 && <ScenarioList scenarios={whole} label={t("law.wholeScenarios")} />}
    </>
  );
}
