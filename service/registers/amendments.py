"""Amendments of the registers: rows that one registrar proposes hold when a second person has approved them."""

from collections import Counter
from collections.abc import Mapping
from typing import Final
from uuid import uuid4

from schemas.faults import BadInput
from schemas.paging import Paged, paged
from schemas.tables import AmendmentRow
from schemas.work.amendments import (
    Amendment,
    AmendmentCounts,
    AmendmentSeen,
    AmendmentState,
    Effect,
    NewAmendment,
    RowChange,
    SourceFile,
)
from schemas.work.cases import Verdict
from service.cases import approval, queue
from service.context import Context
from service.evidence import audit
from service.evidence.actions import AuditAction
from service.problems import Conflict, Unprocessable, found
from service.registers import entries
from service.registers.row_changes import diff
from service.store import Session, audited_rows
from service.store import amendments as store
from service.store.database import lock

_MOST_ROWS: Final = 10_000
_MOST_CASES: Final = 20
_DECIDED: Final[Mapping[AmendmentState, AuditAction]] = {
    "approved": "amendment.approved",
    "refused": "amendment.refused",
    "withdrawn": "amendment.withdrawn",
}


def propose(context: Context, new: NewAmendment, file: SourceFile | None = None) -> Amendment:
    """Propose rows for the registers; until a second person approves them they say nothing.

    Raises:
        BadInput: a row ends before it begins.
        Unprocessable: there are too many.
        Conflict: the registers have all of them just so.
    """
    rows = new.rows.every
    if len(rows) > _MOST_ROWS:
        raise Unprocessable("amendment.too_many", "/rows", most=_MOST_ROWS)
    faults = [
        fault.below(f"/rows/{name}/{number}")
        for name in type(new.rows).model_fields
        for number, row in enumerate(getattr(new.rows, name))
        for fault in entries.faults_in(row)
    ]
    if faults:
        raise BadInput(faults)
    with context.store.write() as session:
        lock(session, audit.lock_name(audit.AUTHORITY))
        number = context.number()
        counts = _counted(diff(new.rows, store.recorded(session, new.rows, number)))
        if counts.same == len(rows):
            raise Conflict("amendment.nothing", "/rows")
        row = AmendmentRow(
            sequence=number,
            id=str(uuid4()),
            reason=new.reason,
            file_name=file.name if file else None,
            file_digest=file.digest if file else None,
            **counts.model_dump(),
            rows=new.rows,
            proposer=context.actor.name,
            proposed_at=context.now(),
        )
        audited_rows.add(session, row)
        _record(session, context, row, "amendment.proposed", new.reason)
        return _told(row)


def decide(context: Context, amendment_id: str, verdict: Verdict) -> Amendment:
    """Approve an amendment, which enters its rows, or decline it; whoever proposed it withdraws it so.

    Raises:
        NotFound: there is no such amendment.
        Forbidden: the proposer would approve his own.
        Conflict: it is settled, or rows of the same codes were entered meanwhile.
    """
    with context.store.write() as session:
        lock(session, audit.lock_name(audit.AUTHORITY))
        row = _existing(session, amendment_id)
        if row.approved is not None:
            raise Conflict("amendment.settled")
        if verdict.approve and store.entered_since(session, row.rows, row.sequence):
            raise Conflict("amendment.overtaken")
        approval.decide(session, context, row, verdict)
        _record(session, context, row, _DECIDED[_state(row)], verdict.reason)
        if verdict.approve:
            entries.enter(session, context, row.rows.every)
        return _told(row)


def page(
    context: Context, *, limit: int, before: int | None = None, waiting: bool | None = None
) -> Paged[Amendment, int]:
    """A page of amendments, the newest first, and where the next page begins."""
    with context.store.read() as session:
        rows = store.page(session, limit=limit, before=before, waiting=waiting)
        return paged(rows, limit, _told, lambda row: row.sequence)


def one(context: Context, amendment_id: str) -> AmendmentSeen:
    """An amendment, and what it bears on.

    Raises:
        NotFound: there is no such amendment.
    """
    with context.store.read() as session:
        row = _existing(session, amendment_id)
        waits = row.approved is None
        waiting, cases = store.cases_concerned(session, row.rows, _MOST_CASES) if waits else (0, ())
        return AmendmentSeen(
            amendment=_told(row),
            overtaken=waits and store.entered_since(session, row.rows, row.sequence),
            waiting=waiting,
            cases=tuple(queue.case_of(case) for case in cases) if context.actor.may("cases.read") else (),
        )


def changes(
    context: Context, amendment_id: str, *, limit: int, after: int = 0, effect: Effect | None = None
) -> Paged[RowChange, int]:
    """What an amendment would change, or changed, in the registers as they were when it was proposed.

    Raises:
        NotFound: there is no such amendment.
    """
    with context.store.read() as session:
        row = _existing(session, amendment_id)
        every = diff(row.rows, store.recorded(session, row.rows, row.sequence))
    matching = [each for each in every if each.number > after and effect in (None, each.effect)]
    items = tuple(matching[:limit])
    return Paged(items, items[-1].number if len(matching) > limit else None)


def _existing(session: Session, amendment_id: str) -> AmendmentRow:
    return found(store.one(session, amendment_id), "amendment.not_found", amendment_id)


def _counted(row_changes: list[RowChange]) -> AmendmentCounts:
    number = Counter(each.effect for each in row_changes)
    return AmendmentCounts(
        added=number["added"], continued=number["continued"], replaced=number["replaced"], same=number["same"]
    )


def _record(session: Session, context: Context, row: AmendmentRow, action: AuditAction, reason: str) -> None:
    counts = {"added": row.added, "continued": row.continued, "replaced": row.replaced, "same": row.same}
    source = {"file": row.file_name, "digest": row.file_digest} if row.file_name else {}
    audit.record(session, context, audit.AUTHORITY, action, row.id, {"reason": reason, **counts, **source})


def _state(row: AmendmentRow) -> AmendmentState:
    if row.approved is None:
        return "waiting"
    if row.approved:
        return "approved"
    return "withdrawn" if row.decided_by == row.proposer else "refused"


def _told(row: AmendmentRow) -> Amendment:
    name, digest = row.file_name, row.file_digest
    return Amendment(
        id=row.id,
        state=_state(row),
        reason=row.reason,
        file=SourceFile(name=name, digest=digest) if name is not None and digest is not None else None,
        counts=AmendmentCounts(added=row.added, continued=row.continued, replaced=row.replaced, same=row.same),
        proposer=row.proposer,
        proposed_at=row.proposed_at,
        decided_by=row.decided_by,
        answer=row.answer,
        decided_at=row.decided_at,
    )
