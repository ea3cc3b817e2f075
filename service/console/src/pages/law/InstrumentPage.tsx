import { Card, Descriptions, Flex, Tag, Typography } from "antd";
import { Link, useParams } from "react-router";
import type { Schemas } from "../../api/client";
import { useInstrument } from "../../api/law";
import { useI18n } from "../../i18n/useI18n";
import { clauseText } from "../../components/Clause";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { BasisTag } from "./BasisTag";
import { ProvisionCounts } from "./ProvisionCounts";
import { periodText } from "../../components/periods";
import { ProvisionClaims } from "./ProvisionClaims";
import { ScenarioList } from "./ScenarioList";
import { InstrumentSummary } from "./InstrumentSummary";
import { scenariosOf, useCertificate, useCounts, useScenarios } from "./evidence";
import { useNamedPart } from "./useNamedPart";

type ToldPolicy = Schemas["ToldPolicy"];
type Provision = Schemas["ToldProvision"];

/** One instrument: every clause with its words, what we made of it and when it applies. */
export default function InstrumentPage() {
  const { id = "" } = useParams();
  return <Loaded query={useInstrument(id)}>{(found) => <Instrument told={found} />}</Loaded>;
}

function Instrument({ told: { policy, exports, told } }: { told: ToldPolicy }) {
  const { t, localized } = useI18n();
  useNamedPart();
  const clauses = [...new Set(told.map((each) => each.clause))];
  return (
    <>
      <PageTitle hint={localized(policy.number)} extra={<Link to="/law">{t("law.back")}</Link>}>
        {localized(policy.title)}
      </PageTitle>
      <Flex vertical gap={16}>
        <Card>
          <Descriptions
            column={{ xs: 1, md: 2 }}
            items={[
              {
                key: "period",
                label: t("law.period"),
                children: exports ? t("law.exports", { period: periodText(exports, t) }) : periodText(policy.period, t),
              },
              ...(policy.supersedes ?? []).map((each) => ({
                key: each,
                label: t("law.supersedes"),
                children: <Superseded id={each} />,
              })),
              { key: "sources", label: t("law.sources"), span: "filled" as const, children: localized(policy.sources) },
              ...Object.entries(policy.parameters ?? {}).map(([name, parameter]) => ({
                key: name,
                label: localized(parameter.title),
                children: (
                  <span className="wrap">
                    {Array.isArray(parameter.value) ? parameter.value.join(t("law.and")) : String(parameter.value)}
                  </span>
                ),
              })),
            ]}
          />
        </Card>
        <InstrumentSummary instrument={policy.id} />
        {clauses.map((clause) => (
          <section key={clause} aria-label={clauseText(clause, { t, localized })}>
            <Typography.Title level={2} className="section-title my-8">
              {clauseText(clause, { t, localized })}
            </Typography.Title>
            <Flex vertical gap={12}>
              {told
                .filter((each) => each.clause === clause)
                .map((each) => (
                  <OneProvision key={each.id} provision={each} instrument={policy.id} />
                ))}
            </Flex>
          </section>
        ))}
      </Flex>
    </>
  );
}

/** What an instrument takes the place of: another one, by its number, or a provision of one. */
function Superseded({ id }: { id: string }) {
  const { localized } = useI18n();
  const [instrument = id, provision] = id.split(".");
  const { data: found } = useInstrument(instrument);
  return (
    <Link to={`/law/${instrument}`}>
      {found ? localized(found.policy.number) : instrument}
      {provision && ` · ${provision}`}
    </Link>
  );
}

function OneProvision({ provision, instrument }: { provision: Provision; instrument: string }) {
  const { t, localized } = useI18n();
  const { data: run } = useScenarios(instrument);
  const { data: shipped } = useCertificate();
  const { data: counts } = useCounts();
  const proof = shipped?.same_rulebook
    ? shipped.certificate.provisions.find((each) => each.provision === provision.id)
    : undefined;
  const makesWait = provision.question === "return" && provision.otherwise !== "advise";
  return (
    <Card
      id={provision.name}
      size="small"
      className="named-part"
      title={<span className="unkept">{localized(provision.statement)}</span>}
    >
      <Flex gap={6} wrap className="mb-8">
        <Tag color="blue">{t(`question.${provision.question}`)}</Tag>
        <Tag>{t(`kind.${provision.kind}`)}</Tag>
        <BasisTag basis={provision.basis} />
        {provision.otherwise && (
          <Tag color={provision.otherwise === "reject" || provision.otherwise === "unavailable" ? "error" : "warning"}>
            {t(`otherwise.${provision.otherwise}`)}
          </Tag>
        )}
        {provision.period && <Tag>{periodText(provision.period, t)}</Tag>}
      </Flex>
      <blockquote lang="zh-CN" className="clause">
        {provision.phrase}
      </blockquote>
      <Descriptions
        column={1}
        size="small"
        classNames={{ label: "w-116" }}
        items={[
          ...(provision.applies_told
            ? [{ key: "applies", label: t("law.applies"), children: localized(provision.applies_told) }]
            : []),
          { key: "needs", label: t("law.needs"), children: localized(provision.needs_told) },
          { key: "remedy", label: t("law.remedy"), children: localized(provision.remedy) },
          ...((provision.interpretations ?? []).length
            ? [
                {
                  key: "rests",
                  label: t("law.rests"),
                  children: (
                    <Flex gap={8} wrap>
                      {provision.interpretations.map((each) => (
                        <Link key={each} className="target" to={`/law#${each}`}>
                          {each}
                        </Link>
                      ))}
                    </Flex>
                  ),
                },
              ]
            : []),
          { key: "id", label: t("law.id"), children: <code>{provision.id}</code> },
          ...(shipped ? [{ key: "proved", label: t("law.proved"), children: <ProvisionClaims proof={proof} /> }] : []),
          ...(counts
            ? [
                {
                  key: "counted",
                  label: t("law.counted"),
                  children: (
                    <ProvisionCounts
                      count={counts.items.find((each) => each.provision === provision.id)}
                      since={counts.counted_since}
                      waiting={makesWait ? `/queue?provision=${provision.id}` : null}
                    />
                  ),
                },
              ]
            : []),
        ]}
      />
      {run?.ran_at && (
        <div className="mt-8">
          <ScenarioList scenarios={scenariosOf(run.items, provision.id)} label={t("law.scenarios")} />
        </div>
      )}
    </Card>
  );
}
