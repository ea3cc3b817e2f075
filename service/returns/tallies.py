"""Tallies at the site (CEB215): they tell the day of arrival, and the return is decided again."""

from typing import Final

from schemas.ceb import Tally
from schemas.tables import TallyRow
from schemas.work.returns import State
from service.context import Context
from service.evidence import audit
from service.problems import Conflict, Forbidden, NotFound
from service.returns import locks, recording
from service.store import audited_rows
from service.store import returns as store

_CLOSED: Final[tuple[State, ...]] = ("released", "withdrawn")
"""States in which a day of arrival is noted and nothing is decided any more."""


def take(context: Context, tally: Tally) -> None:
    """Enter a tally and decide its return again; the earlier decision stays beside the new one.

    A tally that only repeats the one in force changes nothing, nor does any bring back what staff rejected.

    Raises:
        Forbidden: the asking firm is not the operator of the site that tallied.
        NotFound: no declared return has its number.
        Conflict: several have, and the tally does not name the list.
    """
    if not context.actor.sees(tally.operator_code):
        raise Forbidden("access.firm", variant="operator", firm=context.actor.firm)
    with context.store.write() as session:
        rows = [row for row in store.for_tally(session, tally) if row.state != "withdrawn"]
        number = tally.co_el_no
        if not rows:
            raise NotFound("tally.no_return", number=number)
        if len(rows) > 1:
            raise Conflict("tally.ambiguous", number=number)
        row = rows[0]
        locks.lock_row(session, row)
        before = store.newest_tally(session, row.id, row.list_no)
        audited_rows.add(
            session,
            TallyRow(sequence=context.number(), return_id=row.id, document=tally, recorded_at=context.now()),
        )
        after = store.newest_tally(session, row.id, row.list_no)
        arrived = [each.arrived_on if each else None for each in (before, after)]
        if row.state not in _CLOSED and arrived[0] != arrived[1]:
            recording.decide_again(session, context, row, "return.tallied")
        else:
            audit.record(session, context, row.exporter_code, "return.tallied", row.id)
