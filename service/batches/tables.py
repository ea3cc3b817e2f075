"""Returns in a table: a row for each line of goods; rows that follow each other with the same head are one application.

A column is named by its field (`platform.code`), alone or behind Chinese words: `平台代码 platform.code`.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import groupby
from pathlib import Path
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

from schemas.ceb import ReturnApplication
from schemas.declaration import ReturnDeclaration
from schemas.faults import BadInput, Fault, parse_value
from schemas.goods import GoodsLine
from service.files.documents import flat_columns, refuse_wide, text_of_cell, value_of

_KIND: Final = ("app_type", "app_status")
_LINE_NOTE: Final = "line.note"
HEAD: Final = tuple(
    column
    for name in ReturnDeclaration.model_fields
    if name != "lines"
    for column in flat_columns(ReturnDeclaration, name)
)
LINE: Final = tuple(_LINE_NOTE if name == "note" else name for name in GoodsLine.model_fields)
COLUMNS: Final = (*HEAD, *LINE, *_KIND)
_REQUIRED: Final = tuple(
    column
    for name, each in ReturnDeclaration.model_fields.items()
    if name != "lines" and each.is_required()
    for column in flat_columns(ReturnDeclaration, name)
) + tuple(name for name, each in GoodsLine.model_fields.items() if each.is_required())
MOST_CELL: Final = 10_000
_MOST_LINES: Final = 100


@dataclass
class Row:
    """A row: its number in the file, its cells by column, and what is wrong with it already."""

    location: str
    number: int
    cells: dict[str, str]
    faults: list[Fault] = field(default_factory=list)


def csv_rows(lines: Iterator[bytes], name: str) -> Iterator[Row]:
    """The rows of a CSV file, UTF-8 or GB18030: the first line that is not ASCII decides which.

    Raises:
        BadInput: the file is empty or its header is not right.
    """
    decoder = _Decoder()
    reader = csv.reader(decoder.decoded(lines))
    header: list[str] | None = None
    while True:
        faults: list[Fault] = []
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            cells = []
            faults = [_fault("", "file.csv", f"不是有效的 CSV：{error}", f"not valid CSV: {error}")]
        number = reader.line_num
        location = f"{name}:{number}"
        if header is None:
            if faults or decoder.take_bad():
                raise BadInput.at(location, "file.encoding", "表头无法读取", "the header cannot be read")
            header = _header(cells, location)
            continue
        if decoder.take_bad():
            faults.append(_mixed(decoder.encoding or "utf-8"))
        if faults or any(cells):
            yield _row(location, number, header, cells, faults)
    if header is None:
        raise BadInput.at(name, "file.empty", "文件是空的", "the file is empty")


def sheet_rows(path: Path, name: str) -> Iterator[Row]:
    """The rows of a workbook's first sheet.

    Raises:
        BadInput: it is no workbook, is empty or its header is not right.
    """
    try:
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows()
        header: list[str] | None = None
        for number, cells in enumerate(rows, start=1):
            location = f"{name}:{number}"
            texts, faults = _texts(cells)
            if header is None:
                if faults:
                    raise BadInput(fault.below(location) for fault in faults)
                header = _header(texts, location)
            elif faults or any(texts):
                yield _row(location, number, header, texts, faults)
    except CalamineError as error:
        raise BadInput.at(name, "file.xlsx", f"不是有效的 XLSX：{error}", f"not a valid XLSX: {error}") from None
    if header is None:
        raise BadInput.at(name, "file.empty", "文件是空的", "the file is empty")


def applications(rows: Iterator[Row], name: str) -> Iterator[tuple[str, list[Row]]]:
    """Rows gathered into applications, each with its location: `file:2` or `file:2-4`."""
    for _, group in groupby(rows, key=_head):
        gathered: list[Row] = []
        last = 0
        for row in group:
            last = row.number
            if len(gathered) <= _MOST_LINES:  # with one too many it is refused: the rest need not be kept
                gathered.append(row)
        first = gathered[0].number
        yield f"{name}:{first}" if first == last else f"{name}:{first}-{last}", gathered


def application_of(rows: list[Row]) -> ReturnApplication:
    """The application that rows tell together.

    Raises:
        BadInput: with every fault of theirs, the row named where there are several.
    """
    faults = [fault.below(f"{row.location} " if len(rows) > 1 else "") for row in rows for fault in row.faults]
    if faults:
        raise BadInput(faults)
    head = {column: cell for column, cell in rows[0].cells.items() if column in HEAD}
    value: dict[str, object] = {**value_of(head, ReturnDeclaration), "lines": [_line(row) for row in rows]}
    kind = {name: rows[0].cells.get(name, usual) for name, usual in zip(_KIND, ("1", "2"), strict=True)}
    try:
        declaration = parse_value(ReturnDeclaration, value)
    except BadInput as error:
        raise BadInput(_placed(fault, rows) for fault in error.faults) from None
    return parse_value(ReturnApplication, {**kind, "declaration": declaration.model_dump(mode="json")})


def _placed(fault: Fault, rows: list[Row]) -> Fault:
    """A fault of a line, with the row it stands in."""
    parts = fault.pointer.split("/")
    if len(rows) > 1 and parts[1:2] == ["lines"] and len(parts) > 2 and parts[2].isdigit():
        return fault.below(f"{rows[int(parts[2])].location} ")
    return fault


def _line(row: Row) -> dict[str, object]:
    cells = {column: cell for column, cell in row.cells.items() if column in LINE}
    if _LINE_NOTE in cells:
        cells["note"] = cells.pop(_LINE_NOTE)
    return value_of(cells, GoodsLine)


def _head(row: Row) -> tuple[object, ...]:
    if row.faults and not row.cells:
        return (row.number,)
    return tuple(row.cells.get(column) for column in (*HEAD, *_KIND))


def _header(cells: list[str], location: str) -> list[str]:
    mark = next((mark for mark in ";\t" if len(cells) == 1 and mark in cells[0]), None)
    if mark is not None:
        zh, en = ("分号", "semicolons") if mark == ";" else ("制表符", "tabs")
        raise BadInput.at(location, "file.column", f"各列须以逗号分隔，而非{zh}", f"commas part the columns, not {en}")
    columns = [cell.split()[-1] if cell.split() else "" for cell in cells]
    while columns and not columns[-1]:
        columns.pop()
    refuse_wide(location, columns)
    faults = [_unknown(column) for column in columns if column not in COLUMNS]
    twice = sorted({column for column in columns if columns.count(column) > 1})
    faults += [_fault(f" {each}", "file.column", "列名重复", "the column stands more than once") for each in twice]
    missing = [column for column in _REQUIRED if column not in columns]
    if missing:
        told = ", ".join(missing)
        faults.append(_fault("", "file.column", f"缺少列：{told}", f"columns are missing: {told}"))
    if faults:
        raise BadInput(fault.below(location) for fault in faults)
    return columns


def _unknown(column: str) -> Fault:
    near = get_close_matches(column, COLUMNS, 1)
    zh, en = "没有这一列", "there is no such column"
    if near:
        zh, en = f"{zh}；是否为 {near[0]}？", f"{en}; did you mean {near[0]}?"
    return _fault(f" {column}", "file.column", zh, en)


def _row(location: str, number: int, header: list[str], cells: list[str], faults: list[Fault]) -> Row:
    if any(cells[len(header) :]):
        zh, en = "单元格多于表头", "the row has more cells than the header"
        faults.append(_fault("", "file.row", zh, en))
    long = [column for column, cell in zip(header, cells, strict=False) if len(cell) > MOST_CELL]
    for column in long:
        zh, en = f"单元格超过 {MOST_CELL} 个字符", f"the cell has more than {MOST_CELL} characters"
        faults.append(_fault(f" {column}", "batch.cell", zh, en))
    return Row(
        location, number, {column: cell for column, cell in zip(header, cells, strict=False) if cell != ""}, faults
    )


def _texts(cells: Iterable[object]) -> tuple[list[str], list[Fault]]:
    texts: list[str] = []
    faults: list[Fault] = []
    for cell in cells:
        try:
            texts.append(text_of_cell("", cell))
        except BadInput as error:
            texts.append("")
            faults.extend(error.faults)
    return texts, faults


class _Decoder:
    """Lines of bytes as text; the first that is not ASCII decides between UTF-8 and GB18030 for all."""

    def __init__(self) -> None:
        self.encoding: str | None = None
        self._bad = False

    def decoded(self, lines: Iterator[bytes]) -> Iterator[str]:
        for line in lines:
            yield self._text(line).replace("\0", "�")

    def take_bad(self) -> bool:
        """Whether a line since the last call could not be decoded."""
        bad, self._bad = self._bad, False
        return bad

    def _text(self, line: bytes) -> str:
        if b"\0" in line:
            self._bad = True
        if self.encoding is None and not line.isascii():
            self.encoding = "utf-8" if _fits(line, "utf-8") else "gb18030"
        try:
            return line.decode(self.encoding or "ascii")
        except UnicodeDecodeError:
            self._bad = True
            return line.decode(self.encoding or "ascii", errors="replace")


def _fits(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _mixed(encoding: str) -> Fault:
    return _fault(
        "",
        "file.encoding",
        f"此行不是 {encoding.upper()} 编码，与文件其余部分不同",
        f"this row is not {encoding.upper()}, as the rest of the file is",
    )


def _fault(pointer: str, code: str, zh: str, en: str) -> Fault:
    return Fault(pointer=pointer, code=code, zh=zh, en=en)
