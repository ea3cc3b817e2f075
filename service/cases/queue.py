"""The queue of cases: who has which, what waits, what comes next."""

from schemas.paging import Paged, paged
from schemas.tables import CaseRow
from schemas.work.cases import Assignment, Case, CaseFilter, CaseOrder, Snooze
from service.context import Context
from service.evidence import audit
from service.evidence.actions import AuditAction
from service.problems import Conflict, NotFound, Unprocessable, found
from service.returns import case_projection
from service.store import Session, accounts
from service.store import cases as store
from service.store.database import lock


def page(
    context: Context, filters: CaseFilter, *, order: CaseOrder, limit: int, after: str | None = None
) -> Paged[Case, str]:
    """A page of open cases, and the last of them where there may be more; the asker's chain notes it.

    Raises:
        NotFound: there is no case `after` which the page should begin.
    """
    with context.store.write() as session:
        last = _existing(session, after) if after is not None else None
        rows = store.page(session, filters, context.now(), order=order, limit=limit, after=last)
        audit.record(session, context, audit.AUTHORITY, "cases.listed", "-", {"cases": len(rows)})
        return paged(rows, limit, case_of, lambda row: row.return_id)


def one(context: Context, return_id: str) -> Case:
    """The case of a return; the chain notes who read it.

    Raises:
        NotFound: it has none.
    """
    with context.store.write() as session:
        row = _existing(session, return_id)
        audit.record(session, context, row.exporter_code, "case.read", row.return_id)
        return case_of(row)


def changed(context: Context, return_id: str | None) -> int:
    """What marks the newest change of a case, or of any: it shows nothing of a case, so that no chain notes it."""
    with context.store.read() as session:
        return store.changed(session, return_id)


def claim(context: Context, return_id: str) -> Case:
    """Take a case; taking one's own again changes nothing.

    Raises:
        NotFound: there is no open case.
        Conflict: another has it.
    """
    with context.store.write() as session:
        row = _locked(session, return_id)
        if row.assignee not in (None, context.actor.name):
            raise Conflict("case.taken", variant="assign", name=row.assignee)
        return _put(session, context, row, context.actor.name, "case.claimed")


def next_one(context: Context, filters: CaseFilter) -> Case | None:
    """Take the most urgent case that nobody has; two who ask at once get two."""
    with context.store.write() as session:
        while (row := store.next_unassigned(session, filters, context.now())) is not None:
            _lock(session, row)
            if row.open and row.assignee is None:  # or another took it meanwhile
                return _put(session, context, row, context.actor.name, "case.claimed")
        return None


def give_back(context: Context, return_id: str) -> Case:
    """Give a case back to the queue.

    Raises:
        NotFound: there is no open case.
        Conflict: another has it.
    """
    with context.store.write() as session:
        row = _locked(session, return_id)
        if row.assignee not in (None, context.actor.name) and not context.actor.may("cases.assign"):
            raise Conflict("case.taken", variant="assign", name=row.assignee)
        return _put(session, context, row, None, "case.given_back")


def assign(context: Context, assignment: Assignment) -> int:
    """Put cases on someone's desk; gives how many open ones there were.

    Raises:
        Unprocessable: nobody of that name works cases.
    """
    with context.store.write() as session:
        if assignment.to is not None:
            user = accounts.user_named(session, assignment.to)
            if user is None or user.disabled or user.role not in ("officer", "supervisor"):
                raise Unprocessable("case.assignee", "/to", name=assignment.to)
        firms = store.exporters_of(session, assignment.returns)
        lock(session, *map(audit.lock_name, (audit.AUTHORITY, *firms)))
        changed = store.assign(session, assignment.returns, assignment.to, context.now())
        detail = {"to": assignment.to, "cases": changed, "first": assignment.returns[0]}
        audit.record(session, context, audit.AUTHORITY, "cases.assigned", "-", detail)
        return changed


def snooze(context: Context, return_id: str, change: Snooze) -> Case:
    """Let a case sleep until a moment, or wake it.

    Raises:
        NotFound: there is no open case.
    """
    with context.store.write() as session:
        row = _locked(session, return_id)
        row.snoozed_until = change.until
        store.keep(session, row, context.now())
        until = None if change.until is None else change.until.isoformat()
        audit.record(session, context, row.exporter_code, "case.snoozed", row.return_id, {"until": until})
        return case_of(row)


def backfill(context: Context, limit: int) -> int:
    """Open cases of returns that have waited since before there were any; gives how many."""
    with context.store.write() as session:
        rows = store.without_case(session, limit)
        for row in rows:
            case_projection.refresh(session, context, row)
    return len(rows)


def case_of(row: CaseRow) -> Case:
    """A case as it is shown."""
    return Case(
        return_id=row.return_id,
        application_no=row.application_no,
        exporter=row.exporter_code,
        agent=row.agent_code,
        list_no=row.list_no,
        customs_code=row.customs_code,
        export_district=row.export_district,
        return_district=row.return_district,
        state=row.state,
        outcome=row.outcome,
        provisions=tuple(row.provisions.split()),
        lines=row.lines,
        opened_at=row.opened_at,
        due_at=row.due_at,
        closed_at=row.closed_at,
        assignee=row.assignee,
        snoozed_until=row.snoozed_until,
        proposed=row.proposed,
        answered=row.answered,
    )


def _put(session: Session, context: Context, row: CaseRow, name: str | None, action: AuditAction) -> Case:
    if row.assignee != name:
        row.assignee = name
        store.keep(session, row, context.now())
        audit.record(session, context, row.exporter_code, action, row.return_id)
    return case_of(row)


def _locked(session: Session, return_id: str) -> CaseRow:
    row = _existing(session, return_id)
    _lock(session, row)
    if not row.open:
        raise NotFound("case.not_found", number=return_id)
    return row


def _lock(session: Session, row: CaseRow) -> None:
    """Keep others away from a case: the firm's chain first, as whoever moves the return does, and then its row."""
    lock(session, audit.lock_name(row.exporter_code))
    session.refresh(row)


def _existing(session: Session, return_id: str) -> CaseRow:
    return found(store.by_return(session, return_id), "case.not_found", return_id)
