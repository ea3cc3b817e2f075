"""Batches and their results in the database; a batch is worked by whoever holds its lease."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import update
from sqlmodel import Session, col, or_, select

from schemas.tables import BatchResultRow, BatchRow, metadata
from service.store.database import core, run

_ADD_RESULT: Final = metadata.tables["batch_results"].insert()
OPEN: Final = ("waiting", "running")


def by_id(session: Session, batch_id: str) -> BatchRow | None:
    """The batch of that id."""
    return session.exec(select(BatchRow).where(BatchRow.id == batch_id)).one_or_none()


def page(session: Session, firm: str | None, *, limit: int, before: int | None = None) -> list[BatchRow]:
    """Batches from the newest on, of one firm or of all."""
    found = select(BatchRow).order_by(col(BatchRow.sequence).desc()).limit(limit)
    if firm is not None:
        found = found.where(BatchRow.firm == firm)
    if before is not None:
        found = found.where(col(BatchRow.sequence) < before)
    return list(session.exec(found))


def lease(session: Session, worker: str, now: datetime, until: datetime) -> BatchRow | None:
    """Take the oldest open batch that nobody works at."""
    found = (
        select(BatchRow)
        .where(col(BatchRow.state).in_(OPEN), or_(col(BatchRow.leased_until).is_(None), BatchRow.leased_until < now))  # type: ignore[operator]
        .order_by(col(BatchRow.sequence))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = session.exec(found).one_or_none()
    if row is not None:
        row.state, row.worker, row.leased_until = "running", worker, until
        session.add(row)
        session.flush()
    return row


def advance(session: Session, row: BatchRow, *, position: int, counts: str, until: datetime) -> bool:
    """Note how far a batch has come; false where it is no longer this worker's, or was cancelled."""
    mine = (col(BatchRow.id) == row.id, col(BatchRow.worker) == row.worker, col(BatchRow.state) == "running")
    values = {"position": position, "counts": counts, "leased_until": until}
    return core(session).execute(update(BatchRow).where(*mine).values(**values)).rowcount == 1


def note_total(session: Session, row: BatchRow, total: int) -> None:
    """Note how many rows a batch has."""
    core(session).execute(update(BatchRow).where(col(BatchRow.id) == row.id).values(total=total))


def end(session: Session, row: BatchRow, state: str, now: datetime, total: int | None, faults: str | None) -> bool:
    """Close a batch; false where it is no longer this worker's."""
    mine = (col(BatchRow.id) == row.id, col(BatchRow.worker) == row.worker, col(BatchRow.state) == "running")
    values = {"state": state, "finished_at": now, "total": total, "faults": faults, "leased_until": None}
    return core(session).execute(update(BatchRow).where(*mine).values(**values)).rowcount == 1


def release(session: Session, row: BatchRow) -> None:
    """Let go of a batch that another worker should go on with."""
    mine = (col(BatchRow.id) == row.id, col(BatchRow.worker) == row.worker)
    core(session).execute(update(BatchRow).where(*mine).values(leased_until=None))


def add_result(session: Session, batch_id: str, number: int, result: str) -> None:
    """Keep what became of a row."""
    run(session, _ADD_RESULT, {"batch_id": batch_id, "row": number, "result": result})


def results(session: Session, batch_id: str, *, after: int = 0, limit: int | None = None) -> Iterator[BatchResultRow]:
    """What became of each row, in order, above a row's number."""
    found = select(BatchResultRow).where(BatchResultRow.batch_id == batch_id, col(BatchResultRow.row) > after)
    found = found.order_by(col(BatchResultRow.row))
    yield from session.exec(found.limit(limit) if limit else found.execution_options(yield_per=500))
