import { Flex, Tabs, Typography } from "antd";
import { Link } from "react-router";
import type { Finding } from "../api/types";
import { useI18n } from "../i18n/useI18n";
import { Clause } from "./Clause";
import { StatusTag } from "./tags";

const ORDER: Record<Finding["status"], number> = { unmet: 0, undetermined: 1, met: 2, not_applicable: 3 };

/** Every provision that was looked at, by question, what stands against the return first. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  const { t } = useI18n();
  return (
    <Tabs
      size="small"
      items={(["return", "tax_relief"] as const).map((question) => ({
        key: question,
        label: t(`question.${question}`),
        children: <OfQuestion findings={findings.filter((each) => each.question === question)} />,
      }))}
    />
  );
}

function OfQuestion({ findings }: { findings: readonly Finding[] }) {
  const { t } = useI18n();
  if (findings.length === 0) return <Typography.Text type="secondary">{t("findings.none")}</Typography.Text>;
  const sorted = [...findings].sort((one, other) => ORDER[one.status] - ORDER[other.status]);
  const [against, rest] = [sorted.filter(isAgainst), sorted.filter((each) => !isAgainst(each))];
  return (
    <>
      <FindingList findings={against} />
      {rest.length > 0 && (
        <details className="mt-8">
          <summary>{t(against.length > 0 ? "findings.rest" : "findings.all", { count: rest.length })}</summary>
          <FindingList findings={rest} />
        </details>
      )}
    </>
  );
}

function isAgainst({ status }: Finding): boolean {
  return status === "unmet" || status === "undetermined";
}

function FindingList({ findings }: { findings: readonly Finding[] }) {
  return (
    <ul className="bare-list">
      {findings.map((each) => (
        <OneFinding key={each.provision} finding={each} />
      ))}
    </ul>
  );
}

function OneFinding({ finding }: { finding: Finding }) {
  const { t, localized } = useI18n();
  const isOpen = isAgainst(finding);
  return (
    <li className="ruled py-10">
      <Flex gap={10} align="flex-start">
        <span className="min-84">
          <StatusTag {...finding} />
        </span>
        <Flex vertical gap={2} className="grow narrowable">
          <Typography.Text strong={isOpen}>{localized(finding.statement)}</Typography.Text>
          {isOpen && (
            <Typography.Text>
              {t("findings.remedy")}
              {localized(finding.remedy)}
            </Typography.Text>
          )}
          <Typography.Text type="secondary" className="small">
            <Link to={lawLink(finding.provision)}>
              <Clause {...finding.citation} />
            </Link>{" "}
            <q lang="zh-CN">{finding.citation.phrase}</q>
            {finding.lines.length > 0 && ` · ${t("findings.lines", { lines: finding.lines.join(", ") })}`}
          </Typography.Text>
        </Flex>
      </Flex>
    </li>
  );
}

/** Where the law's page shows a provision (`gacc_2026_024.return_site`). */
export function lawLink(provision: string): string {
  const [instrument, name] = provision.split(".");
  return `/law/${instrument}#${name}`;
}
