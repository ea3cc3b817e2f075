"""Read a file of register rows: JSON, JSON Lines, CSV or XLSX, each value with the location it came from.

A table has one row per register row, or one per goods line for original lists (rows of one list follow each other).
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from schemas.base import Document
from schemas.export_list import ExportList
from schemas.faults import BadInput, Fault
from schemas.goods import GoodsLine
from service.files.cells import columns_of, value_of
from service.files.documents import bytes_of, load_json, open_file, refuse_empty
from service.files.lines import json_lines, lines_of
from service.files.tables import Columns, TableRow, csv_rows, sheet_rows
from service.problems import bad_input, fault

Cells = dict[str, str]
_HEAD_OF_LIST: Final = tuple(name for name in ExportList.model_fields if name != "lines")


@dataclass(frozen=True)
class RawValue:
    """The plain value at a location (`file[2]`, `file:3`), null where none could be read, and the faults met there.

    Their pointers are whole. Beside a value they are those of its rows that could not be read.
    """

    location: str
    value: object = None
    faults: tuple[Fault, ...] = ()


def values_of(path: Path, model: type[Document]) -> Iterator[RawValue]:
    """Each value of a file that should hold documents of a model.

    Raises:
        BadInput: the file cannot be read as what its ending says.
    """
    match path.suffix.lower():
        case ".json":
            return _json(path)
        case ".jsonl":
            return _json_lines(path)
        case ".csv":
            return _table(_csv_rows(path, model), model)
        case ".xlsx":
            return _table(sheet_rows(path, path.name, _columns(model)), model)
    kind = path.suffix or "–"
    raise bad_input(path.name, "file.kind", kind=kind)


def _json(path: Path) -> Iterator[RawValue]:
    value = load_json(path.name, bytes_of(path))
    for number, item in enumerate(value if isinstance(value, list) else [value]):
        yield RawValue(f"{path.name}[{number}]", item)


def _json_lines(path: Path) -> Iterator[RawValue]:
    data = bytes_of(path)
    refuse_empty(path.name, data)
    for line in json_lines(lines_of(io.BytesIO(data)), path.name):
        try:
            yield RawValue(line.location, line.value())
        except BadInput as error:
            yield RawValue(line.location, faults=_below(line.location, error.faults))


def _csv_rows(path: Path, model: type[Document]) -> Iterator[TableRow]:
    with open_file(path) as file:
        yield from csv_rows(lines_of(file), path.name, _columns(model))


def _columns(model: type[Document]) -> Columns:
    names = _HEAD_OF_LIST if model is ExportList else model.model_fields
    columns = tuple(column for name in names for column in columns_of(model, name))
    return Columns((*columns, *GoodsLine.model_fields) if model is ExportList else columns)


def _table(rows: Iterator[TableRow], model: type[Document]) -> Iterator[RawValue]:
    if model is ExportList:
        yield from _export_lists(rows)
        return
    for row in rows:
        if row.faults:
            yield RawValue(row.location, faults=_below(row.location, row.faults))
        else:
            yield RawValue(row.location, value_of(row.cells, model))


def _export_lists(rows: Iterator[TableRow]) -> Iterator[RawValue]:
    """Rows of goods lines gathered into lists: a new list begins where any column of its head changes."""
    seen: set[tuple[str, ...]] = set()
    for head, group in groupby(_headed(rows), key=lambda headed: headed[0]):
        members = [row for _, row in group]
        faults = [fault for row in members for fault in _below(row.location, row.faults)]
        whole = [row for row in members if not row.faults]
        if not whole:
            yield RawValue(members[0].location, faults=tuple(faults))
            continue
        location, numbers = whole[0].location, set(_numbers(head))
        if again := numbers & seen:
            number = min(again)[-1]
            faults.append(fault(location, "file.row", variant="list", number=number))
        seen |= numbers
        lines = [value_of(_part(row.cells, of_line=True), GoodsLine) for row in whole]
        yield RawValue(location, {**value_of(head, ExportList), "lines": lines}, tuple(faults))


def _headed(rows: Iterator[TableRow]) -> Iterator[tuple[Cells, TableRow]]:
    """Each row beside the columns of its list; one that could not be read counts to the list before it."""
    head: Cells = {}
    for row in rows:
        head = head if row.faults else _part(row.cells, of_line=False)
        yield head, row


def _part(cells: Cells, *, of_line: bool) -> Cells:
    return {column: cell for column, cell in cells.items() if (column in GoodsLine.model_fields) == of_line}


def _numbers(head: Cells) -> Iterator[tuple[str, ...]]:
    """The keys by which a file names a list: `("list_no", number)`, `("cop_no", agent, number)`, or both."""
    if "list_no" in head:
        yield ("list_no", head["list_no"])
    if "cop_no" in head:
        yield ("cop_no", head.get("agent.code", ""), head["cop_no"])


def _below(location: str, faults: tuple[Fault, ...] | list[Fault]) -> tuple[Fault, ...]:
    return tuple(fault.below(location) for fault in faults)
