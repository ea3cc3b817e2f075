"""Sites, firms and offices in the database: versions of rows, and which of them holds on a day."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, TypeVar

from sqlmodel import Session, col, select

from schemas.registers import Enterprise, Office, RegisterRow, SupervisionSite
from schemas.tables import EnterpriseRow, OfficeRow, RegisterVersion, SiteRow

R = TypeVar("R", bound=RegisterRow)
TABLES: Final[dict[type[RegisterRow], type[RegisterVersion]]] = {
    SupervisionSite: SiteRow,
    Enterprise: EnterpriseRow,
    Office: OfficeRow,
}


def code_of(row: RegisterRow) -> str:
    """The code a register row is about."""
    match row:
        case SupervisionSite(site_code=code):
            return code
        case Enterprise(code=code) | Office(code=code):
            return code
    raise TypeError(f"no register keeps {type(row).__name__}")


def rows_of(session: Session, kind: type[R], code: str) -> list[R]:
    """The rows of one code that count, in order of their beginning: of rows that begin on one day, the newest."""
    table = TABLES[kind]
    versions = session.exec(select(table).where(table.code == code).order_by(col(table.sequence)))
    newest = {version.document.valid_from: version.document for version in versions}
    rows = [row for row in newest.values() if isinstance(row, kind)]
    return sorted(rows, key=lambda row: row.valid_from or date.min)


def began_last(session: Session, kind: type[R], code: str, day: date) -> R | None:
    """The row that began last on or before the day, lapsed or not."""
    begun = [row for row in rows_of(session, kind, code) if row.valid_from is None or row.valid_from <= day]
    return begun[-1] if begun else None


def valid_on(session: Session, kind: type[R], code: str, day: date) -> R | None:
    """The row that is valid on the day; of several, the one that began last."""
    valid = [row for row in rows_of(session, kind, code) if row.holds_on(day)]
    return valid[-1] if valid else None


def put(session: Session, row: RegisterRow, now: datetime) -> bool:
    """Add a version of a row, unless the register has it just so already."""
    if row in rows_of(session, type(row), code_of(row)):
        return False
    session.add(TABLES[type(row)](code=code_of(row), document=row, recorded_at=now))
    session.flush()
    return True


def page(
    session: Session, kind: type[R], *, limit: int, after: int = 0, code: str | None = None
) -> Sequence[tuple[int, R]]:
    """Versions of rows in the order they were recorded, above a sequence number, each with its number."""
    table = TABLES[kind]
    found = select(table).where(col(table.sequence) > after).order_by(col(table.sequence)).limit(limit)
    if code is not None:
        found = found.where(table.code == code)
    return [
        (version.sequence or 0, version.document)
        for version in session.exec(found)
        if isinstance(version.document, kind)
    ]
