"""Why a decision came out as it did, as a tree: it is told from the decision, and recomputed only in its parts."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from rules.dated_dossier import DatedDossier
from rules.facts import AS_OF, DISTRICTS, FACTS, Facts, record_of
from rules.provenance import row_of, value_at
from rules.readings.interpreter import truth
from rules.readings.prose import say, tell
from rules.rulebook import Rulebook
from rules.weighing import decisive
from schemas.base import Document, LocalizedText
from schemas.decision import Decision, Finding, Outcome, Relief
from schemas.dossier import Dossier
from schemas.law.condition import AllOf, AnyOf, Condition, FactValue
from schemas.law.explanation import ConditionNode, Explanation, FactNode, Form, Origin, ProvisionNode, QuestionNode
from schemas.law.policy import Provision, Question

_ANSWERS: Final[dict[Outcome | Relief, dict[Question, LocalizedText]]] = {
    "eligible": {"return": LocalizedText(zh="准予退货", en="the return is eligible")},
    "ineligible": {"return": LocalizedText(zh="不予退货", en="the return is not eligible")},
    "available": {"tax_relief": LocalizedText(zh="可享受税收优惠", en="tax relief is available")},
    "unavailable": {"tax_relief": LocalizedText(zh="不享受税收优惠", en="tax relief is not available")},
    "refer": {
        "return": LocalizedText(zh="退货转人工审核", en="the return is referred to a person"),
        "tax_relief": LocalizedText(zh="税收优惠待人工审核", en="tax relief is referred to a person"),
    },
}
_WHY: Final[dict[str, LocalizedText]] = {
    "good": LocalizedText(
        zh="有许可，各项要求均符合", en="a permission is met, and so is every requirement that applies"
    ),
    "barred": LocalizedText(zh="有要求不符合", en="a requirement is not met"),
    "unpermitted": LocalizedText(zh="没有许可", en="no permission is met"),
    "doubtful": LocalizedText(
        zh="没有否定的理由，但有的条款未知或须人工判断",
        en="nothing denies it, but a provision is unknown or left to a person",
    ),
}


def explain(rulebook: Rulebook, dossier: Dossier, decision: Decision) -> Explanation:
    """The justification of a decision that this rulebook made of this dossier."""
    dated = DatedDossier.of(dossier, rulebook.districts, decision.as_of)
    facts = {name: known.derive(dated) for name, known in FACTS.items()}
    law = {f"{policy.id}.{provision.name}": provision for policy, provision in rulebook.in_force(decision.as_of)}
    return Explanation(
        decision_id=decision.decision_id,
        application_no=dossier.declaration.application_no,
        as_of=decision.as_of,
        cross_district=decision.cross_district,
        questions=(
            _question("return", decision.outcome, decision, law, dated, facts),
            _question("tax_relief", decision.tax_relief, decision, law, dated, facts),
        ),
        rulebook=decision.rulebook,
        dossier=decision.dossier,
    )


def _question(
    question: Question,
    answer: Outcome | Relief,
    decision: Decision,
    law: Mapping[str, Provision],
    dated: DatedDossier,
    facts: Facts,
) -> QuestionNode:
    findings = [finding for finding in decision.findings if finding.question == question]
    reason, turned = _reason(findings, answer)
    nodes = [_provision(finding, finding in turned, law.get(finding.provision), dated, facts) for finding in findings]
    words, why = _ANSWERS[answer][question], _WHY[reason]
    return QuestionNode(
        question=question,
        answer=answer,
        words=LocalizedText(zh=f"{words.zh}：{why.zh}", en=f"{words.en}: {why.en}"),
        provisions=tuple(sorted(nodes, key=lambda each: not each.decisive)),
    )


def _reason(findings: list[Finding], answer: Outcome | Relief) -> tuple[str, list[Finding]]:
    """Which step of the rule answered (the-law: outcome of a question), and the findings on which it turned."""
    effects = [
        (finding, decisive(finding.otherwise)[finding.status])
        for finding in findings
        if finding.status in decisive(finding.otherwise)
    ]
    if answer in ("eligible", "available"):
        return "good", [finding for finding, effect in effects if effect.permitted]
    if answer == "refer":
        return "doubtful", [finding for finding, effect in effects if effect.doubtful]
    if barred := [finding for finding, effect in effects if effect.barred]:
        return "barred", barred
    return "unpermitted", [finding for finding, effect in effects if effect.possible]


def _provision(
    finding: Finding, decisive: bool, provision: Provision | None, dated: DatedDossier, facts: Facts
) -> ProvisionNode:
    return ProvisionNode(
        provision=finding.provision,
        status=finding.status,
        decisive=decisive,
        otherwise=finding.otherwise,
        basis=finding.basis,
        citation=finding.citation,
        statement=finding.statement,
        interpretations=finding.interpretations,
        lines=finding.lines,
        applies=_condition(provision.applies, dated, facts) if provision and provision.applies else None,
        needs=_condition(provision.needs, dated, facts) if provision else None,
    )


def _condition(condition: Condition, dated: DatedDossier, facts: Facts) -> ConditionNode:
    words, holds = say(condition), truth(condition, facts)
    match condition:
        case AllOf(all_of=parts) | AnyOf(any_of=parts):
            form: Form = "all_of" if isinstance(condition, AllOf) else "any_of"
            return ConditionNode(
                form=form, words=words, holds=holds, parts=tuple(_condition(part, dated, facts) for part in parts)
            )
    return ConditionNode(form="test", words=words, holds=holds, fact=_fact(condition.fact, dated, facts))


def _fact(name: str, dated: DatedDossier, facts: Facts) -> FactNode:
    value = facts[name]
    shown: FactValue = len(value) if isinstance(value, tuple) else value
    return FactNode(
        fact=name,
        definition=FACTS[name].definition,
        value=shown,
        words=tell(name, shown),
        origins=tuple(_origin(dated, pointer) for pointer in FACTS[name].reads),
    )


def _origin(dated: DatedDossier, pointer: str) -> Origin:
    row = row_of(dated, pointer)
    return Origin(
        record=record_of(pointer),
        pointer="" if pointer in (AS_OF, DISTRICTS) else pointer,
        value=_shown(value_at(dated, pointer)),
        source=row.source if row is not None else None,
        valid_from=row.valid_from if row is not None else None,
        valid_until=row.valid_until if row is not None else None,
    )


def _shown(value: object) -> str | None:
    """A value as a reader sees it; of lines how many there are."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case tuple():
            return str(len(value)) if any(isinstance(item, Document) for item in value) else ", ".join(map(str, value))
    raise AssertionError(f"no words for {value!r}")
