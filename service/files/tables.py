"""Tables in CSV and XLSX, read row by row: a header that names columns, then rows, each with its location and faults.

A column is named in the header by its name (`platform.code`), alone or behind other words: `平台代码 platform.code`.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import chain, repeat
from pathlib import Path
from typing import Final
from zipfile import is_zipfile

from python_calamine import CalamineError, CalamineWorkbook

from schemas.faults import BadInput, Fault
from service.files.archives import check_bomb
from service.files.cells import text_of_cell
from service.files.documents import bytes_of, open_file
from service.files.lines import MOST_LINE
from service.problems import bad_input, fault

MOST_CELL: Final = 10_000
"""How many characters a cell may have."""
_MOST_COLUMNS: Final = 200
_OLD_WORKBOOK: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a workbook of the format before XLSX begins, which is read under the other's name too."""
_Record = tuple[int, list[str], list[Fault]]
"""A row's number in the file, its cells, and what is wrong with it already."""


@dataclass(frozen=True)
class Columns:
    """The columns that a table may have, and those of them that its header must name."""

    known: tuple[str, ...]
    required: tuple[str, ...] = ()


@dataclass
class TableRow:
    """A row below the header: its location (`file:2`), its number in the file, from 1, and what it holds by column.

    Blank cells are left out. What is wrong with it has pointers behind its location: `""`, or ` column`.
    """

    location: str
    number: int
    cells: dict[str, str]
    faults: list[Fault] = field(default_factory=list)


def csv_rows(lines: Iterator[bytes], name: str, columns: Columns) -> Iterator[TableRow]:
    """The rows of a CSV file that are not blank.

    It is UTF-8 or GB18030; the first line that is not ASCII decides which, and a row that is the other is faulty.

    Raises:
        BadInput: the file is empty, or its header cannot be read or is not right.
    """
    return _rows(_csv_records(lines, name), name, columns)


def sheet_rows(path: Path, name: str, columns: Columns) -> Iterator[TableRow]:
    """The rows of a workbook's first sheet that are not blank; a bomb is refused before it is opened.

    Raises:
        BadInput: it is no workbook, is empty, inflates too far, or its header is not right.
    """
    return _rows(_sheet_records(path, name), name, columns)


def _rows(records: Iterator[_Record], name: str, columns: Columns) -> Iterator[TableRow]:
    header: list[str] | None = None
    for number, cells, faults in records:
        location = f"{name}:{number}"
        if header is None:
            _refuse(location, faults)
            header = _header(cells, location, columns)
        elif faults or any(cells):
            yield _row(location, number, header, cells, faults)
    if header is None:
        raise bad_input(name, "file.empty", variant="file")


def _csv_records(lines: Iterator[bytes], name: str) -> Iterator[_Record]:
    decoder = _Decoder()
    reader = csv.reader(decoder.decoded(_parted(lines)))
    for is_header in chain((True,), repeat(False)):
        faults: list[Fault] = []
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            cells = []
            faults.append(fault("", "file.csv", reason=error))
        if decoder.take_bad():
            if is_header:
                raise bad_input(name, "file.encoding", variant="file")
            faults.append(_mixed(decoder.encoding or "utf-8"))
        yield reader.line_num, cells, faults


def _sheet_records(path: Path, name: str) -> Iterator[_Record]:
    try:
        for number, cells in enumerate(_workbook(path, name).get_sheet_by_index(0).iter_rows(), start=1):
            yield number, *_texts(cells)
    except CalamineError as error:
        raise _no_workbook(name, str(error)) from None


def _workbook(path: Path, name: str) -> CalamineWorkbook:
    with open_file(path) as file:
        head = file.read(len(_OLD_WORKBOOK))
    if head == _OLD_WORKBOOK:
        return CalamineWorkbook.from_filelike(io.BytesIO(bytes_of(path)))
    if not is_zipfile(path):  # never left to the workbook's reader, which looks further for an archive than we would
        raise _no_workbook(name, "no archive")
    try:
        check_bomb(path)
    except BadInput as error:
        raise BadInput(fault.below(f"{name} " if fault.pointer else name) for fault in error.faults) from None
    return CalamineWorkbook.from_path(path)


def _no_workbook(name: str, reason: str) -> BadInput:
    return bad_input(name, "file.xlsx", reason=reason)


def _refuse(location: str, faults: list[Fault]) -> None:
    if faults:
        raise BadInput(fault.below(location) for fault in faults)


def _header(cells: list[str], location: str, columns: Columns) -> list[str]:
    mark = next((mark for mark in ";\t" if len(cells) == 1 and mark in cells[0]), None)
    if mark is not None:
        raise bad_input(location, "file.column", variant="semicolons" if mark == ";" else "tabs")
    header = [cell.split()[-1] if cell.split() else "" for cell in cells]
    while header and not header[-1]:
        header.pop()
    if len(header) > _MOST_COLUMNS:  # before each is compared with every column that there is
        raise bad_input(location, "file.column", variant="too_many", count=len(header), most=_MOST_COLUMNS)
    needed = columns.required if header else columns.known
    missing = ", ".join(column for column in needed if column not in header)
    others = [column for column in header if column not in columns.known]
    faults = [_unknown(column, columns.known, all_named=not missing) for column in others]
    twice = sorted({column for column in header if header.count(column) > 1})
    faults += [fault(f" {column}", "file.column", variant="repeated") for column in twice]
    if missing:
        faults.append(fault("", "file.column", variant="missing", names=missing))
    _refuse(location, faults)
    return header


def _unknown(column: str, known: tuple[str, ...], *, all_named: bool) -> Fault:
    """The fault of a column that there is not: the nearest is suggested, or else all, unless the missing are named."""
    if near := get_close_matches(column, known, 1):
        return fault(f" {column}", "file.column", variant="near", name=near[0])
    if all_named:
        return fault(f" {column}", "file.column", variant="unknown", names=", ".join(known))
    return fault(f" {column}", "file.column", variant="stray")


def _row(location: str, number: int, header: list[str], cells: list[str], faults: list[Fault]) -> TableRow:
    if any(cells[len(header) :]):
        faults.append(fault("", "file.row", variant="cells"))
    filled = {column: cell for column, cell in zip(header, cells, strict=False) if cell != ""}
    for column, cell in filled.items():
        if len(cell) > MOST_CELL:
            faults.append(fault(f" {column}", "batch.cell", most=MOST_CELL))
    return TableRow(location, number, filled, faults)


def _texts(cells: Iterable[object]) -> tuple[list[str], list[Fault]]:
    texts: list[str] = []
    faults: list[Fault] = []
    for cell in cells:
        try:
            texts.append(text_of_cell(cell))
        except BadInput as error:
            texts.append("")
            faults.extend(error.faults)
    return texts, faults


def _parted(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Lines parted at carriage returns alone, as old spreadsheets end them, where the first one is ended so."""
    first = next(pieces, b"")
    if b"\r" not in first.rstrip(b"\r\n") and b"\n" in first:
        yield first
        yield from pieces
        return
    rest = b""
    for piece in chain((first,) if first else (), pieces):
        *whole, rest = (rest + piece).splitlines(keepends=True)
        yield from whole
        if len(rest) > MOST_LINE:
            yield rest
            rest = b""
    if rest:
        yield rest


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
        self._bad |= b"\0" in line
        candidates = (self.encoding,) if self.encoding else ("ascii", "utf-8", "gb18030")
        for encoding in candidates:
            with suppress(UnicodeDecodeError):
                text = line.decode(encoding)
                self.encoding = None if encoding == "ascii" else encoding
                return text
        self._bad, self.encoding = True, candidates[-1]
        return line.decode(self.encoding, errors="replace")


def _mixed(encoding: str) -> Fault:
    return fault("", "file.encoding", variant="row", encoding=encoding.upper())
