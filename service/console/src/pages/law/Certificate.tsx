import { Alert, Card, Flex, Tag, Typography } from "antd";
import { Link } from "react-router";
import type { Schemas } from "../../api/client";
import { useI18n } from "../../i18n/useI18n";
import { Loaded } from "../../components/Loaded";
import { OutcomeTag } from "../../components/tags";
import { periodText } from "../../components/periods";
import { HoldsIcon } from "./ProvisionClaims";
import { useCertificate } from "./evidence";

type Shipped = Schemas["ShippedCertificate"];
type Theorem = Schemas["TheoremSummary"];
type Difference = Schemas["Difference"];

/** What was proved of the whole law, and what was found in proving it. */
export function Certificate() {
  const { t } = useI18n();
  const found = useCertificate();
  return (
    <Card
      id="certificate"
      title={t("law.certificate")}
      extra={
        found.data && (
          <Tag color={found.data.certificate.holds ? "success" : "error"}>
            {t(found.data.certificate.holds ? "law.allHolds" : "law.notAllHolds")}
          </Tag>
        )
      }
    >
      <Loaded query={found}>{(shipped) => <CertificateBody shipped={shipped} />}</Loaded>
    </Card>
  );
}

function CertificateBody({ shipped: { certificate, same_rulebook } }: { shipped: Shipped }) {
  const { t, localized } = useI18n();
  return (
    <>
      {!same_rulebook && <Alert type="warning" showIcon title={t("law.otherProved")} className="mb-12" />}
      <Typography.Paragraph type="secondary">{t("law.certificateHint")}</Typography.Paragraph>
      <ul className="bare-list">
        {certificate.theorems.map((each) => (
          <OneTheorem key={each.id} theorem={each} />
        ))}
      </ul>
      <dl className="facts">
        <dt>{t("law.intervals")}</dt>
        <dd>{certificate.intervals.map((day) => day ?? t("law.before")).join(" · ")}</dd>
        {certificate.coverage.map(({ kind, spans }) => (
          <div key={kind.en} className="pair">
            <dt>{localized(kind)}</dt>
            <dd>{spans.map((span) => periodText(span, t)).join(t("law.and")) || "—"}</dd>
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
  const { t, localized } = useI18n();
  const accepted = differences.filter((each) => each.accepted).length;
  return (
    <li className="ruled py-6">
      <Flex gap={8} align="baseline">
        <HoldsIcon isSo={holds} />
        <span>{localized(words)}</span>
      </Flex>
      {differences.length > 0 && (
        <details className="ms-22">
          <summary>{t("law.differences", { count: differences.length, accepted })}</summary>
          <ol className="differences">
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
  const { t, localized } = useI18n();
  return (
    <li className="py-6">
      <div>{facts.length > 0 ? facts.map(localized).join(" · ") : localized(words)}</div>
      <Flex gap="4px 12px" wrap align="center">
        {answers.map((each) => (
          <span key={each.as_of}>
            <span className="figures">{each.as_of}</span> <OutcomeTag outcome={each.outcome} />
          </span>
        ))}
        <span className="wrap">
          {provisions.map((each) => (
            <Link key={each} to={`/law/${each.replace(".", "#")}`} className="me-8">
              <code>{each}</code>
            </Link>
          ))}
        </span>
      </Flex>
      {accepted && (
        <Typography.Text type="secondary">
          {t("law.accepted")}
          {localized(accepted)}
        </Typography.Text>
      )}
    </li>
  );
}
