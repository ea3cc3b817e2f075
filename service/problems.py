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

from typing import ClassVar, Final, TypeVar

from pydantic import Field

from schemas.base import Document
from schemas.faults import BadInput, Fault

T = TypeVar("T")


class ProblemDocument(Document):
    """The body of every error answer (application/problem+json)."""

    type: str = Field(description="the page that explains the code")
    title: str
    status: int
    code: str
    detail: str
    errors: tuple[Fault, ...]


class Problem(Exception):
    """An error that knows its HTTP status, its stable code and its words in both languages."""

    status: ClassVar[int] = 500

    def __init__(self, code: str, zh: str, en: str, pointer: str = "", retry_after: int | None = None) -> None:
        self.fault = Fault(pointer=pointer, code=code, zh=zh, en=en)
        self.retry_after = retry_after
        super().__init__(en)


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


INTERNAL: Final = Fault(
    code="internal", pointer="", zh="服务内部错误，请稍后重试", en="internal error, try again later"
)
"""What is told of an error of ours where a part of a call fails by it: an entry of a message, a row of a batch."""
_UNREADABLE = ("json.", "xml.")


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


def found(row: T | None, code: str, number: str, zh: str, en: str) -> T:
    """The row that was asked for by its number; `zh` and `en` say what it is.

    Raises:
        NotFound: there is none, or none that the asker may see.
    """
    if row is None:
        raise NotFound(code, f"没有编号为 {number} 的{zh}", f"there is no {en} {number}")
    return row
