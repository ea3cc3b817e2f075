"""What is due to be erased, and the erasing, in the database."""

from datetime import datetime
from typing import Final

from sqlmodel import Session, col, delete, select

from schemas.tables import (
    BatchResultRow,
    BatchRow,
    CaseRow,
    DecisionRow,
    DeliveryRow,
    EventRow,
    HoldRow,
    NoteRow,
    ProposalRow,
    ReturnedLineRow,
    ReturnRow,
    RevisionRow,
    StepRow,
    TallyRow,
)
from schemas.work.returns import COUNTED_STATES
from service.store import audited_rows
from service.store.batches import OPEN
from service.store.database import core

_ENDED: Final = ("draft", "released", "rejected", "withdrawn")


def due(session: Session, before: datetime, limit: int, return_id: str | None = None) -> list[str]:
    """Returns that ended before a moment and that nobody holds, the oldest first; of all or whether this one is."""
    held = select(HoldRow.return_id)
    found = select(ReturnRow.id).where(
        col(ReturnRow.state).in_(_ENDED), col(ReturnRow.changed_at) < before, col(ReturnRow.id).not_in(held)
    )
    if return_id is not None:
        found = found.where(ReturnRow.id == return_id)
    return list(session.exec(found.order_by(col(ReturnRow.changed_at)).limit(limit)))


def erase(session: Session, row: ReturnRow) -> None:
    """Take away what a return said and what was made of it; of one that was released, what it took stays."""
    for kind in (RevisionRow, DecisionRow, TallyRow, StepRow, NoteRow, ProposalRow):
        audited_rows.remove(session, kind, col(kind.return_id) == row.id)
    core(session).execute(delete(CaseRow).where(col(CaseRow.return_id) == row.id))
    events = select(EventRow.id).where(EventRow.return_id == row.id)
    core(session).execute(delete(DeliveryRow).where(col(DeliveryRow.event_id).in_(events)))
    core(session).execute(delete(EventRow).where(col(EventRow.return_id) == row.id))
    if row.state in COUNTED_STATES:
        row.state = "erased"
        audited_rows.update(session, row)
        return
    session.expunge(row)
    audited_rows.remove(session, ReturnedLineRow, col(ReturnedLineRow.return_id) == row.id)
    audited_rows.remove(session, ReturnRow, col(ReturnRow.id) == row.id)


def held(session: Session, return_id: str) -> HoldRow | None:
    """The hold on a return."""
    return session.get(HoldRow, return_id)


def holds(session: Session) -> list[HoldRow]:
    """Every hold, the oldest first."""
    return list(session.exec(select(HoldRow).order_by(col(HoldRow.placed_at), col(HoldRow.return_id))))


def lift(session: Session, return_id: str) -> None:
    """Take a hold away."""
    audited_rows.remove(session, HoldRow, col(HoldRow.return_id) == return_id)


def ended_batches(session: Session, before: datetime, limit: int) -> list[BatchRow]:
    """Batches that ended before a moment and none of whose returns anybody holds."""
    held = select(BatchResultRow.batch_id).join(HoldRow, col(HoldRow.return_id) == BatchResultRow.return_id)
    found = select(BatchRow).where(
        col(BatchRow.state).not_in(OPEN), col(BatchRow.finished_at) < before, col(BatchRow.id).not_in(held)
    )
    return list(session.exec(found.order_by(col(BatchRow.sequence)).limit(limit).with_for_update(skip_locked=True)))


def erase_batch(session: Session, row: BatchRow) -> None:
    """Take a batch and its results away."""
    core(session).execute(delete(BatchResultRow).where(col(BatchResultRow.batch_id) == row.id))
    core(session).execute(delete(BatchRow).where(col(BatchRow.id) == row.id))
