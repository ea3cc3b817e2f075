"""The outcome rule, as generic as it is written, against what the rulebook decides."""

import json
from typing import get_args

from hypothesis import given, settings

from rules import load_rulebook
from rules.weighing import ANSWERS, answer, keeps, reasons, weigh
from schemas.decision import OPEN, Decision, Status
from schemas.dossier import Dossier
from schemas.faults import parse_json
from tests.builders import Json, examples
from tests.law.strategies import dossiers

RULEBOOK = load_rulebook()


def _weighed(decision: Decision, question: str) -> str:
    standings = [
        (each.otherwise, {status: each.status == status for status in get_args(Status)})
        for each in decision.findings
        if each.question == question
    ]
    return answer(weigh(standings, any), ANSWERS[question])


@settings(max_examples=examples(300))
@given(dossiers())
def test_weighing_the_findings_gives_what_the_rulebook_decides(dossier: Json) -> None:
    decision = RULEBOOK.decide(parse_json(Dossier, json.dumps(dossier)))
    assert (_weighed(decision, "return"), _weighed(decision, "tax_relief")) == (decision.outcome, decision.tax_relief)


@settings(max_examples=examples(200))
@given(dossiers())
def test_what_keeps_a_return_is_its_reasons(dossier: Json) -> None:
    decision = RULEBOOK.decide(parse_json(Dossier, json.dumps(dossier)))
    kept = [each for each in decision.findings if keeps(each, each.status)]
    assert set(reasons(decision)) == ({each.provision for each in kept} if decision.outcome != "eligible" else set())
    assert all(
        (each in kept) == (each.question == "return" and each.otherwise != "advise" and each.status in OPEN)
        for each in decision.findings
    )
    assert bool(reasons(decision)) == (decision.outcome != "eligible")
