"""The closed grammar of conditions: eight forms, no negation, no test for absence.

A missing fact can only keep a condition from holding. What the grammar cannot say becomes a named fact.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from schemas.base import Document

Scalar = bool | int | str | date
FactValue = Scalar | None
"""The value of a fact; None is *unknown*."""


class ParameterName(Document):
    """Stands where a literal could, for a value that the policy names."""

    parameter: str


class _Test(Document):
    fact: str

    @property
    def operand(self) -> Any:
        """What the fact is compared with: a literal, several, a bound, or the name of a parameter."""
        return next(value for name, value in self if name != "fact")


class Is(_Test):
    """The fact equals the literal."""

    equals: Annotated[Scalar, Field(alias="is")]


class OneOf(_Test):
    """The fact is one of the values."""

    one_of: tuple[str, ...] | ParameterName


class AtMost(_Test):
    """The count is not above the bound."""

    at_most: int | ParameterName


class AtLeast(_Test):
    """The count is not below the bound."""

    at_least: int | ParameterName


class Before(_Test):
    """The day lies before the given one."""

    before: date


class OnOrAfter(_Test):
    """The day is the given one or lies after it."""

    on_or_after: date


class AllOf(Document):
    """Every part holds (Kleene's *and*)."""

    all_of: Annotated[tuple[Condition, ...], Field(min_length=1)]


class AnyOf(Document):
    """At least one part holds (Kleene's *or*)."""

    any_of: Annotated[tuple[Condition, ...], Field(min_length=1)]


_FORMS: dict[str, type[Document]] = {
    "is": Is,
    "one_of": OneOf,
    "at_most": AtMost,
    "at_least": AtLeast,
    "before": Before,
    "on_or_after": OnOrAfter,
    "all_of": AllOf,
    "any_of": AnyOf,
}


def _form(value: Any) -> str | None:
    if isinstance(value, dict):
        return next((name for name in _FORMS if name in value), None)
    return next((name for name, form in _FORMS.items() if isinstance(value, form)), None)


Test = Is | OneOf | AtMost | AtLeast | Before | OnOrAfter
Condition = Annotated[
    Annotated[Is, Tag("is")]
    | Annotated[OneOf, Tag("one_of")]
    | Annotated[AtMost, Tag("at_most")]
    | Annotated[AtLeast, Tag("at_least")]
    | Annotated[Before, Tag("before")]
    | Annotated[OnOrAfter, Tag("on_or_after")]
    | Annotated[AllOf, Tag("all_of")]
    | Annotated[AnyOf, Tag("any_of")],
    Discriminator(_form),
]

AllOf.model_rebuild()
AnyOf.model_rebuild()


def tests_of(condition: Condition) -> Iterator[Test]:
    """Every test in the condition, from left to right."""
    match condition:
        case AllOf(all_of=parts) | AnyOf(any_of=parts):
            for part in parts:
                yield from tests_of(part)
        case _:
            yield condition
