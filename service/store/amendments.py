"""Amendments in the database, and what they are about."""

from collections.abc import Sequence

from sqlalchemy import and_
from sqlmodel import Session, col, func, or_, select

from schemas.registers import Enterprise, RegisterRow, SupervisionSite
from schemas.tables import AmendmentRow, CaseRow
from schemas.tables.cases import OPEN
from schemas.work.amendments import Row, Rows
from service.store.registers import TABLES, code_of


def one(session: Session, amendment_id: str) -> AmendmentRow | None:
    """The amendment of that id."""
    return session.exec(select(AmendmentRow).where(AmendmentRow.id == amendment_id)).one_or_none()


def page(session: Session, *, limit: int, before: int | None, waiting: bool | None) -> Sequence[AmendmentRow]:
    """Amendments from the newest on, below a sequence number; those that wait, or those that do not."""
    query = select(AmendmentRow).order_by(col(AmendmentRow.sequence).desc()).limit(limit)
    if before is not None:
        query = query.where(col(AmendmentRow.sequence) < before)
    if waiting is not None:
        query = query.where(col(AmendmentRow.approved).is_(None) == waiting)
    return session.exec(query).all()


def recorded(session: Session, rows: Rows, before: int) -> list[Row]:
    """What the registers had of the codes of these rows below a sequence number, in the order of recording."""
    recorded: list[Row] = []
    for kind, table in TABLES.items():
        if codes := _codes(rows, kind):
            of_kind = select(table.document).where(col(table.code).in_(codes), col(table.sequence) < before)
            recorded += session.exec(of_kind.order_by(col(table.sequence)))
    return recorded


def entered_since(session: Session, rows: Rows, sequence: int) -> bool:
    """Whether anything was entered about the codes of these rows above a sequence number."""
    for kind, table in TABLES.items():
        if codes := _codes(rows, kind):
            query = select(table.sequence).where(col(table.code).in_(codes), col(table.sequence) > sequence)
            if session.exec(query.limit(1)).first() is not None:
                return True
    return False


def cases_concerned(session: Session, rows: Rows, limit: int) -> tuple[int, Sequence[CaseRow]]:
    """How many open cases concern a site or firm in these rows, and the most urgent of them."""
    sites, firms = _codes(rows, SupervisionSite), _codes(rows, Enterprise)
    look = or_(
        col(CaseRow.site_code).in_(sites),
        col(CaseRow.exporter_code).in_(firms),
        col(CaseRow.agent_code).in_(firms),
    )
    waiting = and_(OPEN, look)
    number = session.exec(select(func.count()).select_from(CaseRow).where(waiting)).one()
    first = select(CaseRow).where(waiting).order_by(col(CaseRow.due_at), col(CaseRow.sequence)).limit(limit)
    return number, session.exec(first).all()


def _codes(rows: Rows, kind: type[RegisterRow]) -> list[str]:
    return sorted({code_of(row) for row in rows.every if type(row) is kind})
