"""Retention: a return that ended long enough ago is erased, unless a legal hold keeps it, and the batch it came in.

What was declared, decided and tallied goes, with its events; that there was a return and what it took of its original
list stays, or the sums would no longer hold. The audit chain says what was erased and still verifies.
"""

from datetime import datetime, time
from typing import Final

from rules.days import SHANGHAI, day_in_shanghai, months_after
from schemas.tables import HoldRow
from service.context import Context
from service.evidence import audit
from service.problems import NotFound
from service.returns import locks, lookup
from service.store import audited_rows
from service.store import retention as store
from service.store import returns as rows
from service.store.database import lock

_HOLDS: Final = "holds"
"""What is locked while a hold is placed, or a batch erased because nobody holds a return of it."""


def due_before(context: Context) -> datetime:
    """The moment before which a return must have ended for its time to be over."""
    day = months_after(day_in_shanghai(context.now()), -12 * context.settings.keep_years)
    return datetime.combine(day, time.min, SHANGHAI)


def due(context: Context, limit: int) -> list[str]:
    """The returns whose time is over and which nobody holds, the oldest first."""
    with context.store.read() as session:
        return store.due(session, due_before(context), limit)


def erase_due(context: Context, limit: int) -> int:
    """Erase returns and batches whose time is over; gives how many."""
    erased = sum(_erase(context, each) for each in due(context, limit))
    return erased + _erase_batches(context, limit)


def hold(context: Context, return_id: str, reason: str) -> None:
    """Keep a return until the hold is lifted, however long.

    Raises:
        NotFound: there is no such return.
    """
    with context.store.write() as session:
        lock(session, _HOLDS)
        row = lookup.existing(session, context, return_id)
        locks.lock_row(session, row)
        if store.held(session, row.id) is None:
            audited_rows.add(session, HoldRow(return_id=row.id, reason=reason, placed_at=context.now()))
            audit.record(session, context, row.exporter_code, "return.held", row.id, {"reason": reason})


def lift(context: Context, return_id: str) -> None:
    """Lift a hold.

    Raises:
        NotFound: nobody holds that return.
    """
    with context.store.write() as session:
        row = lookup.existing(session, context, return_id)
        locks.lock_row(session, row)
        if store.held(session, row.id) is None:
            raise NotFound("hold.not_found", number=return_id)
        store.lift(session, row.id)
        audit.record(session, context, row.exporter_code, "return.hold_lifted", row.id)


def holds(context: Context) -> list[HoldRow]:
    """Every hold, the oldest first."""
    with context.store.read() as session:
        return store.holds(session)


def _erase(context: Context, return_id: str) -> bool:
    """Erase one return, all or nothing; false where it was held or taken up again meanwhile."""
    with context.store.write() as session:
        row = rows.by_id(session, return_id)
        if row is None:
            return False
        locks.lock_row(session, row)
        if return_id not in store.due(session, due_before(context), 1, return_id):
            return False
        ended = row.state
        store.erase(session, row)
        audit.record(session, context, row.exporter_code, "return.erased", row.id, {"ended": ended})
        return True


def _erase_batches(context: Context, limit: int) -> int:
    with context.store.write() as session:
        lock(session, _HOLDS)
        rows = store.ended_batches(session, due_before(context), limit)
        lock(session, *(audit.lock_name(row.firm) for row in rows))
        for row in rows:
            store.erase_batch(session, row)
            audit.record(session, context, row.firm, "batch.erased", row.id)
    for row in rows:
        (context.settings.batch_folder / row.id).unlink(missing_ok=True)
    return len(rows)
