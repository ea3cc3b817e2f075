"""Batches: a file is kept, then worked row by row in the background; a crash loses no row and files none twice.

Each row's return, its result and the batch's new position are one transaction. Whoever works a batch holds a lease; if
he dies, another takes the batch up behind the last row that was kept.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import BinaryIO, Final, cast
from uuid import uuid4

from pydantic import TypeAdapter
from sqlmodel import Session

from schemas.batch import Batch, BatchResult, BatchState, Counts
from schemas.ceb import Unreadable
from schemas.faults import BadInput, Fault, parse_json, parse_json_with
from schemas.tables import BatchRow
from service import audit, messages
from service.access import Actor
from service.batchfiles.reading import Entry, count, read
from service.problems import Conflict, NotFound, TooLarge
from service.store import batches as store
from service.store.database import lock
from service.workplace import Workplace

_FAULTS: Final = TypeAdapter(tuple[Fault, ...])
_LEASE: Final = timedelta(seconds=60)
_PIECE: Final = 1024 * 1024
_STATES: Final = {"accepted": "accepted", "rejected": "rejected", "review": "review"}


class _LeaseLost(Exception):
    """Another worker has the batch, or it was cancelled: what was filed for it here meanwhile is undone."""


class Upload:
    """A file on its way in: written piece by piece, measured and digested as it comes."""

    def __init__(self, place: Workplace, name: str) -> None:
        self.id = str(uuid4())
        self.name = name[-255:]
        self.path = place.settings.batch_folder / self.id
        self.size = 0
        self._most = place.settings.max_batch_bytes
        self._digest = hashlib.sha256()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file: BinaryIO = self.path.open("xb")

    def write(self, piece: bytes) -> None:
        """Add a piece.

        Raises:
            TooLarge: the file is larger than the service takes.
        """
        self.size += len(piece)
        if self.size > self._most:
            raise TooLarge(
                "batch.too_large", f"文件超过 {self._most} 字节", f"the file is larger than {self._most} bytes"
            )
        self._digest.update(piece)
        self._file.write(piece)

    @property
    def digest(self) -> str:
        """sha256 of what has come."""
        return self._digest.hexdigest()

    def finish(self) -> None:
        """Make sure that it is on the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def drop(self) -> None:
        """Throw it away."""
        self._file.close()
        self.path.unlink(missing_ok=True)


@contextmanager
def upload(place: Workplace, name: str) -> Iterator[Upload]:
    """Take a file in; it is thrown away where anything fails before the batch is kept."""
    coming = Upload(place, name)
    try:
        yield coming
    except BaseException:
        coming.drop()
        raise


def create(place: Workplace, coming: Upload, firm: str) -> Batch:
    """Keep a batch whose file has come in."""
    coming.finish()
    row = BatchRow(
        sequence=place.number(),
        id=coming.id,
        firm=firm,
        actor=place.actor.name,
        name=coming.name,
        digest=coming.digest,
        size=coming.size,
        state="waiting",
        counts=Counts().model_dump_json(),
        created_at=place.now(),
    )
    with place.store.write() as session:
        session.add(row)
        session.flush()
        audit.record(session, place, firm, "batch.filed", row.id, {"digest": row.digest, "size": row.size})
        return _batch(row)


def one(place: Workplace, batch_id: str) -> Batch:
    """The batch of that id.

    Raises:
        NotFound: there is none, or it is not the asking firm's.
    """
    with place.store.read() as session:
        return _batch(_existing(place, store.by_id(session, batch_id), batch_id))


def page(place: Workplace, *, limit: int, before: int | None = None) -> tuple[tuple[Batch, ...], int | None]:
    """A page of batches from the newest on, and where the next page begins."""
    with place.store.read() as session:
        rows = store.page(session, place.actor.firm, limit=limit, before=before)
    return tuple(_batch(row) for row in rows), rows[-1].sequence if len(rows) == limit else None


def cancel(place: Workplace, batch_id: str) -> Batch:
    """Stop a batch; rows that are done stay done.

    Raises:
        NotFound: there is none, or it is not the asking firm's.
        Conflict: it has ended.
    """
    with place.store.write() as session:
        row = _existing(place, store.by_id(session, batch_id), batch_id)
        _lock(session, row)
        session.refresh(row)
        if row.state not in store.OPEN:
            raise Conflict("batch.ended", "批量申报已结束，不能取消", "the batch has ended and cannot be cancelled")
        row.state, row.finished_at, row.leased_until = "cancelled", place.now(), None
        session.add(row)
        session.flush()
        audit.record(session, place, row.firm, "batch.cancelled", row.id, {"done": row.position})
        return _batch(row)


def results(place: Workplace, batch_id: str, *, after: int = 0, limit: int | None = None) -> Iterator[BatchResult]:
    """What became of each row, in order; the chain notes who took them.

    Raises:
        NotFound: there is no such batch, or it is not the asking firm's.
    """
    with place.store.write() as session:
        row = _existing(place, store.by_id(session, batch_id), batch_id)
        audit.record(session, place, row.firm, "batch.read", row.id)
    return _results(place, batch_id, after, limit)


def _results(place: Workplace, batch_id: str, after: int, limit: int | None) -> Iterator[BatchResult]:
    with place.store.read() as session:
        for row in store.results(session, batch_id, after=after, limit=limit):
            yield parse_json(BatchResult, row.result)


def work(place: Workplace, worker: str, stopped: Callable[[], bool]) -> bool:
    """Work at one batch until it ends or the worker is stopped; tells whether there was one."""
    with place.store.write() as session:
        row = store.lease(session, worker, place.now(), place.now() + _LEASE)
    if row is None:
        return False
    limited = None if row.firm == audit.OFFICE else row.firm
    acting = place.acting(Actor(row.actor, "firm" if limited else None, limited, ("file",)))
    counts = parse_json(Counts, row.counts).model_dump()
    done, path = row.position, place.settings.batch_folder / row.id
    try:
        if row.total is None:
            with place.store.write() as session:
                store.note_total(session, row, count(path, row.name))
        for entry in read(path, row.name, after=row.position):
            if stopped():
                with place.store.write() as session:
                    store.release(session, row)
                return True
            if not _take(acting, row, entry, counts):
                return True
            done = entry.row
    except BadInput as error:
        _end(place, row, "failed", done, error.faults)
        return True
    _end(place, row, "done", done, ())
    return True


def _take(place: Workplace, row: BatchRow, entry: Entry, counts: dict[str, int]) -> bool:
    """File one row and keep what became of it, all or nothing; false where the batch is no longer ours."""
    try:
        with place.store.write() as session:
            result = _filed(place, entry)
            name = "refused" if result.state is None else _STATES.get(result.state, "other")
            counted = counts | {name: counts[name] + 1}
            text = Counts(**counted).model_dump_json()
            if not store.advance(session, row, position=entry.row, counts=text, until=place.now() + _LEASE):
                raise _LeaseLost
            store.add_result(session, row.id, entry.row, result.model_dump_json())
    except _LeaseLost:
        return False
    counts.update(counted)
    return True


def _filed(place: Workplace, entry: Entry) -> BatchResult:
    if entry.application is None:
        unreadable = Unreadable(index=entry.row, application_no=entry.application_no, faults=entry.faults)
        answered = messages.unreadable(place, unreadable)
    else:
        answered = messages.file(place, entry.application)
    answer, record = answered.answer, answered.answer.record
    decision = record.decision if record else None
    return BatchResult(
        row=entry.row,
        place=entry.place,
        application_no=entry.application_no,
        return_id=record.id if record else None,
        state=record.state if record else None,
        return_status=answer.return_status,
        outcome=decision.outcome if decision else None,
        tax_relief=decision.tax_relief if decision else None,
        return_info=answer.return_info,
        errors=answer.errors,
        receipt=answered.receipt,
    )


def _end(place: Workplace, row: BatchRow, state: BatchState, total: int, faults: tuple[Fault, ...]) -> None:
    told = "[" + ",".join(fault.model_dump_json() for fault in faults) + "]" if faults else None
    with place.store.write() as session:
        _lock(session, row)
        if store.end(session, row, state, place.now(), total, told):
            audit.record(session, place, row.firm, f"batch.{state}", row.id, {"done": total})


def _lock(session: Session, row: BatchRow) -> None:
    """The firm's chain before the batch, as a worker comes by them: in two orders they would wait for each other."""
    lock(session, audit.lock_name(row.firm))


def _existing(place: Workplace, row: BatchRow | None, batch_id: str) -> BatchRow:
    if row is None or not place.actor.sees(row.firm):
        raise NotFound("batch.not_found", f"没有编号为 {batch_id} 的批量申报", f"there is no batch {batch_id}")
    return row


def _batch(row: BatchRow) -> Batch:
    return Batch(
        id=row.id,
        name=row.name,
        size=row.size,
        digest=row.digest,
        state=cast(BatchState, row.state),
        done=row.position,
        total=row.total,
        counts=parse_json(Counts, row.counts),
        faults=parse_json_with(_FAULTS, row.faults) if row.faults else (),
        created_at=row.created_at,
        finished_at=row.finished_at,
    )
