"""Batches: a file is kept, then worked row by row in the background; a crash loses no row and files none twice.

Each row's return, its result and the batch's new position are one transaction. Whoever works a batch holds a lease; if
he dies, another takes the batch up behind the last row that was kept.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Final

from pydantic import TypeAdapter
from sqlmodel import Session

from schemas.ceb import Unreadable
from schemas.faults import BadInput, Fault, parse_json, parse_json_with
from schemas.tables import BatchRow
from schemas.work.batches import Batch, BatchCounts, BatchResult, BatchState
from service.access import Actor
from service.accounts import api_keys
from service.batches.parsing import Entry, count, read
from service.batches.uploads import Upload, gate, untouched
from service.context import Context
from service.evidence import audit
from service.problems import INTERNAL, Conflict, NotFound, Unavailable
from service.returns import messages
from service.store import batches as store
from service.store.database import lock

_log = logging.getLogger(__name__)
_FAULTS: Final = TypeAdapter(tuple[Fault, ...])
_LEASE: Final = timedelta(seconds=60)
_TRIES: Final = 5
"""How often a batch is taken up without a row being done, before that row, and then the batch, is given up."""
_LEFT_BEHIND: Final = timedelta(days=1)
_COME_AGAIN: Final = 60
_STATES: Final = {"accepted": "accepted", "rejected": "rejected", "review": "review"}


class _LeaseLost(Exception):
    """Another worker has the batch, or it was cancelled: what was filed for it here meanwhile is undone."""


class _KeyRevoked(Exception):
    """The key that sent the batch is good no more."""


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
        return Upload(folder, firm or audit.OFFICE, name, context.settings.max_batch_bytes)


def _refuse_crowd(context: Context, of_firm: int, of_all: int) -> None:
    if of_firm >= (most := context.settings.max_uploads):
        raise Conflict(
            "batch.too_many_uploads",
            f"每家企业最多同时上传 {most} 个文件",
            f"a firm sends at most {most} files at once",
            retry_after=_COME_AGAIN,
        )
    if of_all >= context.settings.max_uploads_of_all:
        raise Unavailable(
            "batch.uploads_full",
            "正在上传的文件过多，请稍后重试",
            "too many files are on their way in: try again later",
            retry_after=_COME_AGAIN,
        )


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
        _lock(session, row)
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
            "batch.too_many_open",
            f"未完成的批量申报最多 {most} 个、合计 {most_bytes} 字节，现有 {count} 个、{size} 字节",
            f"at most {most} open batches of {most_bytes} bytes in all; there are {count} of {size} bytes",
            retry_after=_COME_AGAIN,
        )


def one(context: Context, batch_id: str) -> Batch:
    """The batch of that id.

    Raises:
        NotFound: there is none, or it is not the asking firm's.
    """
    with context.store.read() as session:
        return _batch(_existing(context, store.by_id(session, batch_id), batch_id))


def page(context: Context, *, limit: int, before: int | None = None) -> tuple[tuple[Batch, ...], int | None]:
    """A page of batches from the newest on, and where the next page begins."""
    with context.store.read() as session:
        rows = store.page(session, context.actor.firm, limit=limit, before=before)
    return tuple(_batch(row) for row in rows), rows[-1].sequence if len(rows) == limit else None


def cancel(context: Context, batch_id: str) -> Batch:
    """Stop a batch; rows that are done stay done. Where another than the firm stops it, the firm is told so.

    Raises:
        NotFound: there is none, or it is not the asking firm's.
        Conflict: it has ended.
    """
    by_office = (
        None if context.actor.firm else _told(_ending("batch.cancelled", "由审核方取消", "cancelled by the office"))
    )
    with context.store.write() as session:
        row = _existing(context, store.by_id(session, batch_id), batch_id)
        _lock(session, row)
        session.refresh(row)
        if row.state not in store.OPEN:
            raise Conflict("batch.ended", "批量申报已结束，不能取消", "the batch has ended and cannot be cancelled")
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
        row = _existing(context, store.by_id(session, batch_id), batch_id)
        audit.record(session, context, row.firm, "batch.read", row.id)
    return _results(context, batch_id, after, limit)


def _results(context: Context, batch_id: str, after: int, limit: int | None) -> Iterator[BatchResult]:
    with context.store.read() as session:
        for row in store.results(session, batch_id, after=after, limit=limit):
            yield parse_json(BatchResult, row.result)


def work(context: Context, worker: str, stopped: Callable[[], bool]) -> bool:
    """Work at one batch until it ends or the worker is stopped; tells whether there was one.

    An error that nobody foresaw is raised, and the batch taken up again when its lease is over; after a few tries the
    row that it comes of is refused, or, where no row can be told, the batch fails.
    """
    with context.store.write() as session:
        row = store.lease(session, worker, context.now(), context.now() + _LEASE)
    if row is None:
        return False
    try:
        _work(context, row, stopped)
    except _LeaseLost:
        pass
    except _KeyRevoked:
        zh, en = (
            "提交所用的密钥已撤销，其余各行未申报",
            "the key it was sent with was revoked; the other rows were not filed",
        )
        _end(context, row, "cancelled", _told(_ending("batch.key_revoked", zh, en)))
    except BadInput as error:
        _end(context, row, "failed", _told(*error.faults))
    except Unavailable:
        with suppress(Unavailable), context.store.write() as session:
            store.spare(session, row)
        raise
    except Exception:
        if row.tries < _TRIES:
            raise
        _log.exception("batch %s is given up", row.id)
        _give_up(context, row)
    return True


def _work(context: Context, row: BatchRow, stopped: Callable[[], bool]) -> None:
    limited = None if row.firm == audit.OFFICE else row.firm
    acting = context.acting(Actor(row.actor, "firm" if limited else None, limited, ("file",)))
    path, keep = context.settings.batch_folder / row.id, _keeper(context, row)
    if row.tries > _TRIES + 1:  # whoever takes it up dies of it
        _give_up(context, row)
        return
    with context.store.read() as session:
        _refuse_revoked(session, row)
    if row.total is None:
        row.total = count(path, row.name, keep)
        with context.store.write() as session:
            store.note_total(session, row, row.total)
    for entry in read(path, row.name, row.position, keep):
        if stopped():
            with context.store.write() as session:
                store.release(session, row)
            return
        _take(acting, row, entry)
    _end(context, row, "done", None)


def _keeper(context: Context, row: BatchRow) -> Callable[[], None]:
    """What keeps the lease while rows are only counted or passed over, of which each takes no time and all much."""
    due = context.now() + _LEASE / 3

    def keep() -> None:
        nonlocal due
        now = context.now()
        if now < due:
            return
        with context.store.write() as session:
            if not store.renew(session, row, now + _LEASE):
                raise _LeaseLost
        due = now + _LEASE / 3

    return keep


def _take(context: Context, row: BatchRow, entry: Entry) -> None:
    """File one row; after too many tries, refuse it."""
    if row.tries <= _TRIES:
        try:
            _file(context, row, entry)
            return
        except (_LeaseLost, _KeyRevoked, Unavailable):
            raise
        except Exception:
            if row.tries < _TRIES:
                raise
            _log.exception("row %d of batch %s is given up", entry.row, row.id)
    _file(context, row, replace(entry, application=None, faults=(INTERNAL,)))


def _file(context: Context, row: BatchRow, entry: Entry) -> None:
    """File one row and keep what became of it, all or nothing."""
    with context.store.write() as session:
        _refuse_revoked(session, row)
        result = _filed(context, entry)
        name = "refused" if result.state is None else _STATES.get(result.state, "other")
        counts = parse_json(BatchCounts, row.counts)
        counted = counts.model_copy(update={name: getattr(counts, name) + 1}).model_dump_json()
        if not store.advance(session, row, position=entry.row, counts=counted, until=context.now() + _LEASE):
            raise _LeaseLost
        store.add_result(session, row.id, entry.row, result.return_id, result.model_dump_json())
    row.position, row.counts, row.tries = entry.row, counted, 1


def _refuse_revoked(session: Session, row: BatchRow) -> None:
    if api_keys.is_revoked(session, row.actor):
        raise _KeyRevoked


def _filed(context: Context, entry: Entry) -> BatchResult:
    if entry.application is None:
        unreadable = Unreadable(index=entry.row, application_no=entry.application_no, faults=entry.faults)
        answered = messages.unreadable(context, unreadable)
    else:
        answered = messages.file(context, entry.application)
    answer, record = answered.answer, answered.answer.record
    decision = record.decision if record else None
    return BatchResult(
        row=entry.row,
        place=entry.location,
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


def _give_up(context: Context, row: BatchRow) -> None:
    if (context.settings.batch_folder / row.id).exists():
        zh, en = "处理多次出错，已停止", "working it failed several times, and it was stopped"
        fault = _ending("batch.given_up", zh, en)
    else:
        fault = _ending("batch.lost", "批量文件已丢失，请重新提交", "the batch's file is lost: send it again")
    _end(context, row, "failed", _told(fault))


def _end(context: Context, row: BatchRow, state: BatchState, faults: str | None) -> None:
    with context.store.write() as session:
        _lock(session, row)
        total = row.total if state == "cancelled" else row.position
        if store.end(session, row, state, context.now(), total, faults):
            audit.record(session, context, row.firm, f"batch.{state}", row.id, {"done": row.position})


def _ending(code: str, zh: str, en: str) -> Fault:
    return Fault(pointer="", code=code, zh=zh, en=en)


def _told(*faults: Fault) -> str:
    return "[" + ",".join(fault.model_dump_json() for fault in faults) + "]"


def _lock(session: Session, row: BatchRow) -> None:
    """The firm's chain before the batch, as a worker comes by them: in two orders they would wait for each other."""
    lock(session, audit.lock_name(row.firm))


def _existing(context: Context, row: BatchRow | None, batch_id: str) -> BatchRow:
    if row is None or not context.actor.sees(row.firm):
        raise NotFound("batch.not_found", f"没有编号为 {batch_id} 的批量申报", f"there is no batch {batch_id}")
    return row


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
