"""The proving reading: a condition as two formulas, when it holds and when it fails for certain (else: undetermined).

The only module that touches the solver z3, which is an extra (`prove`); everything else sees formulas, worlds and
models. A world is one imagined declaration: each fact is known or not and, where it is known, has a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final, TypeAlias

import z3

from rules.facts import FACTS, Derived
from rules.readings.normal_form import literal_of
from schemas.law.condition import AllOf, AnyOf, AtLeast, AtMost, Before, Condition, Is, OneOf, OnOrAfter, Test

SOLVER_VERSION: Final[str] = z3.get_version_string()
_Term: TypeAlias = "z3.ExprRef"
_PATIENCE: Final = 60_000
"""Milliseconds for one question; the questions of the law take a few."""


class SolverFault(Exception):
    """The solver gave no answer in time; nothing is proved and nothing refuted."""


@dataclass(frozen=True, eq=False)
class Formula:
    """A statement about worlds: true or false in each."""

    term: _Term

    def __and__(self, other: Formula) -> Formula:
        return Formula(z3.And(self.term, other.term))

    def __or__(self, other: Formula) -> Formula:
        return Formula(z3.Or(self.term, other.term))

    def __invert__(self) -> Formula:
        return Formula(z3.Not(self.term))


def every(parts: Iterable[Formula]) -> Formula:
    """All of them; true where there is none."""
    return Formula(z3.And(*(part.term for part in parts)))


def some(parts: Iterable[Formula]) -> Formula:
    """At least one of them; false where there is none."""
    return Formula(z3.Or(*(part.term for part in parts)))


def equivalent(one: Formula, other: Formula) -> Formula:
    """Both or neither."""
    return Formula(one.term == other.term)


TRUE: Final = Formula(z3.BoolVal(True))
FALSE: Final = Formula(z3.BoolVal(False))


class World:
    """The facts of one imagined declaration; worlds of different names have nothing to do with each other."""

    def __init__(self, name: str = "") -> None:
        self._name = name
        self._known = cache(lambda fact: z3.Bool(f"{fact} is known{name}"))
        self._flag = cache(lambda fact: z3.Bool(f"{fact}{name}"))
        self._number = cache(lambda fact: z3.Int(f"{fact}{name}"))

    def known(self, fact: str) -> Formula:
        """The fact is known."""
        return Formula(self._known(fact))

    def holds(self, condition: Condition) -> Formula:
        """The condition is true for certain."""
        match condition:
            case AllOf(all_of=parts):
                return every(map(self.holds, parts))
            case AnyOf(any_of=parts):
                return some(map(self.holds, parts))
            case _:
                return self.known(condition.fact) & Formula(self._comparison(condition))

    def fails(self, condition: Condition) -> Formula:
        """The condition is false for certain."""
        match condition:
            case AllOf(all_of=parts):
                return some(map(self.fails, parts))
            case AnyOf(any_of=parts):
                return every(map(self.fails, parts))
            case _:
                return self.known(condition.fact) & ~Formula(self._comparison(condition))

    def has(self, fact: str, value: Derived) -> Formula:
        """The fact has that value, or is unknown where the value is None."""
        if value is None:
            return ~self.known(fact)
        term = self._flag(fact) == value if isinstance(value, bool) else self._number(fact) == _numeral(value)
        return self.known(fact) & Formula(term)

    def between(self, fact: str, low: int, high: int) -> Formula:
        """The number (of a day: its ordinal; of lines: how many) lies there, whether it is known or not."""
        number = self._number(fact)
        return Formula(z3.And(low <= number, number <= high))

    def sum_between(self, one: str, other: str, low: int, high: int) -> Formula:
        """The sum of two numbers lies there."""
        total = self._number(one) + self._number(other)
        return Formula(z3.And(low <= total, total <= high))

    def equal(self, one: str, other: str) -> Formula:
        """Two codes are equal, whether they are known or not."""
        return Formula(self._number(one) == self._number(other))

    def same(self, fact: str, other: World) -> Formula:
        """The fact is alike in both worlds: unknown, or known and equal."""
        value = self._flag if FACTS[fact].type == "flag" else self._number
        others = other._flag if FACTS[fact].type == "flag" else other._number
        equal = Formula(value(fact) == others(fact))
        return equivalent(self.known(fact), other.known(fact)) & (~self.known(fact) | equal)

    def _comparison(self, test: Test) -> _Term:
        match test:
            case Is(fact=fact, equals=bool(value)):
                return self._flag(fact) == value
            case Is(fact=fact, equals=value):
                return self._number(fact) == _numeral(value)
            case OneOf(fact=fact, one_of=tuple(values)):
                return z3.Or(*(self._number(fact) == _numeral(value) for value in values))
            case AtMost(fact=fact, at_most=int(bound)):
                return self._number(fact) <= bound
            case AtLeast(fact=fact, at_least=int(bound)):
                return self._number(fact) >= bound
            case Before(fact=fact, before=day):
                return self._number(fact) < _numeral(day)
            case OnOrAfter(fact=fact, on_or_after=day):
                return self._number(fact) >= _numeral(day)
        raise AssertionError(f"no such test: {test}")

    def terms(self, fact: str) -> tuple[_Term, _Term]:
        """Whether the fact is known, and its value."""
        return self._known(fact), (self._flag if FACTS[fact].type == "flag" else self._number)(fact)


def _numeral(value: object) -> int:
    """The value as a whole number: a code as the number that its letters spell, the rest as the engine compares it."""
    literal = literal_of(value)
    return int.from_bytes(b"\1" + literal.encode(), "big") if isinstance(literal, str) else int(literal)


def _code(number: int) -> str | None:
    """The code that a number spells; None where it spells none."""
    if number <= 0:
        return None
    head, *rest = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return bytes(rest).decode() if head == 1 and all(32 < byte < 127 for byte in rest) else None


@dataclass(frozen=True)
class Model:
    """One way in which everything asked for is so."""

    _model: z3.ModelRef

    def says(self, formula: Formula) -> bool:
        """Whether the formula is true in it."""
        return bool(z3.is_true(self._model.eval(formula.term, model_completion=True)))

    def value(self, world: World, fact: str, strange: Callable[[str], str]) -> Derived:
        """A fact's value; `strange` gives a code for one that nothing names."""
        known, term = world.terms(fact)
        if not z3.is_true(self._model.eval(known, model_completion=True)):
            return None
        value = self._model.eval(term, model_completion=True)
        match FACTS[fact].type:
            case "flag":
                return bool(z3.is_true(value))
            case "day":
                return date.fromordinal(value.as_long())
            case "lines":
                return tuple(range(value.as_long()))
            case "code":
                return _code(value.as_long()) or strange(fact)
        return int(value.as_long())


class Solver:
    """Finds models of formulas, given what is assumed throughout; counts what it was asked."""

    def __init__(self, assumed: Iterable[Formula] = ()) -> None:
        self._solver = z3.Solver()
        self._solver.set("timeout", _PATIENCE)
        self._solver.add([formula.term for formula in assumed])
        self.asked = 0

    def find(self, *formulas: Formula) -> Model | None:
        """A model of all these formulas; None where there can be none.

        Raises:
            SolverFault: it did not find out.
        """
        self.asked += 1
        answer = self._solver.check(*(formula.term for formula in formulas))
        if answer == z3.unknown:
            raise SolverFault(self._solver.reason_unknown())
        return Model(self._solver.model()) if answer == z3.sat else None


def leaves(condition: Condition, world: World, around: Formula = TRUE) -> Iterator[tuple[Test, Formula]]:
    """Every test and when it alone decides: all beside it under `all_of` hold, none beside it under `any_of` does."""
    match condition:
        case AllOf(all_of=parts):
            for part, others in _each(parts):
                yield from leaves(part, world, around & every(map(world.holds, others)))
        case AnyOf(any_of=parts):
            for part, others in _each(parts):
                yield from leaves(part, world, around & ~some(map(world.holds, others)))
        case _:
            yield condition, around


def _each(parts: Sequence[Condition]) -> Iterator[tuple[Condition, list[Condition]]]:
    for position, part in enumerate(parts):
        yield part, [*parts[:position], *parts[position + 1 :]]
