"""The plain reading: what a condition comes to for given facts, by Kleene's three-valued logic, part by part.

It decides nothing that counts: advice searches with it, explanations show every part; a test holds it equal to Rete.
"""

from collections.abc import Mapping

from rules.readings.normal_form import literal_of
from schemas.law.condition import AllOf, AnyOf, AtLeast, AtMost, Before, Condition, Is, OneOf, OnOrAfter, Test


def truth(condition: Condition, facts: Mapping[str, object]) -> bool | None:
    """Whether the condition holds for these facts; None where an absent one leaves it open."""
    match condition:
        case AllOf(all_of=parts):
            met = [truth(part, facts) for part in parts]
            return False if False in met else None if None in met else True
        case AnyOf(any_of=parts):
            met = [truth(part, facts) for part in parts]
            return True if True in met else None if None in met else False
    value = facts[condition.fact]
    return None if value is None else passes(condition, value)


def passes(test: Test, value: object) -> bool:
    """Whether a known value passes the test."""
    match test:
        case Is(equals=literal):
            return value == literal
        case OneOf(one_of=tuple(values)):
            return value in values
        case AtMost(at_most=int(bound)):
            return _number(value) <= bound
        case AtLeast(at_least=int(bound)):
            return _number(value) >= bound
        case Before(before=day):
            return _number(value) < day.toordinal()
        case OnOrAfter(on_or_after=day):
            return _number(value) >= day.toordinal()
    raise AssertionError(f"no such test: {test}")


def _number(value: object) -> int:
    number = literal_of(value)
    assert isinstance(number, int)
    return number
