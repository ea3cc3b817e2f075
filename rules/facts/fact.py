"""A fact and the decorator that makes one of a function; the function's docstring is its definition."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_type_hints

from rules.dated_dossier import DatedDossier
from schemas.base import LocalizedText
from schemas.law.advice import Kind
from schemas.law.explanation import Record

Positions = tuple[int, ...]
"""Positions of lines in the declaration, counted from 0."""
Derived = bool | int | str | date | Positions | None
"""The value of a fact; None is unknown."""
Facts = Mapping[str, Derived]
"""Values of facts by their names."""
FactType = Literal["flag", "count", "code", "day", "lines"]
Derive = Callable[[DatedDossier], Derived]

AS_OF: Final = "/as_of"
DISTRICTS: Final = "/districts"
LIST_DISTRICT: Final = ("/declaration/list_no", DISTRICTS)
CUSTOMS_DISTRICT: Final = ("/declaration/customs_code", DISTRICTS)
RETURN_DAY: Final = ("/declaration/arrived_on", AS_OF)

_TYPES: Final[dict[object, FactType]] = {
    bool | None: "flag",
    bool: "flag",
    int | None: "count",
    int: "count",
    str | None: "code",
    str: "code",
    date | None: "day",
    Positions | None: "lines",
}
_RECORD_OF: Final[dict[str, Record]] = {
    "declaration": "declaration",
    "export_list": "original_list",
    "already_returned": "returns",
    "site": "site",
    "exporter": "exporter",
    "agent": "agent",
    "as_of": "days",
    "districts": "districts",
}


@dataclass(frozen=True)
class Fact:
    """A fact: its name, type and definition, how it is said, and the function that derives it.

    `reads` are JSON pointers into the dossier (or `AS_OF`, `DISTRICTS`): what it is derived from. `changed_by` are the
    kinds of change that touch it; where none does, `unchangeable` says why.
    """

    name: str
    type: FactType
    label: LocalizedText
    denial: LocalizedText | None
    definition: str
    derive: Derive
    reads: tuple[str, ...]
    changed_by: tuple[Kind, ...]
    unchangeable: LocalizedText | None


def fact(
    label: tuple[str, str],
    denial: tuple[str, str] | None = None,
    *,
    reads: tuple[str, ...],
    changed_by: tuple[Kind, ...] | LocalizedText,
) -> Callable[[Derive], Fact]:
    """Make a fact of a function; the label says it and the denial denies a flag, in Chinese and English.

    Raises:
        ValueError: it says nothing of what it reads, or neither what changes it nor why nothing does.
        KeyError: it reads from a record that there is not.
    """

    def make(function: Derive) -> Fact:
        name = function.__name__
        kinds, why = ((), changed_by) if isinstance(changed_by, LocalizedText) else (changed_by, None)
        if not all(map(record_of, reads)) or not reads or bool(kinds) == (why is not None):
            raise ValueError(f"the fact {name} does not say what it reads, or what changes it")
        return Fact(
            name=name,
            type=_TYPES[get_type_hints(function)["return"]],
            label=LocalizedText(zh=label[0], en=label[1]),
            denial=LocalizedText(zh=denial[0], en=denial[1]) if denial else None,
            definition=" ".join((function.__doc__ or "").split()),
            derive=function,
            reads=reads,
            changed_by=kinds,
            unchangeable=why,
        )

    return make


def record_of(pointer: str) -> Record:
    """The record that a pointer leads into.

    Raises:
        KeyError: there is no such record.
    """
    return _RECORD_OF[pointer.split("/")[1]]
