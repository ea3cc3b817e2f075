"""Batches and their results in the database; a batch is worked by whoever holds its lease."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import update
from sqlmodel import Session, col, func, or_, select

from schemas.tables import BatchResultRow, BatchRow, metadata
from service.store.database import core, run

_ADD_RESULT: Final = metadata.tables["batch_results"].insert()
OPEN: Final = ("waiting", "running")


def by_id(session: Session, batch_id: str) -> BatchRow | None:
    """The batch of that id."""
    return session.exec(select(BatchRow).where(BatchRow.id == batch_id)).one_or_none()


def page(session: Session, firm: str | None, *, limit: int, before: int | None = None) -> list[BatchRow]:
    """Batches from the newest on, of one firm or of all."""
    query = select(BatchRow).order_by(col(BatchRow.sequence).desc()).limit(limit)
    if firm is not None:
        query = query.where(BatchRow.firm == firm)
    if before is not None:
        query = query.where(col(BatchRow.sequence) < before)
    return list(session.exec(query))


def lease(session: Session, worker: str, now: datetime, until: datetime) -> BatchRow | None:
    """Take the oldest open batch that nobody works at, and count the try."""
    query = (
        select(BatchRow)
        .where(
            col(BatchRow.state).in_(OPEN), or_(col(BatchRow.leased_until).is_(None), col(BatchRow.leased_until) < now)
        )
        .order_by(col(BatchRow.sequence))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = session.exec(query).one_or_none()
    if row is not None:
        row.state, row.worker, row.leased_until, row.tries = "running", worker, until, row.tries + 1
        session.add(row)
        session.flush()
    return row


def open_of(session: Session, firm: str) -> tuple[int, int]:
    """How many open batches a firm has, and the bytes of their files."""
    query = select(func.count(), func.coalesce(func.sum(BatchRow.size), 0))
    count, size = session.exec(query.where(BatchRow.firm == firm, col(BatchRow.state).in_(OPEN))).one()
    return count, int(size)


def known(session: Session, ids: Sequence[str]) -> set[str]:
    """Which of these ids are batches'."""
    return set(session.exec(select(BatchRow.id).where(col(BatchRow.id).in_(ids))))


def renew(session: Session, row: BatchRow, until: datetime) -> bool:
    """Hold a batch for longer; false where it is no longer this worker's."""
    return _update(session, row, leased_until=until)


def advance(session: Session, row: BatchRow, *, position: int, counts: str, until: datetime) -> bool:
    """Note that a row is done, and hold the batch for longer; false where it is no longer this worker's."""
    return _update(session, row, position=position, counts=counts, leased_until=until, tries=1)


def note_total(session: Session, row: BatchRow, total: int) -> None:
    """Note how many rows a batch has."""
    core(session).execute(update(BatchRow).where(col(BatchRow.id) == row.id).values(total=total))


def end(session: Session, row: BatchRow, state: str, now: datetime, total: int | None, faults: str | None) -> bool:
    """Close a batch; false where it is no longer this worker's."""
    return _update(session, row, state=state, finished_at=now, total=total, faults=faults, leased_until=None)


def release_lease(session: Session, row: BatchRow) -> None:
    """Let go of a batch that another worker should go on with."""
    _update(session, row, leased_until=None, tries=0)


def uncount_try(session: Session, row: BatchRow) -> None:
    """Take back that a try was counted: it failed by no fault of the batch."""
    _update(session, row, tries=row.tries - 1)


def _update(session: Session, row: BatchRow, **values: str | int | datetime | None) -> bool:
    """Change a batch as long as it is this worker's; false where it no longer is."""
    mine = (col(BatchRow.id) == row.id, col(BatchRow.worker) == row.worker, col(BatchRow.state) == "running")
    return core(session).execute(update(BatchRow).where(*mine).values(**values)).rowcount == 1


def add_result(session: Session, batch_id: str, number: int, return_id: str | None, result: str) -> None:
    """Keep what became of a row."""
    run(session, _ADD_RESULT, {"batch_id": batch_id, "row": number, "return_id": return_id, "result": result})


def results(session: Session, batch_id: str, *, after: int = 0, limit: int | None = None) -> Iterator[BatchResultRow]:
    """What became of each row, in order, above a row's number."""
    query = select(BatchResultRow).where(BatchResultRow.batch_id == batch_id, col(BatchResultRow.row) > after)
    query = query.order_by(col(BatchResultRow.row))
    yield from session.exec(query.limit(limit) if limit else query.execution_options(yield_per=500))
