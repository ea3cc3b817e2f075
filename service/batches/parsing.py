"""Read a file of returns row by row, in bounded memory; a broken row never stops the others.

The content tells what a file is: CSV (UTF-8 or GB18030), XLSX, JSON Lines, a CEB213 message, or a ZIP of these.
"""

import logging
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from io import BufferedReader
from itertools import islice
from pathlib import Path
from typing import Final

from schemas.base import BOM
from schemas.ceb import ReturnApplication, Unreadable, read_return_message
from schemas.declaration import ReturnDeclaration
from schemas.faults import BadInput, Fault
from service.batches.tables import TABLE, application_of, applications
from service.files import archives
from service.files.lines import MOST_LINE, JsonLine, json_lines, lines_of
from service.files.tables import TableRow, csv_rows, sheet_rows
from service.problems import bad_input, fault

_log = logging.getLogger(__name__)
MOST_ROWS: Final = 1_000_000
MOST_MESSAGE: Final = 32 * 1024 * 1024
"""How many bytes a message may have; it is read whole."""
_ZIPS: Final = (b"PK\x03\x04", b"PK\x05\x06")


@dataclass(frozen=True)
class BatchEntry:
    """One application of a batch's file, or what keeps it from being read.

    `row` counts applications over the whole upload, from 1; `location` names the file and the row in it.
    """

    row: int
    location: str
    application: ReturnApplication | None
    application_no: str | None
    faults: tuple[Fault, ...] = ()


def _ignore() -> None:
    """What is done at a row that is passed over, where nothing is asked: nothing."""


Unparsed = tuple[str, Callable[[], BatchEntry]]
"""The location of an application, and what parses it: rows that are passed over are not parsed."""


def read(path: Path, name: str, after: int = 0, passing: Callable[[], None] = _ignore) -> Iterator[BatchEntry]:
    """The applications of a file behind the first `after`; `passing` is called at each that is passed over.

    Raises:
        BadInput: the file cannot be read as what it is, or it holds more than a million rows.
    """
    for row, (location, parse) in enumerate(_file(path, name), start=1):
        if row > MOST_ROWS:
            raise bad_input(location, "batch.too_many", most=MOST_ROWS)
        if row > after:
            yield replace(_read(location, parse), row=row, location=location)
        else:
            passing()


def count(path: Path, name: str, passing: Callable[[], None] = _ignore) -> int:
    """How many applications a file holds, at most one more than is allowed; `passing` is called at each.

    Raises:
        BadInput: as `read`.
    """
    counted = 0
    for _ in islice(_file(path, name), MOST_ROWS + 1):
        counted += 1
        passing()
    return counted


def _read(location: str, parse: Callable[[], BatchEntry]) -> BatchEntry:
    try:
        return parse()
    except BadInput as error:
        return BatchEntry(0, location, None, None, error.faults)
    except Exception:
        _log.exception("a row of a batch could not be read")
        return BatchEntry(0, location, None, None, (fault("", "internal", variant="part"),))


def _file(path: Path, name: str) -> Iterator[Unparsed]:
    with path.open("rb") as stream:
        head = stream.read(4)
        stream.seek(0)
        if head not in _ZIPS:
            yield from _stream(stream, name)
            return
    if archives.is_workbook(path):
        yield from _table(sheet_rows(path, name, TABLE), name)
        return
    with archives.open_archive(path) as members:
        if not members:
            raise bad_input(name, "file.empty", variant="archive")
        for member, inner in members:
            yield from _member(inner, f"{name}/{member}")


def _member(stream: BufferedReader, name: str) -> Iterator[Unparsed]:
    if stream.peek(4)[:4] not in _ZIPS:
        yield from _stream(stream, name)
        return
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as copy:
        while piece := stream.read(MOST_LINE):
            copy.write(piece)
        copy.flush()
        inner = Path(copy.name)
        if not archives.is_workbook(inner):
            raise bad_input(name, "batch.zip_nested")
        yield from _table(sheet_rows(inner, name, TABLE), name)


def _stream(stream: BufferedReader, name: str) -> Iterator[Unparsed]:
    first = stream.readline(MOST_LINE + 1)
    opening = first.removeprefix(BOM).lstrip()[:1]
    if opening == b"<":
        yield from _message(first, stream, name)
    elif opening in (b"{", b"["):
        yield from ((line.location, partial(_declared, line)) for line in json_lines(lines_of(stream, first), name))
    else:
        yield from _table(csv_rows(lines_of(stream, first), name, TABLE), name)


def _declared(line: JsonLine) -> BatchEntry:
    declaration = line.document(ReturnDeclaration)
    application = ReturnApplication(app_type="1", app_status="2", declaration=declaration)
    return BatchEntry(0, "", application, declaration.application_no)


def _message(first: bytes, stream: BufferedReader, name: str) -> Iterator[Unparsed]:
    data = first + stream.read(MOST_MESSAGE)
    if len(data) > MOST_MESSAGE:
        raise bad_input(name, "batch.message", most=MOST_MESSAGE)
    try:
        message = read_return_message(data)
    except BadInput as error:
        raise BadInput(fault.below(f"{name} ") for fault in error.faults) from None
    for number, entry in enumerate(message.entries, start=1):
        yield f"{name}/InvtRefund[{number}]", partial(_applied, entry)


def _applied(entry: ReturnApplication | Unreadable) -> BatchEntry:
    if isinstance(entry, Unreadable):
        return BatchEntry(0, "", None, entry.application_no, entry.faults)
    return BatchEntry(0, "", entry, entry.declaration.application_no)


def _table(rows: Iterator[TableRow], name: str) -> Iterator[Unparsed]:
    for location, group in applications(rows, name):
        yield location, partial(_tabled, group)


def _tabled(group: list[TableRow]) -> BatchEntry:
    number = group[0].cells.get("application_no")
    try:
        application = application_of(group)
    except BadInput as error:
        return BatchEntry(0, "", None, number, error.faults)
    return BatchEntry(0, "", application, number)
