"""The queue in the database: cases, notes, proposals."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Text, TextClause, and_, exists, literal, literal_column, tuple_
from sqlalchemy.dialects import postgresql
from sqlmodel import Session, col, func, select, update

from schemas.tables import CaseRow, NoteRow, ProposalRow, ReturnRow
from schemas.tables.cases import ANSWERED, OPEN, PROPOSED
from schemas.work.cases import OPEN_STATES, CaseFilter, CaseOrder
from service.store.database import core

Cursor = tuple[str, int]
_PROVISIONS: Final = literal_column("string_to_array(cases.provisions, ' ')", postgresql.ARRAY(Text()))
_WAITS_ON: Final[dict[str, Callable[[str], ColumnElement[bool]]]] = {
    "sqlite": lambda provision: col(CaseRow.provisions).contains(f" {provision} ", autoescape=True),
    "postgresql": lambda provision: _PROVISIONS.contains([provision]),
}


def keep(session: Session, row: CaseRow, now: datetime) -> None:
    """Write a case, and mark the change for whoever listens for any."""
    with session.no_autoflush:  # or the row would be written twice
        row.changed = _next_mark(session, now)
    session.add(row)


def _next_mark(session: Session, now: datetime) -> int:
    """Microseconds since 1970, and more than any mark before: two changes at one moment are told apart."""
    return max(changed(session, None) + 1, int(now.timestamp() * 1_000_000))


def by_return(session: Session, return_id: str) -> CaseRow | None:
    """The case of a return."""
    return session.get(CaseRow, return_id)


def changed(session: Session, return_id: str | None) -> int:
    """What marks the newest change of a case, or of any; 0 where there is none."""
    newest = select(func.max(CaseRow.changed))
    if return_id is not None:
        newest = newest.where(CaseRow.return_id == return_id)
    return session.exec(newest).one() or 0


def _narrowed(session: Session, filters: CaseFilter, now: datetime) -> list[ColumnElement[bool] | TextClause]:
    """The WHERE clauses of a filter, written as the indexes of open cases are, so that the database uses them."""
    asleep = and_(col(CaseRow.snoozed_until).is_not(None), col(CaseRow.snoozed_until) > now)
    clauses: list[ColumnElement[bool] | TextClause] = [OPEN, asleep if filters.asleep else ~asleep]
    for name, column in (
        ("export_district", CaseRow.export_district),
        ("return_district", CaseRow.return_district),
        ("exporter", CaseRow.exporter_code),
        ("state", CaseRow.state),
        ("assignee", CaseRow.assignee),
    ):
        if (value := getattr(filters, name)) is not None:
            clauses.append(col(column) == value)
    if filters.provision is not None:
        clauses.append(_WAITS_ON[core(session).dialect.name](filters.provision))
    if filters.unassigned:
        clauses.append(col(CaseRow.assignee).is_(None))
    if filters.proposed:
        clauses.append(PROPOSED)
    if filters.answered:
        clauses.append(ANSWERED)
    if filters.due_before is not None:
        clauses.append(col(CaseRow.due_at) < filters.due_before)
    if filters.opened_since is not None:
        clauses.append(col(CaseRow.opened_at) >= filters.opened_since)
    return clauses


def page(
    session: Session, filters: CaseFilter, now: datetime, *, order: CaseOrder, limit: int, after: CaseRow | None = None
) -> Sequence[CaseRow]:
    """Open cases, the most urgent or the largest first, behind one of them."""
    query = select(CaseRow).where(*_narrowed(session, filters, now)).limit(limit)
    key, sequence = (col(CaseRow.due_at), col(CaseRow.sequence))
    if order == "due":
        if after is not None:
            query = query.where(tuple_(key, sequence) > (after.due_at, after.sequence))
        return session.exec(query.order_by(key, sequence)).all()
    size = col(CaseRow.lines)
    if after is not None:
        query = query.where(tuple_(size, sequence) < (after.lines, after.sequence))
    return session.exec(query.order_by(size.desc(), sequence.desc())).all()


def count(session: Session, filters: CaseFilter, now: datetime, most: int) -> int:
    """How many open cases there are; counting ends at `most`."""
    some = select(literal(1)).select_from(CaseRow).where(*_narrowed(session, filters, now)).limit(most).subquery()
    return session.exec(select(func.count()).select_from(some)).one()


def next_unassigned(session: Session, filters: CaseFilter, now: datetime) -> CaseRow | None:
    """The most urgent case that nobody has."""
    query = select(CaseRow).where(*_narrowed(session, filters, now), col(CaseRow.assignee).is_(None))
    return session.exec(query.order_by(col(CaseRow.due_at), col(CaseRow.sequence)).limit(1)).one_or_none()


def exporters_of(session: Session, return_ids: Sequence[str]) -> set[str]:
    """The firms whose cases these are."""
    return set(session.exec(select(CaseRow.exporter_code).where(col(CaseRow.return_id).in_(return_ids))))


def assign(session: Session, return_ids: Sequence[str], to: str | None, now: datetime) -> int:
    """Put open cases on a desk; gives how many there were."""
    chosen = update(CaseRow).where(col(CaseRow.return_id).in_(return_ids), col(CaseRow.open))
    return core(session).execute(chosen.values(assignee=to, changed=_next_mark(session, now))).rowcount


def closed_since(session: Session, moment: datetime, limit: int) -> list[tuple[datetime, datetime]]:
    """When the newest closed cases were opened and closed."""
    query = select(CaseRow.opened_at, CaseRow.closed_at).where(col(CaseRow.closed_at) >= moment)
    rows = session.exec(query.order_by(col(CaseRow.closed_at).desc()).limit(limit)).all()
    return [(opened, closed) for opened, closed in rows if closed is not None]


def without_case(session: Session, limit: int) -> Sequence[ReturnRow]:
    """Returns that wait for staff and have no case."""
    missing = ~exists().where(col(CaseRow.return_id) == ReturnRow.id)
    query = select(ReturnRow).where(col(ReturnRow.state).in_(OPEN_STATES), missing)
    return session.exec(query.order_by(col(ReturnRow.sequence)).limit(limit)).all()


def notes_of(session: Session, return_id: str) -> Sequence[NoteRow]:
    """What was written about a return, the oldest first."""
    return session.exec(select(NoteRow).where(NoteRow.return_id == return_id).order_by(col(NoteRow.sequence))).all()


def proposals_of(session: Session, return_id: str) -> Sequence[ProposalRow]:
    """Every proposal about a return, the oldest first."""
    query = select(ProposalRow).where(ProposalRow.return_id == return_id)
    return session.exec(query.order_by(col(ProposalRow.sequence))).all()


def proposal(session: Session, proposal_id: str) -> ProposalRow | None:
    """The proposal of that id."""
    return session.exec(select(ProposalRow).where(ProposalRow.id == proposal_id)).one_or_none()
