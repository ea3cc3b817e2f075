"""Work a batch row by row in the background; a crash loses no row and files none twice.

Each row's return, its result and the batch's new position are one transaction. Whoever works a batch holds a lease; if
he dies, another takes the batch up behind the last row that was kept.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Final, Literal

from schemas.ceb import Unreadable
from schemas.faults import BadInput, parse_json
from schemas.tables import BatchRow
from schemas.work.batches import BatchCounts, BatchResult
from service.access import Actor
from service.accounts import api_keys
from service.batches.lifecycle import json_of, lock_batch
from service.batches.parsing import BatchEntry, count, read
from service.context import Context
from service.evidence import audit
from service.evidence.actions import AuditAction
from service.problems import Unavailable, fault
from service.returns import messages
from service.store import Session
from service.store import batches as store

_log = logging.getLogger(__name__)
_LEASE: Final = timedelta(seconds=60)
_TRIES: Final = 5
"""How often a batch is taken up without a row being done, before that row, and then the batch, is given up."""
EndState = Literal["done", "failed", "cancelled"]
_ENDED: Final[Mapping[EndState, AuditAction]] = {
    "done": "batch.done",
    "failed": "batch.failed",
    "cancelled": "batch.cancelled",
}
_STATES: Final = {"accepted": "accepted", "rejected": "rejected", "review": "review"}


class _LeaseLost(Exception):
    """Another worker has the batch, or it was cancelled: what was filed for it here meanwhile is undone."""


class _KeyRevoked(Exception):
    """The key that sent the batch is good no more."""


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
        _end(context, row, "cancelled", json_of(fault("", "batch.key_revoked")))
    except BadInput as error:
        _end(context, row, "failed", json_of(*error.faults))
    except Unavailable:
        with suppress(Unavailable), context.store.write() as session:
            store.uncount_try(session, row)
        raise
    except Exception:
        if row.tries < _TRIES:
            raise
        _log.exception("batch %s is given up", row.id)
        _give_up(context, row)
    return True


def _work(context: Context, row: BatchRow, stopped: Callable[[], bool]) -> None:
    limited = None if row.firm == audit.AUTHORITY else row.firm
    acting = context.as_actor(Actor(row.actor, "firm" if limited else None, limited, ("file",)))
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
                store.release_lease(session, row)
            return
        _take(acting, row, entry)
    _end(context, row, "done", None)


def _keeper(context: Context, row: BatchRow) -> Callable[[], None]:
    """A callback that renews the batch's lease every 20 seconds while rows are counted or passed over."""
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


def _take(context: Context, row: BatchRow, entry: BatchEntry) -> None:
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
    _file(context, row, replace(entry, application=None, faults=(fault("", "internal", variant="part"),)))


def _file(context: Context, row: BatchRow, entry: BatchEntry) -> None:
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


def _filed(context: Context, entry: BatchEntry) -> BatchResult:
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
    kept = (context.settings.batch_folder / row.id).exists()
    _end(context, row, "failed", json_of(fault("", "batch.given_up" if kept else "batch.lost")))


def _end(context: Context, row: BatchRow, state: EndState, faults: str | None) -> None:
    with context.store.write() as session:
        lock_batch(session, row)
        total = row.total if state == "cancelled" else row.position
        if store.end(session, row, state, context.now(), total, faults):
            audit.record(session, context, row.firm, _ENDED[state], row.id, {"done": row.position})
