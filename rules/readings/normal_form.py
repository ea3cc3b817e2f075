"""A condition in disjunctive normal form: what a rule engine without nesting can take."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Literal

from schemas.law.condition import (
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Before,
    Condition,
    Is,
    OneOf,
    OnOrAfter,
    ParameterName,
    Test,
)

Operator = Literal["eq", "neq", "lt", "lte", "gt", "gte"]


@dataclass(frozen=True)
class Atom:
    """One comparison of one fact with one literal; it holds only where the fact is present."""

    fact: str
    operator: Operator
    literal: bool | int | str


Conjunction = tuple[Atom, ...]
Disjunction = list[Conjunction]
"""It holds where all atoms of any one conjunction in it do."""


def literal_of(value: object) -> bool | int | str:
    """The value as the engine compares it: days as ordinals, a group of lines by its number, the rest as it is."""
    if isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, date):
        return value.toordinal()
    assert isinstance(value, tuple)
    return len(value)


def holds(condition: Condition) -> Disjunction:
    """When the condition holds for certain."""
    match condition:
        case AllOf(all_of=parts):
            return _every(holds(part) for part in parts)
        case AnyOf(any_of=parts):
            return [conjunction for part in parts for conjunction in holds(part)]
        case OneOf(fact=fact):
            return [(Atom(fact, "eq", value),) for value in _values(condition)]
        case _:
            return [(_atom(condition, negated=False),)]


def fails(condition: Condition) -> Disjunction:
    """When the condition is false for certain: its negation, each fact being present."""
    match condition:
        case AllOf(all_of=parts):
            return [conjunction for part in parts for conjunction in fails(part)]
        case AnyOf(any_of=parts):
            return _every(fails(part) for part in parts)
        case OneOf(fact=fact):
            return [tuple(Atom(fact, "neq", value) for value in _values(condition))]
        case _:
            return [(_atom(condition, negated=True),)]


def _every(parts: Iterable[Disjunction]) -> Disjunction:
    return [tuple(atom for conjunction in choice for atom in conjunction) for choice in product(*parts)]


def _values(test: OneOf) -> tuple[str, ...]:
    assert not isinstance(test.one_of, ParameterName), "parameters are put in when a policy is loaded"
    return test.one_of


def _atom(test: Test, negated: bool) -> Atom:
    match test:
        case Is(fact=fact, equals=value):
            return Atom(fact, "neq" if negated else "eq", literal_of(value))
        case AtMost(fact=fact, at_most=int(bound)):
            return Atom(fact, "gt" if negated else "lte", bound)
        case AtLeast(fact=fact, at_least=int(bound)):
            return Atom(fact, "lt" if negated else "gte", bound)
        case Before(fact=fact, before=day):
            return Atom(fact, "gte" if negated else "lt", day.toordinal())
        case OnOrAfter(fact=fact, on_or_after=day):
            return Atom(fact, "lt" if negated else "gte", day.toordinal())
    raise AssertionError(f"no such test: {test}")
