"""The proving reading says what the engine says, and every declaration is possible in the model of facts."""

import json
from collections.abc import Iterator, Mapping, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from rules import load_rulebook
from rules.facts import FACTS, Derived
from rules.proving.domain_constraints import ALWAYS_KNOWN
from rules.proving.model_finder import ModelFinder
from rules.proving.witnesses import dossier_of, facts_of, typical
from rules.readings.smt import Formula, Solver, World, every
from rules.weighing import ANSWERS
from schemas.dossier import Dossier
from schemas.faults import parse_json
from schemas.law.condition import Condition
from tests.builders import Json, examples
from tests.engine.conditions import conditions, facts, facts_for
from tests.engine.oracle import truth
from tests.engine.test_against_oracle import MATCHERS, REAL
from tests.law.strategies import dossiers, seeded

RULEBOOK = load_rulebook()
FINDER = ModelFinder(RULEBOOK)


WORLD = World()
Pairs = list[tuple[Formula, Formula]]


def _read(asked: Sequence[Condition]) -> Pairs:
    return [(WORLD.holds(condition), WORLD.fails(condition)) for condition in asked]


READ = [_read(asked) for asked in REAL]


def _verdicts(read: Pairs, case: Mapping[str, Derived]) -> Iterator[bool | None]:
    model = Solver([WORLD.has(fact, value) for fact, value in case.items()]).find()
    assert model is not None
    for holds, fails in read:
        assert not model.says(holds & fails)
        yield True if model.says(holds) else False if model.says(fails) else None


@settings(max_examples=examples(100))
@given(st.lists(conditions, min_size=1, max_size=6), facts)
def test_random_conditions_are_read_as_the_oracle_reads_them(asked: list[Condition], case: dict[str, Derived]) -> None:
    assert list(_verdicts(_read(asked), case)) == [truth(condition, case) for condition in asked]


@settings(max_examples=examples(60))
@given(st.data())
def test_the_rulebooks_conditions_are_read_as_the_engine_reads_them(data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(REAL) - 1))
    case = data.draw(facts_for(REAL[number]))
    assert list(_verdicts(READ[number], case)) == MATCHERS[number].match(case)


def _dossier(raw: Json) -> Dossier:
    return parse_json(Dossier, json.dumps(raw))


@settings(max_examples=examples(60))
@given(dossiers())
def test_every_dossier_is_possible_and_gets_the_answers_of_the_engine(raw: Json) -> None:
    dossier = _dossier(raw)
    decision = RULEBOOK.decide(dossier)
    model = FINDER.solver.find(FINDER.exactly(facts_of(dossier, RULEBOOK.districts)))
    assert model is not None, "the model of facts excludes a real dossier"
    regime = max(
        (each for each in FINDER.regimes if each.since is None or each.since <= decision.as_of),
        key=lambda each: each.day,
    )
    given_answers = {"return": decision.outcome, "tax_relief": decision.tax_relief}
    for question, words in ANSWERS.items():
        said = [word for word, formula in zip(words, regime.answers(question), strict=True) if model.says(formula)]
        assert said == [given_answers[question]]
    statuses = {
        each.name: [status for status, formula in each.statuses.items() if model.says(formula)]
        for each in regime.standings
    }
    assert statuses == {each.provision: [each.status] for each in decision.findings if each.citation.clause}


def test_hundreds_of_dossiers_more_are_possible() -> None:
    make = seeded(5)
    for _ in range(examples(300)):
        case = facts_of(_dossier(make()), RULEBOOK.districts)
        assert set(ALWAYS_KNOWN) <= {fact for fact, value in case.items() if value is not None}
        assert FINDER.solver.find(FINDER.exactly(case)) is not None, case


@settings(max_examples=examples(25))
@given(dossiers(), st.sets(st.sampled_from(sorted(FACTS)), min_size=1, max_size=8))
def test_what_the_solver_finds_some_dossier_has(raw: Json, wished: set[str]) -> None:
    """Some facts of a random dossier, the others as near to a usual return's as they can be."""
    dossier = _dossier(raw)
    day = RULEBOOK.decide(dossier).as_of
    case = facts_of(dossier, RULEBOOK.districts)
    wanted = every(FINDER.world.has(fact, case[fact]) for fact in sorted(wished))
    found = FINDER.nearest(wanted, day)
    assert found is not None
    assert facts_of(dossier_of(found, day, day), RULEBOOK.districts) == found


def test_the_usual_return_is_usual() -> None:
    for regime in FINDER.regimes:
        usual = typical(regime.day, RULEBOOK.districts)
        assert FINDER.nearest(FINDER.exactly(usual), regime.day) == usual
        assert FINDER.unusual(usual, regime.day) == ()


def test_what_cannot_be_is_not_possible() -> None:
    world = FINDER.world
    impossible: dict[str, Formula] = {
        "districts that are equal, and cross-district": every(
            (world.has("cross_district", True), world.equal("return_district", "export_district"))
        ),
        "a site in business that is not registered": every(
            (world.has("site_registered", False), world.known("site_does_retail_export"))
        ),
        "a mode without a list": every((world.known("supervision_mode"), ~world.known("same_exporter"))),
        "a year of 360 days": every((world.has("days_since_release", 0), world.has("days_left_of_one_year", 360))),
        "a standing of no name": world.has("exporter_standing", "good"),
        "a return mode that is not given": every(
            (world.has("return_mode_given", False), world.has("return_mode", "9661"))
        ),
    }
    assert {name for name, formula in impossible.items() if FINDER.can_be(formula)} == set()
