"""What can go wrong, as RFC 9457 problems.

Problem
├── Unauthorized    401  nobody, or not who the call needs
├── Forbidden       403  known, but not allowed
├── NotFound        404  no such return, decision …
├── Conflict        409  the return stands otherwise than the call supposes
├── TooLarge        413  the body is larger than the service takes
├── WrongMedia      415  neither JSON nor XML
├── Unprocessable   422  well-formed, but it cannot be done as asked
├── TooMany         429  more calls than the key may make
├── Unavailable     503  not now: try again
└── (BadInput)      422  schemas.faults: the input itself; 400 where it cannot be read at all
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, ClassVar, Final, TypeVar

import yaml
from pydantic import Field

from schemas.base import Document, Language, LocalizedText
from schemas.faults import BadInput, Fault

T = TypeVar("T")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNREADABLE: Final = ("json.", "xml.")


class ProblemDocument(Document):
    """The body of every error answer (application/problem+json)."""

    type: str = Field(description="the page that explains the code")
    title: str
    status: int
    code: str
    detail: str
    errors: tuple[Fault, ...]


class Problem(Exception):
    """An error that knows its HTTP status and its stable code; what it says is as with `fault`."""

    status: ClassVar[int] = 500

    def __init__(
        self,
        code: str,
        pointer: str = "",
        *,
        variant: str | None = None,
        retry_after: int | None = None,
        **values: object,
    ) -> None:
        self.fault = fault(pointer, code, variant=variant, **values)
        self.retry_after = retry_after
        super().__init__(self.fault.en)


class Unauthorized(Problem):
    """The caller is not known."""

    status = 401


class Forbidden(Problem):
    """The caller is known, but may not do this."""

    status = 403


class NotFound(Problem):
    """There is no such thing."""

    status = 404


class Conflict(Problem):
    """The thing stands otherwise than the call supposes."""

    status = 409


class TooLarge(Problem):
    """The body is larger than the service takes."""

    status = 413


class WrongMedia(Problem):
    """The content type is none the call takes."""

    status = 415


class Unprocessable(Problem):
    """Well-formed, but it cannot be done as asked."""

    status = 422


class TooMany(Problem):
    """More calls than the key may make."""

    status = 429


class Unavailable(Problem):
    """Not now; the same call may succeed later."""

    status = 503


def fault(pointer: str, code: str, *, variant: str | None = None, **values: object) -> Fault:
    """One thing wrong, in the sentence that the error catalogue has for its code, or for a variant of it.

    The values are put where the sentence names them; one in both languages is put into each in its own.
    """
    says = _sentences(code.partition(".")[0])[code]
    sentence = says if variant is None else says[variant]
    return Fault(pointer=pointer, code=code, zh=_said(sentence, "zh", values), en=_said(sentence, "en", values))


def bad_input(pointer: str, code: str, *, variant: str | None = None, **values: object) -> BadInput:
    """A single fault at one location, as with `fault`."""
    return BadInput([fault(pointer, code, variant=variant, **values)])


@cache
def _sentences(prefix: str) -> dict[str, Any]:
    """What the catalogue's file for a prefix says by code; read when the first error of them occurs."""
    text = (files(__package__) / "error_catalog" / f"{prefix}.yaml").read_text(encoding="utf-8")
    return {code: entry.get("says") for code, entry in yaml.load(text, Loader=_Loader)["errors"].items()}


def read_sentences() -> None:
    """Read the whole catalogue: a service that is out of files or disk can then still say so."""
    for page in (files(__package__) / "error_catalog").iterdir():
        if page.name.endswith(".yaml"):
            _sentences(page.name.removesuffix(".yaml"))


def _said(sentence: Mapping[Language, str], language: Language, values: Mapping[str, object]) -> str:
    localized = {
        name: getattr(value, language) if isinstance(value, LocalizedText) else value for name, value in values.items()
    }
    return sentence[language].format_map(localized)


def document_of(error: Problem | BadInput) -> ProblemDocument:
    """The body that tells a caller of the error."""
    if isinstance(error, BadInput):
        status = 400 if all(fault.code.startswith(_UNREADABLE) for fault in error.faults) else 422
        faults = error.faults
    else:
        status, faults = error.status, (error.fault,)
    return problem_document(status, faults)


def problem_document(status: int, faults: tuple[Fault, ...]) -> ProblemDocument:
    """A problem of that status, titled by its first fault."""
    first = faults[0]
    return ProblemDocument(
        type=f"/errors/{first.code}",
        title=f"{first.zh} / {first.en}",
        status=status,
        code=first.code,
        detail="；".join(f"{fault.pointer or '/'} {fault.zh}" for fault in faults),
        errors=faults,
    )


def found(row: T | None, code: str, number: str, *, variant: str | None = None) -> T:
    """The row that was asked for by its number.

    Raises:
        NotFound: there is none, or none that the asker may see.
    """
    if row is None:
        raise NotFound(code, variant=variant, number=number)
    return row
