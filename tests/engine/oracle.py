"""What a condition means: Kleene's three values in plain Python, straight from the grammar's words."""

from collections.abc import Mapping

from schemas.law.condition import AllOf, AnyOf, AtLeast, AtMost, Before, Condition, Is, OneOf, OnOrAfter


def truth(condition: Condition, facts: Mapping[str, object]) -> bool | None:
    """True, False or None (unknown) for one condition; a group of lines counts as its number."""
    match condition:
        case AllOf(all_of=parts):
            values = [truth(part, facts) for part in parts]
            return False if False in values else None if None in values else True
        case AnyOf(any_of=parts):
            values = [truth(part, facts) for part in parts]
            return True if True in values else None if None in values else False
    value = facts[condition.fact]
    if value is None:
        return None
    if isinstance(value, tuple):
        value = len(value)
    match condition:
        case Is(equals=wanted):
            return type(value) is type(wanted) and value == wanted
        case OneOf(one_of=tuple(wanted)):
            return value in wanted
        case AtMost(at_most=int(bound)):
            return value <= bound
        case AtLeast(at_least=int(bound)):
            return value >= bound
        case Before(before=day):
            return value < day
        case OnOrAfter(on_or_after=day):
            return value >= day
    raise AssertionError(condition)
