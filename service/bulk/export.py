"""Write what the store keeps as a history: Parquet tables in the layout of `schemas.history`."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypeVar

import pyarrow.parquet as parquet

from schemas.history import LAYOUTS
from schemas.registers import Enterprise, RegisterRow, SupervisionSite
from service.bulk.arrow import Row, arrow_schema, row_of, table_of
from service.context import Context
from service.evidence import audit
from service.store import export_lists, registers, returns

R = TypeVar("R", bound=RegisterRow)
_AT_ONCE: Final = 5_000
_PAGE: Final = 1_000


class _Tables:
    """The Parquet files of a history, written some thousand rows at a time."""

    def __init__(self, folder: Path) -> None:
        self.counts = dict.fromkeys(LAYOUTS, 0)
        self._rows: dict[str, list[Row]] = {name: [] for name in LAYOUTS}
        self._writers = {
            name: parquet.ParquetWriter(folder / f"{name}.parquet", arrow_schema(layout.columns))
            for name, layout in LAYOUTS.items()
        }

    def add(self, name: str, *rows: Row) -> None:
        self.counts[name] += len(rows)
        self._rows[name].extend(rows)
        if len(self._rows[name]) >= _AT_ONCE:
            self._write(name)

    def close(self) -> None:
        for name, writer in self._writers.items():
            self._write(name)
            writer.close()

    def _write(self, name: str) -> None:
        self._writers[name].write_table(table_of(LAYOUTS[name].columns, self._rows[name]))
        self._rows[name].clear()


def write_history(context: Context, folder: Path, progress: Callable[[int], None] = lambda _: None) -> dict[str, int]:
    """Write every return that was decided and stands, the lists and the registers; gives rows by table.

    Of a return the newest decision's dossier counts: goods, arrival and what other returns had taken by then. Lists and
    registers are written as they are now. The authority's chain notes that it was begun, also where it does not end.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with context.store.write() as session:
        audit.record(session, context, audit.AUTHORITY, "history.exported", "-", {"folder": str(folder)})
    tables = _Tables(folder)
    try:
        with context.store.read() as session:
            for number, dossier in enumerate(returns.decided_dossiers(session), start=1):
                tables.add("declarations", row_of("declarations", dossier.declaration, id=number))
                tables.add("lines", *(row_of("lines", line, declaration=number) for line in dossier.declaration.lines))
                tables.add(
                    "returned", *(row_of("returned", each, declaration=number) for each in dossier.already_returned)
                )
                progress(number)
        _lists(context, tables)
        for sequence, row in _versions(context, SupervisionSite):
            tables.add("sites", row_of("sites", row, sequence=sequence))
        for sequence, firm in _versions(context, Enterprise):
            tables.add("enterprises", row_of("enterprises", firm, sequence=sequence))
    finally:
        tables.close()
    return tables.counts


def _lists(context: Context, tables: _Tables) -> None:
    """The lists that stand and have a number; the newest of a number counts."""
    before: int | None = None
    seen: set[str] = set()
    while True:
        with context.store.read() as session:
            page = export_lists.page(session, limit=_PAGE, before=before)
        for row in page:
            export_list = export_lists.as_it_stands(row)
            if export_list.list_no is not None and export_list.list_no not in seen:
                seen.add(export_list.list_no)
                tables.add("export_lists", row_of("export_lists", export_list))
                tables.add(
                    "export_lines",
                    *(row_of("export_lines", line, list_no=export_list.list_no) for line in export_list.lines),
                )
        if len(page) < _PAGE:
            return
        before = page[-1].sequence


def _versions(context: Context, kind: type[R]) -> Iterator[tuple[int, R]]:
    """Every version of a register's rows, in the order they were recorded."""
    after = 0
    while True:
        with context.store.read() as session:
            page = registers.page(session, kind, limit=_PAGE, after=after)
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1][0]
