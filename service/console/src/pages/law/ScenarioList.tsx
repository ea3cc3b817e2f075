import { CheckCircleFilled, CloseCircleFilled, MinusCircleOutlined } from "@ant-design/icons";
import { Tag, Typography } from "antd";
import { useI18n } from "../../i18n/useI18n";
import { type Scenario, score } from "./evidence";

/** Scenarios folded up under how many of them passed. */
export function ScenarioList({ scenarios, label }: { scenarios: readonly Scenario[]; label: string }) {
  const { t } = useI18n();
  if (scenarios.length === 0)
    return (
      <Typography.Text type="secondary">
        {label}
        {t("law.noScenario")}
      </Typography.Text>
    );
  return (
    <details>
      <summary>
        {label} <Score scenarios={scenarios} />
      </summary>
      <ul className="bare-list mt-6">
        {scenarios.map((each) => (
          <OneScenario key={`${each.feature}:${each.line} ${each.provisions.join(" ")}`} scenario={each} />
        ))}
      </ul>
    </details>
  );
}

/** How many of some scenarios passed, each example of an outline for itself. */
export function Score({ scenarios }: { scenarios: readonly Scenario[] }) {
  const { t } = useI18n();
  const { passed, all } = score(scenarios);
  const look = passed === all ? "success" : scenarios.some((each) => each.failed > 0) ? "error" : "warning";
  return (
    <Tag color={look} className="figures">
      {t("law.passed", { passed, all })}
    </Tag>
  );
}

function OneScenario({ scenario }: { scenario: Scenario }) {
  const { t } = useI18n();
  const { passed, all } = score([scenario]);
  return (
    <li className="scenario">
      <ResultIcon scenario={scenario} />
      <span lang="zh-CN" className="wrap">
        {scenario.name}
      </span>
      <Typography.Text type="secondary" className="figures">
        {all > 1 && t("law.examples", { passed, all })}
      </Typography.Text>
      <Typography.Text type="secondary" className="wrap place">
        <code>
          {scenario.feature}:{scenario.line}
        </code>
      </Typography.Text>
    </li>
  );
}

function ResultIcon({ scenario }: { scenario: Scenario }) {
  const { t } = useI18n();
  if (scenario.failed > 0) return <CloseCircleFilled aria-label={t("law.came.failed")} className="is-bad" />;
  if (scenario.skipped > 0) return <MinusCircleOutlined aria-label={t("law.came.skipped")} />;
  return <CheckCircleFilled aria-label={t("law.came.passed")} className="is-good" />;
}
