"""An explanation follows the decision down to the values it rests on, and says nothing else than the decision."""

import json
from collections.abc import Iterator
from typing import ClassVar

from hypothesis import given, settings

from rules import Rulebook, load_rulebook
from rules.dated_dossier import DatedDossier
from rules.explanation import explain
from rules.facts import AS_OF, DISTRICTS, FACTS
from rules.provenance import absent
from schemas.decision import Decision
from schemas.dossier import Dossier
from schemas.faults import parse_json
from schemas.law.explanation import ConditionNode, Explanation, FactNode, ProvisionNode
from tests.builders import Json, a_dossier, enterprise_json, examples
from tests.law.strategies import dossiers

RULEBOOK = load_rulebook()


def explained(dossier: Dossier) -> tuple[Decision, Explanation]:
    decision = RULEBOOK.decide(dossier)
    return decision, explain(RULEBOOK, dossier, decision)


def provisions(explanation: Explanation) -> dict[str, ProvisionNode]:
    return {node.provision: node for question in explanation.questions for node in question.provisions}


def facts_in(node: ConditionNode | None) -> Iterator[FactNode]:
    if node is not None:
        if node.fact is not None:
            yield node.fact
        for part in node.parts:
            yield from facts_in(part)


@settings(max_examples=examples(40))
@given(dossiers())
def test_every_finding_stands_in_the_tree_with_the_conditions_that_made_it(dossier: Json) -> None:
    decision, explanation = explained(parse_json(Dossier, json.dumps(dossier)))
    nodes = provisions(explanation)
    told = {finding.provision: finding for finding in decision.findings}
    assert nodes.keys() == told.keys()
    assert [each.answer for each in explanation.questions] == [decision.outcome, decision.tax_relief]
    for name, node in nodes.items():
        finding = told[name]
        if node.needs is None:
            continue
        holds = node.applies.holds if node.applies is not None else True
        status = {None: "undetermined", False: "not_applicable"}.get(holds)  # type: ignore[call-overload]
        wanted = status or {None: "undetermined", False: "unmet", True: "met"}[node.needs.holds]
        assert node.status == finding.status == wanted
        evidence = {fact.fact: fact.value for part in (node.applies, node.needs) for fact in facts_in(part)}
        assert evidence == dict(finding.evidence)


@settings(max_examples=examples(40))
@given(dossiers())
def test_each_answer_turns_on_something(dossier: Json) -> None:
    _, explanation = explained(parse_json(Dossier, json.dumps(dossier)))
    for question in explanation.questions:
        decisive = [node for node in question.provisions if node.decisive]
        assert decisive
        assert list(question.provisions[: len(decisive)]) == decisive


@settings(max_examples=examples(40))
@given(dossiers())
def test_an_unknown_fact_says_what_would_tell_it(dossier: Json) -> None:
    dated = DatedDossier.of(parse_json(Dossier, json.dumps(dossier)), RULEBOOK.districts)
    for name, known in FACTS.items():
        if known.derive(dated) is None:
            assert list(absent(dated, name)), name


def test_a_fact_is_derived_from_its_origins_and_nothing_else(rulebook: Rulebook) -> None:
    """Every field that a fact reads is noted while it is derived."""
    for name, known in FACTS.items():
        read: set[str] = set()
        dated = DatedDossier.of(a_dossier(), rulebook.districts)
        known.derive(_Watched(dated, read))  # type: ignore[arg-type]
        named = {pointer.split("/")[1] for pointer in known.reads if pointer not in (AS_OF, DISTRICTS)}
        assert read <= named, name


class _Watched:
    """A dossier that notes from which records a fact reads."""

    _RECORDS: ClassVar[dict[str, set[str]]] = {
        "site": {"site"},
        "export_list": {"export_list"},
        "original_lines": {"export_list"},
        "declaration": {"declaration"},
        "export_district": {"declaration"},
        "return_district": {"declaration"},
        "cross_district": {"declaration"},
        "return_day": {"declaration"},
    }

    def __init__(self, dated: DatedDossier, read: set[str]) -> None:
        self._dated = dated
        self._read = read

    def __getattr__(self, name: str) -> object:
        if name == "dossier":
            return _WatchedDossier(self._dated.dossier, self._read)
        self._read |= self._RECORDS.get(name, set())
        return getattr(self._dated, name)


class _WatchedDossier:
    def __init__(self, dossier: Dossier, read: set[str]) -> None:
        self._dossier = dossier
        self._read = read

    def __getattr__(self, name: str) -> object:
        self._read.add(name)
        return getattr(self._dossier, name)


def test_the_tree_leads_from_the_outcome_to_the_row_of_the_register() -> None:
    firm = enterprise_json(separate_work_area=False, source="海关备案系统 2026-03")
    _, explanation = explained(a_dossier(exporter=firm))
    question = explanation.questions[0]
    assert (question.answer, question.words.zh) == ("ineligible", "不予退货：有要求不符合")
    (node,) = [node for node in question.provisions if node.decisive]
    assert node.provision == "gacc_2026_024.work_area"
    assert node.needs is not None
    assert node.needs.fact is not None
    (origin,) = node.needs.fact.origins
    assert (origin.record, origin.pointer, origin.value) == ("exporter", "/exporter/separate_work_area", "false")
    assert (origin.source, str(origin.valid_from)) == ("海关备案系统 2026-03", "2024-01-01")


def test_the_same_decision_is_explained_the_same() -> None:
    one, other = explained(a_dossier())[1], explained(a_dossier())[1]
    assert one.model_dump_json() == other.model_dump_json()
