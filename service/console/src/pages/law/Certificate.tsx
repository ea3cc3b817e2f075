import { Alert, Card, Flex, Tag, Typography } from "antd";
import { Link } from "react-router";
import type { Schemas } from "../../api/client";
import { useWords } from "../../i18n/useI18n";
import { Loaded } from "../../components/Loaded";
import { OutcomeTag } from "../../components/tags";
import { periodTold } from "../../components/periods";
import { Holds } from "./Proved";
import { useCertificate } from "./evidence";

type Shipped = Schemas["ShippedCertificate"];
type Theorem = Schemas["TheoremSummary"];
type Difference = Schemas["Difference"];

/** What was proved of the whole law, and what was found in proving it. */
export function Certificate() {
  const { t } = useWords();
  const found = useCertificate();
  return (
    <Card
      id="certificate"
      title={t("law.certificate")}
      extra={
        found.data && (
          <Tag color={found.data.certificate.holds ? "success" : "error"} style={{ marginInlineEnd: 0 }}>
            {t(found.data.certificate.holds ? "law.allHolds" : "law.notAllHolds")}
          </Tag>
        )
      }
    >
      <Loaded query={found}>{(shipped) => <Shown shipped={shipped} />}</Loaded>
    </Card>
  );
}

function Shown({ shipped: { certificate, same_rulebook } }: { shipped: Shipped }) {
  const { t, say } = useWords();
  return (
    <>
      {!same_rulebook && <Alert type="warning" showIcon title={t("law.otherProved")} style={{ marginBottom: 12 }} />}
      <Typography.Paragraph type="secondary">{t("law.certificateHint")}</Typography.Paragraph>
      <ul style={{ listStyle: "none", margin: 0, padding: 0 }}>
        {certificate.theorems.map((each) => (
          <OneTheorem key={each.id} theorem={each} />
        ))}
      </ul>
      <dl className="facts">
        <dt>{t("law.intervals")}</dt>
        <dd>{certificate.intervals.map((day) => day ?? t("law.before")).join(" · ")}</dd>
        {certificate.coverage.map(({ kind, spans }) => (
          <div key={kind.en} style={{ display: "contents" }}>
            <dt>{say(kind)}</dt>
            <dd>{spans.map((span) => periodTold(span, t)).join(t("law.and")) || "—"}</dd>
          </div>
        ))}
        <dt>{t("law.ofRulebook")}</dt>
        <dd className="wrap">
          {same_rulebook ? (
            <Link to={`/v1/rulebooks/${certificate.rulebook}`} reloadDocument>
              <code>{certificate.rulebook}</code>
            </Link>
          ) : (
            <code>{certificate.rulebook}</code>
          )}
        </dd>
      </dl>
    </>
  );
}

function OneTheorem({ theorem: { holds, words, differences } }: { theorem: Theorem }) {
  const { t, say } = useWords();
  const accepted = differences.filter((each) => each.accepted).length;
  return (
    <li style={{ padding: "6px 0", borderBottom: "1px solid #eef1f5" }}>
      <Flex gap={8} align="baseline">
        <Holds isSo={holds} />
        <span>{say(words)}</span>
      </Flex>
      {differences.length > 0 && (
        <details style={{ marginInlineStart: 22 }}>
          <summary style={{ cursor: "pointer" }}>
            {t("law.differences", { count: differences.length, accepted })}
          </summary>
          <ol style={{ margin: "4px 0", paddingInlineStart: 20 }}>
            {differences.map((each, number) => (
              <OneDifference key={number} difference={each} />
            ))}
          </ol>
        </details>
      )}
    </li>
  );
}

function OneDifference({ difference: { words, provisions, facts, answers, accepted } }: { difference: Difference }) {
  const { t, say } = useWords();
  return (
    <li style={{ padding: "6px 0" }}>
      <div>{facts.length > 0 ? facts.map(say).join(" · ") : say(words)}</div>
      <Flex gap="4px 12px" wrap align="center">
        {answers.map((each) => (
          <span key={each.as_of}>
            <span className="figures">{each.as_of}</span> <OutcomeTag outcome={each.outcome} />
          </span>
        ))}
        <span className="wrap">
          {provisions.map((each) => (
            <Link key={each} to={`/law/${each.replace(".", "#")}`} style={{ marginInlineEnd: 8 }}>
              <code>{each}</code>
            </Link>
          ))}
        </span>
      </Flex>
      {accepted && (
        <Typography.Text type="secondary">
          {t("law.accepted")}
          {say(accepted)}
        </Typography.Text>
      )}
    </li>
  );
}
