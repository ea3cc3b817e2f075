"""Sites, firms and offices in the database: versions of rows, and which of them holds on a day."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final, TypeVar

from sqlalchemy import JSON, Text, bindparam, cast, literal, or_, type_coerce, union_all
from sqlmodel import Session, col, select

from schemas.registers import Enterprise, Office, RegisterRow, SupervisionSite
from schemas.tables import EnterpriseRow, OfficeRow, RegisterVersion, SiteRow, metadata
from service.store import audited_rows
from service.store.database import core, run

R = TypeVar("R", bound=RegisterRow)
TABLES: Final[dict[type[RegisterRow], type[RegisterVersion]]] = {
    SupervisionSite: SiteRow,
    Enterprise: EnterpriseRow,
    Office: OfficeRow,
}
_SITES: Final = metadata.tables["sites"]
_ENTERPRISES: Final = metadata.tables["enterprises"]
_KNOWN: Final = union_all(
    select(literal(0), _SITES.c.sequence, type_coerce(_SITES.c.document, Text)).where(
        _SITES.c.code == bindparam("site")
    ),
    select(literal(1), _ENTERPRISES.c.sequence, type_coerce(_ENTERPRISES.c.document, Text)).where(
        _ENTERPRISES.c.code.in_((bindparam("exporter"), bindparam("agent")))
    ),
).order_by("sequence")
_EVERY_SITE: Final = select(type_coerce(_SITES.c.document, Text)).order_by(_SITES.c.sequence)
_JSON: Final[dict[str, Any]] = {
    "sqlite": lambda column: type_coerce(column, JSON),
    "postgresql": lambda column: cast(type_coerce(column, Text), JSON),
}
"""A column's text as JSON to look into: SQLite looks into texts as they are."""
_KINDS: Final[tuple[type[RegisterRow], ...]] = (SupervisionSite, Enterprise)


class Known(dict[type[RegisterRow], list[Any]]):
    """Rows of registers by kind, in the order in which they were recorded."""


def known(session: Session, site_code: str | None, exporter: str, agent: str) -> Known:
    """Every recorded row of one site and of two firms."""
    codes = {"site": site_code, "exporter": exporter, "agent": agent}
    rows = Known({kind: [] for kind in _KINDS})
    for number, _, document in run(session, _KNOWN, codes):
        kind = _KINDS[number]
        rows[kind].append(_read(kind, document))
    return rows


@lru_cache(1024)
def _read(kind: type[RegisterRow], document: str) -> RegisterRow:
    """The row of a text; rows are frozen, so that the same text can be the same row."""
    return kind.model_validate_json(document)


def code_of(row: RegisterRow) -> str:
    """The code a register row is about."""
    match row:
        case SupervisionSite(site_code=code):
            return code
        case Enterprise(code=code) | Office(code=code):
            return code
    raise TypeError(f"no register keeps {type(row).__name__}")


def effective_rows(rows: Iterable[R], code: str) -> list[R]:
    """The rows of one code that count, in order of their beginning: of rows that begin on one day, the newest."""
    newest = {row.valid_from: row for row in rows if code_of(row) == code}
    return sorted(newest.values(), key=lambda row: row.valid_from or date.min)


def began_last(rows: Iterable[R], code: str, day: date) -> R | None:
    """The row that began last on or before the day, lapsed or not."""
    begun = [row for row in effective_rows(rows, code) if row.valid_from is None or row.valid_from <= day]
    return begun[-1] if begun else None


def valid_on(rows: Iterable[R], code: str, day: date) -> R | None:
    """The row that is valid on the day; of several, the one that began last."""
    valid = [row for row in effective_rows(rows, code) if row.holds_on(day)]
    return valid[-1] if valid else None


def sites_on(session: Session, day: date) -> tuple[SupervisionSite, ...]:
    """The rows of all sites that are valid on the day, by code."""
    rows: dict[str, list[SupervisionSite]] = {}
    for (document,) in run(session, _EVERY_SITE, {}):
        row = _read(SupervisionSite, document)
        assert isinstance(row, SupervisionSite)
        rows.setdefault(row.site_code, []).append(row)
    valid = (valid_on(rows[code], code, day) for code in sorted(rows))
    return tuple(row for row in valid if row is not None)


def put(session: Session, row: RegisterRow, number: int, now: datetime) -> bool:
    """Add a version of a row under a number, unless the register has it just so already."""
    table, code = TABLES[type(row)], code_of(row)
    versions = session.exec(select(table.document).where(table.code == code).order_by(col(table.sequence)))
    if row in effective_rows(versions, code):
        return False
    audited_rows.add(session, table(sequence=number, code=code, document=row, recorded_at=now))
    return True


def page(
    session: Session, kind: type[R], *, limit: int, after: int = 0, code: str | None = None, search: str | None = None
) -> Sequence[tuple[int, R]]:
    """Versions of rows in the order they were recorded, above a sequence number, each with its number."""
    table = TABLES[kind]
    query = select(table).where(col(table.sequence) > after).order_by(col(table.sequence)).limit(limit)
    if code is not None:
        query = query.where(table.code == code)
    if search is not None:
        name = _JSON[core(session).dialect.name](col(table.document))["name"].as_string()
        matches = (column.icontains(search, autoescape=True) for column in (col(table.code), name))
        query = query.where(or_(*matches))
    return [(version.sequence, version.document) for version in session.exec(query)]
