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
from schemas.history import CASES, LAYOUTS, Column, ColumnType
from schemas.registers import Enterprise, SupervisionSite

ArrowRow = tuple[object, ...]
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


def table_of(columns: Sequence[Column], rows: Sequence[ArrowRow]) -> pa.Table:
    """An Arrow table of those columns, from rows of as many cells."""
    schema = arrow_schema(columns)
    values = zip(*rows, strict=True) if rows else ([] for _ in columns)
    return pa.table([pa.array(list(cells), field.type) for cells, field in zip(values, schema, strict=True)], schema)


def tables_of_dossiers(dossiers: Iterable[tuple[int, Dossier]]) -> dict[str, pa.Table]:
    """The tables `cases`, `lines`, `export_lines` and `returned` of dossiers, each beside its number in the input."""
    cases: list[ArrowRow] = []
    lines: list[ArrowRow] = []
    export_lines: list[ArrowRow] = []
    returned: list[ArrowRow] = []
    for number, dossier in dossiers:
        key = str(number)
        cases.append(_case_row(number, key, dossier))
        lines.extend((number, *goods_cells(line)) for line in dossier.declaration.lines)
        returned.extend((number, *returned_cells(row)) for row in dossier.already_returned)
        if dossier.export_list is not None:
            export_lines.extend((key, *goods_cells(line)) for line in dossier.export_list.lines)
    return {
        "cases": table_of(CASES, cases),
        "lines": table_of(LAYOUTS["lines"].columns, lines),
        "export_lines": table_of(LAYOUTS["export_lines"].columns, export_lines),
        "returned": table_of(LAYOUTS["returned"].columns, returned),
    }


def declaration_row(number: int, declaration: ReturnDeclaration) -> ArrowRow:
    """A row of `declarations`; `number` is its id."""
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


def goods_cells(line: GoodsLine) -> ArrowRow:
    """The cells of a row of `lines` or of `export_lines` after its first."""
    return (
        line.line_no,
        line.hs_code,
        line.name,
        line.model,
        _five_places(line.quantity),
        line.unit,
        _five_places(line.legal_quantity),
        line.legal_unit,
        _five_places(line.second_quantity),
        line.second_unit,
    )


def returned_cells(row: ReturnedQuantity) -> ArrowRow:
    """The cells of a row of `returned` after its first."""
    quantities = (row.quantity, row.legal_quantity, row.second_quantity)
    return (row.line_no, *map(_five_places, quantities))


def export_list_cells(export_list: ExportList) -> ArrowRow:
    """The cells of a row of `export_lists` after its first."""
    return (
        export_list.supervision_mode,
        export_list.platform.code,
        export_list.exporter.code,
        export_list.declared_on,
        export_list.released_on,
        export_list.exported_on,
    )


def site_row(row: SupervisionSite, sequence: int) -> ArrowRow:
    """A row of `sites`; `sequence` orders the versions of a site."""
    return (row.site_code, row.customs_code, row.businesses, row.valid_from, row.valid_until, sequence)


def enterprise_row(row: Enterprise, sequence: int) -> ArrowRow:
    """A row of `enterprises`; `sequence` orders the versions of a firm."""
    return (row.code, *_claims(row), row.entrusted_by, row.valid_from, row.valid_until, sequence)


def _claims(row: Enterprise) -> ArrowRow:
    return (row.monitors_returns, row.separate_work_area, row.data_access, row.standing)


def _case_row(number: int, key: str, dossier: Dossier) -> ArrowRow:
    declaration, listing, exporter, agent = dossier.declaration, dossier.export_list, dossier.exporter, dossier.agent
    given = dossier.site if declaration.site_code is not None else None
    named = agent.entrusted_by if agent else None
    return (
        *declaration_row(number, declaration),
        *((None,) * 7 if listing is None else (key, *export_list_cells(listing))),
        *((None,) * 3 if given is None else (given.customs_code, given.valid_from, given.valid_until)),
        *((None,) * 4 if exporter is None else _claims(exporter)),
        None if given is None else "retail_export" in given.businesses,
        None if named is None else declaration.exporter.code in named,
    )


def _five_places(quantity: Decimal | None) -> Decimal | None:
    """The quantity with five decimal places, as the columns keep it."""
    return None if quantity is None else quantity.quantize(Decimal("0.00001"))
