"""Dossiers and declarations as rows of Arrow tables, in the layout of a history."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Final

import pyarrow as pa

from schemas.base import Document
from schemas.dossier import Dossier
from schemas.history import BESIDE, DOSSIERS, LAYOUTS, Column, ColumnType

Row = Mapping[str, object]
"""The values of a row by the names of its columns."""
Read = Callable[[Document], tuple[object, ...]]
_ARROW: Final[dict[ColumnType, pa.DataType]] = {
    "string": pa.string(),
    "int64": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "instant": pa.timestamp("us", tz="UTC"),
    "decimal(19, 5)": pa.decimal128(19, 5),
    "decimal(25, 5)": pa.decimal128(25, 5),
    "array<string>": pa.list_(pa.string()),
}

_FIELDS: Final = {name: f"{name}.code" for name in ("platform", "exporter", "agent")}
"""Of a firm the code is kept."""


def arrow_schema(columns: Sequence[Column]) -> pa.Schema:
    """The schema of an Arrow table of those columns."""
    return pa.schema([pa.field(column.name, _ARROW[column.type]) for column in columns])


def table_of(columns: Sequence[Column], rows: Sequence[Row]) -> pa.Table:
    """Rows as an Arrow table of those columns.

    Raises:
        KeyError: a row lacks a column.
    """
    schema = arrow_schema(columns)
    return pa.table([pa.array([row[field.name] for row in rows], field.type) for field in schema], schema)


def row_of(table: str, document: Document, **given: object) -> Row:
    """A row of a history's table: what is given, and of the other columns the document's fields of the same name."""
    names, read = _reader(table, tuple(given))
    return given | dict(zip(names, read(document), strict=True))


@cache
def _reader(table: str, given: tuple[str, ...]) -> tuple[Sequence[str], Read]:
    """The columns that are not given, and what reads their fields of a document, in that order."""
    names = [column.name for column in LAYOUTS[table].columns if column.name not in given]
    return names, _reading(names)


def _reading(names: Iterable[str]) -> Read:
    return attrgetter(*(_FIELDS.get(name, name) for name in names))


_BESIDE: Final = [(prefix, [f"{prefix}_{name}" for name in names], _reading(names)) for _, prefix, names in BESIDE]


def tables_of_dossiers(dossiers: Iterable[tuple[int, Dossier]]) -> dict[str, pa.Table]:
    """The tables `cases`, `lines`, `export_lines` and `returned` of dossiers, each beside its number in the input."""
    cases: list[Row] = []
    lines: list[Row] = []
    export_lines: list[Row] = []
    returned: list[Row] = []
    for number, dossier in dossiers:
        key = str(number)
        cases.append(_with_registers(number, key, dossier))
        lines.extend(row_of("lines", line, declaration=number) for line in dossier.declaration.lines)
        returned.extend(row_of("returned", each, declaration=number) for each in dossier.already_returned)
        if dossier.export_list is not None:
            export_lines.extend(row_of("export_lines", line, list_no=key) for line in dossier.export_list.lines)
    return {
        "cases": table_of(DOSSIERS, cases),
        "lines": table_of(LAYOUTS["lines"].columns, lines),
        "export_lines": table_of(LAYOUTS["export_lines"].columns, export_lines),
        "returned": table_of(LAYOUTS["returned"].columns, returned),
    }


def _with_registers(number: int, key: str, dossier: Dossier) -> Row:
    """A row of `schemas.history.DOSSIERS`."""
    declaration, agent = dossier.declaration, dossier.agent
    site = dossier.site if declaration.site_code is not None else None
    entrusted_by = agent.entrusted_by if agent is not None else None
    records: dict[str, Document | None] = {"list": dossier.export_list, "site": site, "exporter": dossier.exporter}
    beside: dict[str, object] = {}
    for prefix, names, read in _BESIDE:
        record = records[prefix]
        beside |= dict.fromkeys(names) if record is None else dict(zip(names, read(record), strict=True))
    return {
        **row_of("declarations", declaration, id=number),
        **beside,
        "list_key": None if dossier.export_list is None else key,
        "site_retail_export": None if site is None else "retail_export" in site.businesses,
        "agent_entrusts": None if entrusted_by is None else declaration.exporter.code in entrusted_by,
    }
