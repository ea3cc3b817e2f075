"""Dossiers and declarations as rows of Arrow tables, in the layout of a history."""

from collections.abc import Iterable, Sequence
from datetime import UTC
from decimal import Decimal
from typing import Final

import pyarrow as pa

from schemas.declaration import ReturnDeclaration
from schemas.dossier import Dossier, ReturnedQuantity
from schemas.export_list import ExportList
from schemas.goods import GoodsLine
from schemas.history import DOSSIERS, LAYOUTS, Column, ColumnType
from schemas.registers import Enterprise, SupervisionSite

Row = tuple[object, ...]
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
    """The columns as Arrow knows them."""
    return pa.schema([pa.field(column.name, _ARROW[column.type]) for column in columns])


def table_of(columns: Sequence[Column], rows: Sequence[Row]) -> pa.Table:
    """Rows as an Arrow table of those columns."""
    schema = arrow_schema(columns)
    values = zip(*rows, strict=True) if rows else ([] for _ in columns)
    return pa.table([pa.array(list(each), field.type) for each, field in zip(values, schema, strict=True)], schema)


def tables_of_dossiers(dossiers: Iterable[tuple[int, Dossier]]) -> dict[str, pa.Table]:
    """The tables `cases`, `lines`, `export_lines` and `returned` of numbered dossiers."""
    cases: list[Row] = []
    lines: list[Row] = []
    export_lines: list[Row] = []
    returned: list[Row] = []
    for number, dossier in dossiers:
        key = str(number)
        cases.append(_case(number, key, dossier))
        lines.extend((number, *goods(line)) for line in dossier.declaration.lines)
        returned.extend((number, *taken(row)) for row in dossier.already_returned)
        if dossier.export_list is not None:
            export_lines.extend((key, *goods(line)) for line in dossier.export_list.lines)
    return {
        "cases": table_of(DOSSIERS, cases),
        "lines": table_of(LAYOUTS["lines"].columns, lines),
        "export_lines": table_of(LAYOUTS["export_lines"].columns, export_lines),
        "returned": table_of(LAYOUTS["returned"].columns, returned),
    }


def declared(number: int, declaration: ReturnDeclaration) -> Row:
    """A row of `declarations`."""
    return (
        number,
        declaration.application_no,
        declaration.list_no,
        declaration.customs_code,
        declaration.site_code,
        declaration.return_mode,
        declaration.direction,
        declaration.departure_country,
        declaration.platform.code,
        declaration.exporter.code,
        declaration.agent.code,
        declaration.declared_at.astimezone(UTC),
        declaration.arrived_on,
        declaration.reason_kind,
        declaration.original_state,
        declaration.food,
        declaration.rebate_taken,
        declaration.tax_certificate_no,
        declaration.proof,
    )


def goods(line: GoodsLine) -> Row:
    """What a row of `lines` and of `export_lines` says after its first column."""
    return (
        line.line_no,
        line.hs_code,
        line.name,
        line.model,
        _five(line.quantity),
        line.unit,
        _five(line.legal_quantity),
        line.legal_unit,
        _five(line.second_quantity),
        line.second_unit,
    )


def taken(row: ReturnedQuantity) -> Row:
    """What a row of `returned` says after its first column."""
    return (row.line_no, _five(row.quantity), _five(row.legal_quantity), _five(row.second_quantity))


def listed(export_list: ExportList) -> Row:
    """What a row of `export_lists` says after its first column."""
    return (
        export_list.supervision_mode,
        export_list.platform.code,
        export_list.exporter.code,
        export_list.declared_on,
        export_list.released_on,
        export_list.exported_on,
    )


def site(row: SupervisionSite, sequence: int) -> Row:
    """A row of `sites`."""
    return (row.site_code, row.customs_code, row.businesses, row.valid_from, row.valid_until, sequence)


def enterprise(row: Enterprise, sequence: int) -> Row:
    """A row of `enterprises`."""
    return (row.code, *_claims(row), row.entrusted_by, row.valid_from, row.valid_until, sequence)


def _claims(row: Enterprise) -> Row:
    return (row.monitors_returns, row.separate_work_area, row.data_access, row.standing)


def _case(number: int, key: str, dossier: Dossier) -> Row:
    declaration, listing, exporter, agent = dossier.declaration, dossier.export_list, dossier.exporter, dossier.agent
    given = dossier.site if declaration.site_code is not None else None
    named = agent.entrusted_by if agent else None
    return (
        *declared(number, declaration),
        *((None,) * 7 if listing is None else (key, *listed(listing))),
        *((None,) * 3 if given is None else (given.customs_code, given.valid_from, given.valid_until)),
        *((None,) * 4 if exporter is None else _claims(exporter)),
        None if given is None else "retail_export" in given.businesses,
        None if named is None else declaration.exporter.code in named,
    )


def _five(quantity: Decimal | None) -> Decimal | None:
    """With five places, as the columns keep it."""
    return None if quantity is None else quantity.quantize(Decimal("0.00001"))
