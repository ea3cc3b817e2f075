"""The error dictionary: what each code says and means, why it happens and how to mend it; a YAML file a prefix.

`says` is the very sentence of the error, which `service.problems` takes from here by the code; where a code has
several, each has a name, its variant. What `schemas` and `rules` raise says so there.
"""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml
from pydantic import Field

from schemas.base import Document, LocalizedText
from schemas.faults import parse_value

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ErrorWords(Document):
    """One code in one language; names and values stand between backticks."""

    title: str
    what: str = Field(description="what the code says")
    why: str = Field(description="how it comes about")
    mend: str = Field(description="what to do")


class Example(Document):
    """Something that earns the error, and the same put right."""

    wrong: str
    right: str


class ErrorEntry(Document):
    """One code explained; `see` names codes that are told apart from it or lead on."""

    code: str
    status: int | None = Field(
        default=None, description="its HTTP status; none where it is no answer: in a batch, at the command line"
    )
    says: tuple[LocalizedText, ...] = Field(
        default=(), description="the sentences that tell it, as the service says them; `{name}` stands for a value"
    )
    zh: ErrorWords
    en: ErrorWords
    example: Example
    see: tuple[str, ...] = ()


class ErrorGroup(Document):
    """The codes that share what stands before their dot."""

    prefix: str
    title: LocalizedText
    errors: tuple[ErrorEntry, ...]


@cache
def groups() -> tuple[ErrorGroup, ...]:
    """The whole dictionary, prefix by prefix."""
    pages = (file for file in files(__package__).iterdir() if file.name.endswith(".yaml"))
    return tuple(_group(file) for file in sorted(pages, key=lambda file: file.name))


def explained(code: str) -> ErrorEntry | None:
    """What the dictionary says of a code, if it knows it."""
    return _by_code().get(code)


@cache
def _by_code() -> dict[str, ErrorEntry]:
    return {entry.code: entry for group in groups() for entry in group.errors}


def _group(file: Traversable) -> ErrorGroup:
    written = yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)
    errors = [{"code": code, **entry, "says": _says(entry)} for code, entry in written["errors"].items()]
    prefix = file.name.removesuffix(".yaml")
    return parse_value(ErrorGroup, {"prefix": prefix, "title": written["title"], "errors": errors})


def _says(entry: dict[str, Any]) -> list[Any]:
    says = entry.get("says", {})
    return [says] if "zh" in says else list(says.values())
