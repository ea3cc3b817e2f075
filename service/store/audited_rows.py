"""Rows that are evidence: what each says is digested when it is written, so that the audit chain can vouch for it."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final

from pydantic import BaseModel
from sqlalchemy import Column, ColumnElement, Date, Insert, String, Table, delete, inspect, select, type_coerce
from sqlalchemy import insert as insert_into
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session

from rules.digests import canonical
from schemas import tables
from schemas.tables.types import AsInstant, AsQuantity
from service.store.database import core, run

EVIDENCE: Final[tuple[type[tables.Table], ...]] = (
    tables.ReturnRow,
    tables.RevisionRow,
    tables.DecisionRow,
    tables.ReturnedLineRow,
    tables.TallyRow,
    tables.StepRow,
    tables.NoteRow,
    tables.ProposalRow,
    tables.ExportListRow,
    tables.ExportReceiptRow,
    tables.SiteRow,
    tables.EnterpriseRow,
    tables.OfficeRow,
    tables.AmendmentRow,
    tables.UserRow,
    tables.KeyRow,
    tables.HoldRow,
)

_UNAUDITED_COLUMNS: Final = {"api_keys": {"used_at"}, "users": {"failures", "locked_until"}}
"""Columns that change without a decision of anyone."""
_ADDED_COLUMNS: Final = {"steps": ("provision",)}
"""Columns younger than the chains: where they are null a row has the digest that it had without them."""
_WRITTEN: Final = "written"
Stored = str | int | bool | bytes | date | None


def add(session: Session, *rows: tables.Table) -> None:
    """Insert rows; of evidence the audit entry of this transaction will carry the digests.

    Rows go to the database as they are: a later change needs the row to be read again.
    """
    groups: dict[type[tables.Table], list[dict[str, Stored]]] = {}
    for row in rows:
        groups.setdefault(type(row), []).append(stored_values(row))
    for kind, values in groups.items():
        _add(session, kind, values)


def insert(session: Session, kind: type[tables.Table], *rows: Mapping[str, Stored]) -> None:
    """As `add`, from what each column is to hold: where every millisecond counts."""
    if rows:
        _add(session, kind, rows)


def update(session: Session, row: tables.Table) -> None:
    """Write a changed row of evidence, and collect its digest for the audit entry of this transaction."""
    session.add(row)
    session.flush()
    _note(session, type(row), [stored_values(row)])


def record_removal(session: Session, kind: type[tables.Table], keys: Iterable[Mapping[str, Stored]]) -> None:
    """Note that rows of evidence are gone."""
    collect_digests(session, {_name(_table(kind), key): None for key in keys})


def remove(session: Session, kind: type[tables.Table], where: ColumnElement[bool]) -> None:
    """Delete rows of evidence, and note that they are gone."""
    table = _table(kind)
    keys = [dict(row._mapping) for row in core(session).execute(select(*table.primary_key.columns).where(where))]
    core(session).execute(delete(table).where(where))
    record_removal(session, kind, keys)


def collect_digests(session: Session, digests: Mapping[str, str | None]) -> None:
    """Have the audit entry of this transaction carry these digests."""
    session.info.setdefault(_WRITTEN, {}).update(digests)


def pop_digests(session: Session) -> dict[str, str | None]:
    """The digests of the evidence written since the last audit entry, by row; null where a row was removed."""
    written: dict[str, str | None] = session.info.pop(_WRITTEN, {})
    return written


def refuse_unaudited(session: Session) -> None:
    """A guard before each commit: evidence that no audit entry vouches for is a fault of ours."""
    if session.info.get(_WRITTEN):
        raise AssertionError(f"written without an audit entry: {sorted(session.info[_WRITTEN])}")


def every_digest(session: Session) -> Iterator[tuple[str, str]]:
    """The name and the present digest of every row of evidence, from what the database holds, unread by any model."""
    for kind in EVIDENCE:
        table = _table(kind)
        raw = [type_coerce(column, String()) if _is_text(column) else column for column in table.columns]
        for values in core(session).execute(select(*raw).execution_options(yield_per=1000)):
            row = {column.name: value for column, value in zip(table.columns, values, strict=True)}
            yield _name(table, row), _digest(table, row)


def stored_values(row: tables.Table) -> dict[str, Stored]:
    """What a row puts into each column."""
    return {name: _stored(getattr(row, name)) for name in _columns(type(row))}


def _add(session: Session, kind: type[tables.Table], values: Sequence[Mapping[str, Stored]]) -> None:
    run(session, _insert(kind), *values)
    if kind in EVIDENCE:
        _note(session, kind, values)


def _note(session: Session, kind: type[tables.Table], values: Iterable[Mapping[str, Stored]]) -> None:
    table = _table(kind)
    collect_digests(session, {_name(table, row): _digest(table, row) for row in values})


@cache
def _table(kind: type[tables.Table]) -> Table:
    table = inspect(kind).local_table
    assert isinstance(table, Table)
    return table


@cache
def _columns(kind: type[tables.Table]) -> tuple[str, ...]:
    return tuple(column.name for column in _table(kind).columns)


@cache
def _insert(kind: type[tables.Table]) -> Insert:
    return insert_into(_table(kind))


def _name(table: Table, row: Mapping[str, Stored]) -> str:
    return "/".join((table.name, *(str(row[name]) for name in _key(table))))


def _digest(table: Table, row: Mapping[str, Stored]) -> str:
    """sha256 over the columns' texts, split by a character that no text of ours can hold."""
    values = ["\x00" if row.get(name) is None else str(row[name]) for name in _vouched(table)]
    values += [f"{name}={row[name]!s}" for name in _ADDED_COLUMNS.get(table.name, ()) if row.get(name) is not None]
    return hashlib.sha256("\x1f".join(values).encode()).hexdigest()


@cache
def _key(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.primary_key.columns)


@cache
def _vouched(table: Table) -> tuple[str, ...]:
    left_out = {*_UNAUDITED_COLUMNS.get(table.name, ()), *_ADDED_COLUMNS.get(table.name, ())}
    return tuple(column.name for column in table.columns if column.name not in left_out)


def _is_text(column: Column[Any]) -> bool:
    return isinstance(column.type, TypeDecorator | Date)


def _stored(value: Any) -> Stored:
    match value:
        case BaseModel():
            return canonical(value).decode()
        case datetime():
            return AsInstant().process_bind_param(value, None)
        case date():
            return value.isoformat()
        case Decimal():
            return AsQuantity().process_bind_param(value, None)
    return value  # type: ignore[no-any-return]
