"""Original export lists and their customs receipts in the database."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from sqlalchemy import Text, bindparam, type_coerce
from sqlmodel import Session, col, or_, select

from schemas.export_list import ExportList
from schemas.tables import ExportListRow, ExportReceiptRow, metadata
from service.store.database import run

_LISTS: Final = metadata.tables["export_lists"]
_CURRENT: Final = (
    select(_LISTS.c.list_no, _LISTS.c.released_on, _LISTS.c.deleted, type_coerce(_LISTS.c.document, Text))
    .where(_LISTS.c.list_no == bindparam("number"), _LISTS.c.current)
    .order_by(_LISTS.c.sequence.desc())
    .limit(1)
)


def newest(session: Session, list_no: str) -> ExportListRow | None:
    """The newest version of the list of that number, deleted or not."""
    query = select(ExportListRow).where(ExportListRow.list_no == list_no, col(ExportListRow.current))
    query = query.order_by(col(ExportListRow.sequence).desc())
    return session.exec(query.limit(1)).one_or_none()


def newest_of_firm(session: Session, cop_no: str, agent_code: str) -> ExportListRow | None:
    """The newest version of the list that a firm filed under its own number."""
    query = select(ExportListRow).where(ExportListRow.cop_no == cop_no, ExportListRow.agent_code == agent_code)
    return session.exec(query.order_by(col(ExportListRow.sequence).desc()).limit(1)).one_or_none()


def receipts_of(session: Session, cop_no: str, agent_code: str) -> Sequence[ExportReceiptRow]:
    """Every receipt of the list that a firm filed under its own number, as they came."""
    query = select(ExportReceiptRow).where(ExportReceiptRow.cop_no == cop_no, ExportReceiptRow.agent_code == agent_code)
    return session.exec(query.order_by(col(ExportReceiptRow.sequence))).all()


def current(session: Session, list_no: str) -> ExportList | None:
    """The list of that number as it stands, with what its receipts brought; none where it was deleted."""
    row = run(session, _CURRENT, {"number": list_no}).fetchone()
    if row is None or row[2]:
        return None
    number, released_on, _, document = row
    released = date.fromisoformat(released_on) if isinstance(released_on, str) else released_on
    return _read(document).model_copy(update={"list_no": number, "released_on": released})


@lru_cache(256)
def _read(document: str) -> ExportList:
    """The list of a text; lists are frozen, so that the same text can be the same list."""
    return ExportList.model_validate_json(document)


def as_it_stands(row: ExportListRow) -> ExportList:
    """The list as declared, with the number and release its receipts brought."""
    return row.document.model_copy(update={"list_no": row.list_no, "released_on": row.released_on})


def page(
    session: Session,
    *,
    limit: int,
    before: int | None = None,
    list_no: str | None = None,
    cop_no: str | None = None,
    exporter_code: str | None = None,
    firm: str | None = None,
) -> Sequence[ExportListRow]:
    """The lists that stand, from the newest on, after filters and below a sequence number."""
    standing = select(ExportListRow).where(col(ExportListRow.current), ~col(ExportListRow.deleted))
    query = standing.order_by(col(ExportListRow.sequence).desc()).limit(limit)
    if before is not None:
        query = query.where(col(ExportListRow.sequence) < before)
    if firm is not None:
        query = query.where(or_(col(ExportListRow.exporter_code) == firm, col(ExportListRow.agent_code) == firm))
    for column, value in (
        (ExportListRow.list_no, list_no),
        (ExportListRow.cop_no, cop_no),
        (ExportListRow.exporter_code, exporter_code),
    ):
        if value is not None:
            query = query.where(column == value)
    return session.exec(query).all()
