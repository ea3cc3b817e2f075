"""Dossiers and declarations as rows of Arrow tables, in the layout of a history."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

import pyarrow as pa

from schemas.base import Document
from schemas.dossier import Dossier
from schemas.goods import Party
from schemas.history import BESIDE, DOSSIERS, LAYOUTS, Column, ColumnType

Row = Mapping[str, object]
"""The values of a row by the names of its columns."""
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
    names = (column.name for column in LAYOUTS[table].columns if column.name not in given)
    return given | {name: _plain(getattr(document, name)) for name in names}


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
    beside = {
        f"{prefix}_{name}": None if record is None else _plain(getattr(record, name))
        for _, prefix, names in BESIDE
        for record in (records[prefix],)
        for name in names
    }
    return {
        **row_of("declarations", declaration, id=number),
        **beside,
        "list_key": None if dossier.export_list is None else key,
        "site_retail_export": None if site is None else "retail_export" in site.businesses,
        "agent_entrusts": None if entrusted_by is None else declaration.exporter.code in entrusted_by,
    }


def _plain(value: object) -> object:
    """A field's value as a column keeps it: a firm by its code, a moment in UTC, a quantity with five places."""
    match value:
        case Party():
            return value.code
        case datetime():
            return value.astimezone(UTC)
        case Decimal():
            return value.quantize(Decimal("0.00001"))
    return value
