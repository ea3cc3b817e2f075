"""Histories in the layout, written from documents."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet

from schemas.dossier import Dossier
from schemas.history import LAYOUTS
from schemas.registers import Enterprise, SupervisionSite
from service.bulk.arrow import (
    ArrowRow,
    declaration_row,
    enterprise_row,
    export_list_cells,
    goods_cells,
    returned_cells,
    site_row,
    table_of,
)


def write(folder: Path, **tables: Sequence[ArrowRow]) -> Path:
    """A history of those tables' rows; of each table a file."""
    folder.mkdir(exist_ok=True)
    for name, rows in tables.items():
        parquet.write_table(table_of(LAYOUTS[name].columns, rows), folder / f"{name}.parquet")
    return folder


def rows_of(
    dossiers: Sequence[Dossier],
    sites: Iterable[SupervisionSite] | None = None,
    enterprises: Iterable[Enterprise] | None = None,
) -> dict[str, list[ArrowRow]]:
    """The rows of dossiers whose list numbers all differ; without registers, the rows that they themselves hold."""
    if sites is None:
        sites = [each.site for each in dossiers if each.site]
    if enterprises is None:
        enterprises = [row for each in dossiers for row in (each.exporter, each.agent) if row]
    lists = [(each.declaration.list_no, each.export_list) for each in dossiers if each.export_list]
    return {
        "declarations": [declaration_row(number, each.declaration) for number, each in enumerate(dossiers)],
        "lines": [
            (number, *goods_cells(line)) for number, each in enumerate(dossiers) for line in each.declaration.lines
        ],
        "export_lists": [(list_no, *export_list_cells(each)) for list_no, each in lists],
        "export_lines": [(list_no, *goods_cells(line)) for list_no, each in lists for line in each.lines],
        "returned": [
            (number, *returned_cells(row)) for number, each in enumerate(dossiers) for row in each.already_returned
        ],
        "sites": [site_row(row, number) for number, row in enumerate(sites)],
        "enterprises": [enterprise_row(row, number) for number, row in enumerate(enterprises)],
    }


def change(folder: Path, name: str, changed: pa.Table) -> None:
    """Write a table of a history anew."""
    parquet.write_table(changed, folder / f"{name}.parquet")


def table(folder: Path, name: str) -> pa.Table:
    return parquet.read_table(folder / f"{name}.parquet")
