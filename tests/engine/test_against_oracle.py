"""The engine answers as the oracle does, for random conditions and for those of the real rulebook."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from rules import load_rulebook
from rules.readings.rete import Matcher
from schemas.law.condition import Condition
from tests.builders import examples
from tests.engine.conditions import conditions, facts, facts_for
from tests.engine.oracle import truth

RULEBOOK = load_rulebook()
DAYS = (RULEBOOK.changes[0] - timedelta(days=1), *RULEBOOK.changes)


def _conditions_on(number: int) -> tuple[Condition, ...]:
    provisions = [provision for _, provision in RULEBOOK.in_force(DAYS[number])]
    return tuple(part for provision in provisions for part in (provision.applies, provision.needs) if part is not None)


REAL = [_conditions_on(number) for number in range(len(DAYS))]
MATCHERS = [Matcher(conditions) for conditions in REAL]


@settings(max_examples=examples(150))
@given(st.lists(conditions, min_size=1, max_size=6), st.lists(facts, min_size=1, max_size=6))
def test_random_conditions(asked: list[Condition], cases: list[dict[str, object]]) -> None:
    """One matcher answers all the cases in turn: nothing of one decision may show in the next."""
    matcher = Matcher(asked)
    for case in cases:
        assert matcher.match(case) == [truth(condition, case) for condition in asked]


@settings(max_examples=examples(500))
@given(st.data())
def test_the_rulebooks_conditions(data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(REAL) - 1))
    case = data.draw(facts_for(REAL[number]))
    assert MATCHERS[number].match(case) == [truth(condition, case) for condition in REAL[number]]
