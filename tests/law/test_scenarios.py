"""Dossiers as scenarios: whatever the solver finds or is tried, the acceptance book's steps can say it, and it runs."""

import json
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from random import Random

from rules import Rulebook
from rules.dated_dossier import DatedDossier
from rules.facts import FACTS
from rules.gherkin import checked
from rules.proving.model_finder import ModelFinder
from rules.proving.scenarios import feature
from rules.proving.witnesses import facts_of
from rules.readings.smt import every
from schemas.base import LocalizedText
from schemas.dossier import Dossier
from schemas.faults import parse_json
from schemas.law.certificate import Certificate, CounterExample, Theorem
from tests import acceptance, builders
from tests.law.strategies import seeded

WORDS = LocalizedText(zh="随机的例子。", en="Random examples.")
COUNT = 6
TRIED = 30


def _certificate(rulebook: Rulebook) -> Certificate:
    """A certificate whose counter-examples have some facts of random dossiers each, under the law of random days."""
    finder, chance, make = ModelFinder(rulebook), Random(3), seeded(9)
    found: list[CounterExample] = []
    for _ in range(COUNT):
        dated = facts_of(parse_json(Dossier, json.dumps(make())), rulebook.districts)
        regime = chance.choice(finder.regimes[1:])
        wished = chance.sample(sorted(FACTS), 10)
        facts = finder.nearest(every(finder.world.has(fact, dated[fact]) for fact in wished), regime.day)
        assert facts is not None
        found.append(finder.shown(WORDS, facts, [(regime, regime.day)]))
    return Certificate(
        rulebook=rulebook.digest,
        version="test",
        solver="test",
        made_at=datetime(2026, 6, 1, tzinfo=UTC),
        seconds=0.0,
        holds=False,
        intervals=(),
        coverage=(),
        theorems=(Theorem(id="random", words=WORDS, questions=1, seconds=0.0, counter_examples=tuple(found)),),
    )


def test_random_counter_examples_run_in_the_acceptance_book(rulebook: Rulebook, tmp_path: Path) -> None:
    acceptance.run(tmp_path, feature(_certificate(rulebook), rulebook.districts))


def _could_be(dossier: Dossier, rulebook: Rulebook) -> bool:
    """Whether the registers and the ledger could hold this: what came back before was declared and not rejected."""
    dated = DatedDossier.of(dossier, rulebook.districts)
    ledger = all(each.quantity and each.legal_quantity for each in dossier.already_returned)
    number = not dossier.already_returned or 18 <= len(dossier.declaration.list_no) <= 20
    site = dossier.site is None or dossier.site.valid_from is None or dossier.site.valid_from <= dated.return_day
    return ledger and number and site


def test_random_dossiers_are_decided_in_the_acceptance_book_as_they_were(rulebook: Rulebook, tmp_path: Path) -> None:
    make = seeded(11)
    drawn = (parse_json(Dossier, json.dumps(make())) for _ in range(10_000))
    there = islice((each for each in drawn if _could_be(each, rulebook)), TRIED)
    decided = [(each, rulebook.decide(each)) for each in there]
    assert {decision.outcome for _, decision in decided} == {"eligible", "ineligible", "refer"}
    assert any(dossier.already_returned for dossier, _ in decided)
    acceptance.run(tmp_path, *(checked(*each, rulebook.districts) for each in decided))


def test_text_that_would_break_a_scenario_is_shown_instead(rulebook: Rulebook, tmp_path: Path) -> None:
    odd = ("杯|盘\\", " 杯 ", "", "杯\n      那么 结论为准予退货", "#杯\t\u3000")
    lines = [builders.line_json(line_no=number, name=name) for number, name in enumerate(odd, start=1)]
    declaration = builders.declaration_json(lines=lines, list_no="22002026E00000\r\n1 ", tax_certificate_no=" \u2028")
    export_list = builders.export_list_json(list_no=declaration["list_no"], lines=lines[:1] + lines[2:])
    for known in (export_list, None):
        dossier = builders.a_dossier(declaration=declaration, export_list=known)
        told = checked(dossier, rulebook.decide(dossier), rulebook.districts)
        assert [line.strip() for line in told.splitlines() if line.startswith("      那么")] == [
            "那么 判定日为2026-05-02"
        ]
        acceptance.run(tmp_path, told)
