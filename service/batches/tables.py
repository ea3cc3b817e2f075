"""Returns in a table: a row for each line of goods; rows that follow each other with the same head are one application.

Columns are named by their fields, and a line's note `line.note`, as the application has a note of its own.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from schemas.ceb import ReturnApplication
from schemas.declaration import ReturnDeclaration
from schemas.faults import BadInput, Fault, parse_value
from schemas.goods import GoodsLine
from service.files.cells import columns_of, value_of
from service.files.tables import Columns, TableRow

_KIND: Final = ("app_type", "app_status")
_LINE_NOTE: Final = "line.note"
_HEAD_FIELDS: Final = {name: field for name, field in ReturnDeclaration.model_fields.items() if name != "lines"}
_HEAD: Final = tuple(column for name in _HEAD_FIELDS for column in columns_of(ReturnDeclaration, name))
_LINE: Final = tuple(_LINE_NOTE if name == "note" else name for name in GoodsLine.model_fields)
COLUMNS: Final = (*_HEAD, *_LINE, *_KIND)
TABLE: Final = Columns(
    COLUMNS,
    required=(
        *(
            column
            for name, field in _HEAD_FIELDS.items()
            if field.is_required()
            for column in columns_of(ReturnDeclaration, name)
        ),
        *(name for name, field in GoodsLine.model_fields.items() if field.is_required()),
    ),
)
_MOST_LINES: Final = 100


def applications(rows: Iterator[TableRow], name: str) -> Iterator[tuple[str, list[TableRow]]]:
    """Rows gathered into applications, each with its location: `file:2` or `file:2-4`."""
    for _, group in groupby(rows, key=_head_of):
        gathered: list[TableRow] = []
        last = 0
        for row in group:
            last = row.number
            if len(gathered) <= _MOST_LINES:  # with one too many it is refused: the rest need not be kept
                gathered.append(row)
        first = gathered[0].number
        yield f"{name}:{first}" if first == last else f"{name}:{first}-{last}", gathered


def application_of(rows: list[TableRow]) -> ReturnApplication:
    """The application that rows describe together.

    Raises:
        BadInput: with every fault of theirs, the row named where there are several.
    """
    faults = [fault.below(f"{row.location} " if len(rows) > 1 else "") for row in rows for fault in row.faults]
    if faults:
        raise BadInput(faults)
    head = {column: cell for column, cell in rows[0].cells.items() if column in _HEAD}
    value: dict[str, object] = {**value_of(head, ReturnDeclaration), "lines": [_line(row) for row in rows]}
    kind = {name: rows[0].cells.get(name, usual) for name, usual in zip(_KIND, ("1", "2"), strict=True)}
    try:
        declaration = parse_value(ReturnDeclaration, value)
    except BadInput as error:
        raise BadInput(_with_row(fault, rows) for fault in error.faults) from None
    return parse_value(ReturnApplication, {**kind, "declaration": declaration.model_dump(mode="json")})


def _with_row(fault: Fault, rows: list[TableRow]) -> Fault:
    """A fault of a line, with the row that the line stands in where there are several."""
    parts = fault.pointer.split("/")
    if len(rows) > 1 and parts[1:2] == ["lines"] and len(parts) > 2 and parts[2].isdigit():
        return fault.below(f"{rows[int(parts[2])].location} ")
    return fault


def _line(row: TableRow) -> dict[str, object]:
    cells = {column: cell for column, cell in row.cells.items() if column in _LINE}
    if _LINE_NOTE in cells:
        cells["note"] = cells.pop(_LINE_NOTE)
    return value_of(cells, GoodsLine)


def _head_of(row: TableRow) -> tuple[object, ...]:
    if row.faults and not row.cells:
        return (row.number,)
    return tuple(row.cells.get(column) for column in (*_HEAD, *_KIND))
