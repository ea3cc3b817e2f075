"""Batches as firms and staff see them: their files taken in, listed, cancelled, their results given out."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from pydantic import TypeAdapter

from schemas.faults import Fault, parse_json, parse_json_with
from schemas.paging import Paged, paged
from schemas.tables import BatchRow
from schemas.work.batches import Batch, BatchCounts, BatchResult
from service.batches.uploads import Upload, gate, untouched
from service.context import Context
from service.evidence import audit
from service.problems import Conflict, Unavailable, fault, found
from service.store import Session
from service.store import batches as store
from service.store.database import lock

_FAULTS: Final = TypeAdapter(tuple[Fault, ...])
_LEFT_BEHIND: Final = timedelta(days=1)
_COME_AGAIN: Final = 60


def upload(context: Context, name: str) -> Upload:
    """Begin to take a file in.

    Raises:
        Conflict: as many of the firm's files are on their way in as may.
        Unavailable: as many of all firms'.
    """
    folder, firm = context.settings.batch_folder, context.actor.firm
    with gate(folder) as under_way:
        if firm is not None:
            _refuse_crowd(context, under_way[firm], under_way.total())
        return Upload(folder, firm or audit.AUTHORITY, name, context.settings.max_batch_bytes)


def _refuse_crowd(context: Context, of_firm: int, of_all: int) -> None:
    if of_firm >= (most := context.settings.max_uploads):
        raise Conflict("batch.too_many_uploads", retry_after=_COME_AGAIN, most=most)
    if of_all >= context.settings.max_uploads_of_all:
        raise Unavailable("batch.uploads_full", retry_after=_COME_AGAIN)


def drop_left_behind(context: Context) -> int:
    """Remove files that came in and never became a batch, because the service died meanwhile; gives how many."""
    folder = context.settings.batch_folder
    with gate(folder):  # what died on its way in goes at once
        files = {path.name: path for path in untouched(folder, context.now() - _LEFT_BEHIND)}
    with context.store.read() as session:
        lost = files.keys() - store.known(session, list(files))
    for each in lost:
        files[each].unlink(missing_ok=True)
    return len(lost)


def create(context: Context, coming: Upload, firm: str) -> Batch:
    """Keep a batch whose file has come in.

    Raises:
        Conflict: as many of the firm's batches are open, or as many bytes of them lie here, as may.
    """
    coming.finish()
    row = BatchRow(
        sequence=context.number(),
        id=coming.id,
        firm=firm,
        actor=context.actor.name,
        name=coming.name,
        digest=coming.digest,
        size=coming.size,
        state="waiting",
        counts=BatchCounts().model_dump_json(),
        created_at=context.now(),
    )
    with context.store.write() as session:
        lock_batch(session, row)
        if context.actor.firm is not None:
            _refuse_beyond(session, context, row)
        session.add(row)
        session.flush()
        audit.record(session, context, firm, "batch.filed", row.id, {"digest": row.digest, "size": row.size})
        return _batch(row)


def _refuse_beyond(session: Session, context: Context, row: BatchRow) -> None:
    most, most_bytes = context.settings.max_open_batches, context.settings.max_open_batch_bytes
    count, size = store.open_of(session, row.firm)
    if count >= most or size + row.size > most_bytes:
        raise Conflict(
            "batch.too_many_open", retry_after=_COME_AGAIN, most=most, most_size=most_bytes, count=count, size=size
        )


def one(context: Context, batch_id: str) -> Batch:
    """The batch of that id.

    Raises:
        NotFound: there is none, or it is not the asking firm's.
    """
    with context.store.read() as session:
        return _batch(_existing(session, context, batch_id))


def page(context: Context, *, limit: int, before: int | None = None) -> Paged[Batch, int]:
    """A page of batches from the newest on, and where the next page begins."""
    with context.store.read() as session:
        rows = store.page(session, context.actor.firm, limit=limit, before=before)
    return paged(rows, limit, _batch, lambda row: row.sequence)


def cancel(context: Context, batch_id: str) -> Batch:
    """Stop a batch; rows that are done stay done. Where another than the firm stops it, the firm is told so.

    Raises:
        NotFound: there is none, or it is not the asking firm's.
        Conflict: it has ended.
    """
    by_office = None if context.actor.firm else json_of(fault("", "batch.cancelled"))
    with context.store.write() as session:
        row = _existing(session, context, batch_id)
        lock_batch(session, row)
        session.refresh(row)
        if row.state not in store.OPEN:
            raise Conflict("batch.ended")
        row.state, row.finished_at, row.leased_until, row.faults = "cancelled", context.now(), None, by_office
        session.add(row)
        session.flush()
        audit.record(session, context, row.firm, "batch.cancelled", row.id, {"done": row.position})
        return _batch(row)


def results(context: Context, batch_id: str, *, after: int = 0, limit: int | None = None) -> Iterator[BatchResult]:
    """What became of each row, in order; the chain notes who took them.

    Raises:
        NotFound: there is no such batch, or it is not the asking firm's.
    """
    with context.store.write() as session:
        row = _existing(session, context, batch_id)
        audit.record(session, context, row.firm, "batch.read", row.id)
    return _results(context, batch_id, after, limit)


def _results(context: Context, batch_id: str, after: int, limit: int | None) -> Iterator[BatchResult]:
    with context.store.read() as session:
        for row in store.results(session, batch_id, after=after, limit=limit):
            yield parse_json(BatchResult, row.result)


def json_of(*faults: Fault) -> str:
    """Faults as the column of a batch holds them: a JSON array."""
    return "[" + ",".join(fault.model_dump_json() for fault in faults) + "]"


def lock_batch(session: Session, row: BatchRow) -> None:
    """Lock the firm's chain before the batch, as a worker does: in two orders they would wait for each other."""
    lock(session, audit.lock_name(row.firm))


def _existing(session: Session, context: Context, batch_id: str) -> BatchRow:
    row = store.by_id(session, batch_id)
    seen = row if row is not None and context.actor.sees(row.firm) else None
    return found(seen, "batch.not_found", batch_id)


def _batch(row: BatchRow) -> Batch:
    return Batch(
        id=row.id,
        name=row.name,
        size=row.size,
        digest=row.digest,
        state=row.state,
        done=row.position,
        total=row.total,
        counts=parse_json(BatchCounts, row.counts),
        faults=parse_json_with(_FAULTS, row.faults) if row.faults else (),
        created_at=row.created_at,
        finished_at=row.finished_at,
    )
