"""The registers of sites, firms and offices: rows are added, never overwritten."""

from collections.abc import Sequence
from typing import TypeVar

from schemas.faults import BadInput, Fault
from schemas.paging import Paged, paged
from schemas.registers import RegisterRow
from service.context import Context
from service.evidence import audit
from service.problems import Conflict, fault
from service.store import Session
from service.store import registers as store
from service.store.database import lock

R = TypeVar("R", bound=RegisterRow)


def put(context: Context, rows: Sequence[RegisterRow]) -> int:
    """Enter rows and tell how many were new or different; a row replaces one that begins on the same day.

    Raises:
        BadInput: a row ends before it begins; none is entered then.
        Conflict: registers change by two here; only the operator enters rows alone.
    """
    if context.settings.register_by_two and context.actor.role is not None:
        raise Conflict("register.by_two")
    faults = [fault.below(f"/{number}") for number, row in enumerate(rows) for fault in faults_in(row)]
    if faults:
        raise BadInput(faults)
    with context.store.write() as session:
        lock(session, audit.lock_name(audit.AUTHORITY))
        return enter(session, context, rows)


def enter(session: Session, context: Context, rows: Sequence[RegisterRow]) -> int:
    """As `put`, of rows without fault, within a transaction that has locked the authority's chain."""
    new = [row for row in rows if store.put(session, row, context.number(), context.now())]
    if new:
        chain = audit.Chain(session, context, audit.AUTHORITY)
        subject = f"{type(new[0]).__name__} {store.code_of(new[0])}"
        chain.record("register.put", subject, {"rows": len(new)})
    return len(new)


def faults_in(row: RegisterRow) -> list[Fault]:
    """What keeps a well-formed row out of a register: it must not end before it begins."""
    if row.valid_from is None or row.valid_until is None or row.valid_from < row.valid_until:
        return []
    return [fault("/valid_until", "period.order")]


def page(
    context: Context, kind: type[R], *, limit: int, after: int = 0, code: str | None = None, search: str | None = None
) -> Paged[R, int]:
    """A page of recorded rows, the oldest first, and where the next page begins; `search` is in code or name."""
    with context.store.read() as session:
        rows = store.page(session, kind, limit=limit, after=after, code=code, search=search)
    return paged(rows, limit, lambda row: row[1], lambda row: row[0])
