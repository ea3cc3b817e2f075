import { CheckOutlined, CloseOutlined, QuestionOutlined } from "@ant-design/icons";
import { Card, Flex, Tag, Tree, type TreeDataNode, Typography } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Decision, Outcome, Relief } from "../../api/types";
import { useI18n, type I18n } from "../../i18n/useI18n";
import { Clause } from "../../components/Clause";
import { Findings, lawLink } from "../../components/Findings";
import { Loaded } from "../../components/Loaded";
import { DecisionDocuments } from "../../components/DecisionDocuments";
import { OutcomeTag, ReliefTag, StatusTag } from "../../components/tags";
import {
  type ConditionNode,
  type Explanation,
  type FactNode,
  groupByStatus,
  openAtFirst,
  placeOf,
  type ProvisionNode,
  type QuestionNode,
} from "./explanation";
import { useExplanation } from "../../api/returns";

/** Why the decision came out as it did: its answers, the provisions, the conditions, the facts and where they stand. */
export function Justification({ decision }: { decision: Decision }) {
  const { t } = useI18n();
  const id = decision.decision_id;
  const explained = useExplanation(id);
  return (
    <Card title={t("case.reasons")} extra={id && <DecisionDocuments id={id} />}>
      {id ? (
        <Loaded query={explained}>{(found) => <Reasons explanation={found} decision={decision} />}</Loaded>
      ) : (
        <Findings findings={decision.findings} />
      )}
    </Card>
  );
}

function Reasons({ explanation, decision }: { explanation: Explanation; decision: Decision }) {
  const i18n = useI18n();
  const remedies = new Map(decision.findings.map((each) => [each.provision, i18n.localized(each.remedy)]));
  return (
    <Tree
      aria-label={i18n.t("case.reasons")}
      blockNode
      selectable={false}
      showLine
      defaultExpandedKeys={openAtFirst(explanation)}
      treeData={explanation.questions.map((each) => ofQuestion(each, remedies, i18n))}
    />
  );
}

function ofQuestion(
  { question, answer, words: told, provisions }: QuestionNode,
  remedies: ReadonlyMap<string, string>,
  i18n: I18n,
): TreeDataNode {
  const { t, localized } = i18n;
  return {
    key: question,
    title: (
      <Flex gap={8} wrap align="center">
        {question === "return" ? <OutcomeTag outcome={answer as Outcome} /> : <ReliefTag relief={answer as Relief} />}
        <Typography.Text strong className="sentence">
          {localized(told)}
        </Typography.Text>
      </Flex>
    ),
    children: groupByStatus(provisions).map(({ status, provisions: some }) => ({
      key: `${question}/${status}`,
      title: t(`case.group.${status}`, { count: some.length }),
      children: some.map((each) =>
        ofProvision(each, `${question}/${status}/${each.provision}`, remedies.get(each.provision), i18n),
      ),
    })),
  };
}

function ofProvision(node: ProvisionNode, key: string, remedy: string | undefined, i18n: I18n): TreeDataNode {
  const { t, localized } = i18n;
  const isAgainst = node.status === "unmet" || node.status === "undetermined";
  const lines = node.lines.length > 0 ? ` · ${t("findings.lines", { lines: node.lines.join(", ") })}` : "";
  return {
    key,
    title: (
      <div className="pb-4">
        <StatusTag {...node} />
        {node.decisive && (
          <Tag color="blue" className="ms-4">
            {t("case.decisive")}
          </Tag>
        )}{" "}
        <Typography.Text strong={isAgainst}>{localized(node.statement)}</Typography.Text>
        {isAgainst && remedy && (
          <div>
            {t("findings.remedy")}
            {remedy}
          </div>
        )}
        <Typography.Text type="secondary" className="small block">
          <Link to={lawLink(node.provision)}>
            <Clause {...node.citation} />
          </Link>{" "}
          <q lang="zh-CN">{node.citation.phrase}</q>
          {lines}
        </Typography.Text>
      </div>
    ),
    children: [
      ...(node.applies
        ? [ofCondition(node.applies, `${key}/applies`, i18n, t("law.said", { what: t("law.applies") }))]
        : []),
      ...(node.needs ? [ofCondition(node.needs, `${key}/needs`, i18n, t("law.said", { what: t("law.needs") }))] : []),
    ],
  };
}

function ofCondition(node: ConditionNode, key: string, i18n: I18n, head = ""): TreeDataNode {
  const { t, localized } = i18n;
  const told = node.form === "test" ? localized(node.words) : t(`case.form.${node.form}`);
  return {
    key,
    title: (
      <>
        <Holds holds={node.holds} /> <Typography.Text type="secondary">{head}</Typography.Text>
        {told}
      </>
    ),
    children: [
      ...(node.parts ?? []).map((part, index) => ofCondition(part, `${key}/${index}`, i18n)),
      ...(node.fact ? [ofFact(node.fact, `${key}/fact`, i18n)] : []),
    ],
  };
}

function ofFact(fact: FactNode, key: string, i18n: I18n): TreeDataNode {
  const { t, localized } = i18n;
  return {
    key,
    title: (
      <>
        {t("case.fact")}
        {localized(fact.words)} <code className="smallest">{fact.fact}</code>
      </>
    ),
    children: fact.origins.map((each, index) => {
      const since = each.valid_from || each.valid_until ? `${each.valid_from ?? ""} → ${each.valid_until ?? ""}` : "";
      const told: ReactNode[] = [
        t(`case.record.${each.record}`),
        placeOf(each),
        each.value ?? t("case.noValue"),
        each.source,
        since,
      ].filter(Boolean);
      return { key: `${key}/${index}`, title: <span className="wrap">{told.join(" · ")}</span> };
    }),
  };
}

function Holds({ holds }: { holds: boolean | null }) {
  const { t } = useI18n();
  if (holds === null) return <QuestionOutlined aria-label={t("status.undetermined")} className="is-doubtful" />;
  return holds ? (
    <CheckOutlined aria-label={t("status.met")} className="is-good" />
  ) : (
    <CloseOutlined aria-label={t("status.unmet")} className="is-bad" />
  );
}
