"""Every kind of file gives the same applications; every kind of damage is told by file and row."""

import io
import zipfile
from pathlib import Path

import pytest

from schemas.faults import BadInput
from service.batches import parsing
from service.batches.parsing import BatchEntry, count, read
from service.batches.tables import COLUMNS
from service.batches.templates import csv_template, xlsx_template
from service.files import archives, lines
from tests import builders
from tests.batch.files import HEAD, a_csv, a_jsonl, a_zip, an_xlsx, cells, kept
from tests.messages import refund, returns_message


def _read(folder: Path, data: bytes, name: str = "returns", after: int = 0) -> list[BatchEntry]:
    return list(read(kept(folder, data), name, after))


def _refused(folder: Path, data: bytes) -> tuple[str, str]:
    with pytest.raises(BadInput) as error:
        _read(folder, data)
    return error.value.faults[0].code, error.value.faults[0].pointer


@pytest.mark.parametrize(
    "data",
    [
        a_csv(cells()),
        a_csv(cells(), encoding="utf-8"),
        a_csv(cells(), encoding="gb18030"),
        an_xlsx(cells()),
        a_jsonl(1, application_no="R20260502-0001"),
        a_zip(a__csv=a_csv(cells())),
        a_zip(a__xlsx=an_xlsx(cells())),
        a_zip(__MACOSX=b"x", a__jsonl=a_jsonl(1, application_no="R20260502-0001")),
    ],
    ids=["csv", "csv without mark", "gb18030", "xlsx", "jsonl", "zip of csv", "zip of xlsx", "zip from a mac"],
)
def test_every_kind_of_file_gives_the_same_declaration(tmp_path: Path, data: bytes) -> None:
    (entry,) = _read(tmp_path, data)
    assert entry.faults == ()
    assert entry.application is not None
    assert entry.application.declaration == builders.a_declaration()
    assert (entry.row, entry.application_no) == (1, "R20260502-0001")
    assert (entry.application.app_type, entry.application.app_status) == ("1", "2")


def test_a_message_and_an_archive_of_messages(tmp_path: Path) -> None:
    message = returns_message(refund(), refund("3", application_no="R-2"))
    for data in (message, a_zip(b__xml=message)):
        entries = _read(tmp_path, data)
        assert [each.application.app_type for each in entries if each.application] == ["1", "3"]
    both = a_zip(b__xml=message, a__jsonl=a_jsonl(2))
    assert [entry.application_no for entry in _read(tmp_path, both)] == ["B-1", "B-2", "R20260502-0001", "R-2"]


def test_rows_that_follow_each_other_are_one_application(tmp_path: Path) -> None:
    two = builders.line_json(line_no=2, quantity="1")
    data = a_csv(cells(), cells(two), cells(application_no="R-2"))
    first, second = _read(tmp_path, data, "a.csv")
    assert first.application is not None
    assert [line.line_no for line in first.application.declaration.lines] == [1, 2]
    assert (first.location, second.location) == ("a.csv:2-3", "a.csv:4")


def test_an_application_of_ever_so_many_rows_is_refused_as_one(tmp_path: Path) -> None:
    rows = [cells(builders.line_json(line_no=number)) for number in range(1, 500)]
    many, other = _read(tmp_path, a_csv(*rows, cells(application_no="R-2")), "a.csv")
    assert (many.location, [fault.code for fault in many.faults]) == ("a.csv:2-500", ["field.count"])
    assert (other.location, other.faults) == ("a.csv:501", ())


@pytest.mark.parametrize("make", [a_csv, an_xlsx], ids=["csv", "xlsx"])
def test_a_broken_row_stops_no_other(tmp_path: Path, make: object) -> None:
    wrong = cells(application_no="R-2")
    wrong[COLUMNS.index("quantity")] = "１"
    entries = _read(tmp_path, make(cells(), wrong, cells(application_no="R-3")), "a")  # type: ignore[operator]
    assert [bool(entry.application) for entry in entries] == [True, False, True]
    (fault,) = entries[1].faults
    assert (fault.pointer, fault.code, entries[1].application_no) == ("/lines/0/quantity", "field.quantity", "R-2")


def test_a_fault_in_a_later_line_names_its_row(tmp_path: Path) -> None:
    wrong = cells(builders.line_json(line_no=2, unit="x"))
    (entry,) = _read(tmp_path, a_csv(cells(), wrong), "a.csv")
    assert [fault.pointer for fault in entry.faults] == ["a.csv:3 /lines/1/unit"]


def test_numbers_in_cells_are_refused(tmp_path: Path) -> None:
    row: list[object] = [*cells()]
    row[COLUMNS.index("hs_code")] = 6109100021
    (entry,) = _read(tmp_path, an_xlsx(row))
    assert [fault.code for fault in entry.faults] == ["cell.number"]


def test_reading_goes_on_behind_a_row(tmp_path: Path) -> None:
    data = a_jsonl(5)
    assert [entry.row for entry in _read(tmp_path, data, after=3)] == [4, 5]
    table = a_csv(*(cells(application_no=f"R-{n}") for n in range(1, 6)))
    assert [entry.application_no for entry in _read(tmp_path, table, after=4)] == ["R-5"]
    assert count(kept(tmp_path, table), "a") == 5


@pytest.mark.parametrize("template", [csv_template, xlsx_template], ids=["csv", "xlsx"])
def test_the_templates_can_be_read(tmp_path: Path, template: object) -> None:
    (entry,) = _read(tmp_path, template())  # type: ignore[operator]
    assert entry.application is not None, entry.faults
    assert len(entry.application.declaration.lines) == 2


@pytest.mark.parametrize(
    ("data", "code", "pointer"),
    [
        (b"", "file.empty", "returns"),
        (b"\n\n", "file.column", "returns:1"),
        (a_csv(head=["application_nr", *HEAD[1:]]), "file.column", "returns:1 application_nr"),
        (a_csv(head=[*HEAD, HEAD[0]]), "file.column", "returns:1 application_no"),
        (a_csv(head=HEAD[1:]), "file.column", "returns:1"),
        (b"<a/>", "xml.root", "returns /a"),
        (a_zip(), "file.empty", "returns"),
        (a_zip(a__zip=a_zip(b__csv=b"x")), "batch.zip_nested", "returns/a.zip"),
        (a_zip(a__csv=a_csv(cells()))[:-30], "batch.zip_broken", ""),
        (an_xlsx(cells())[:900], "batch.zip_broken", ""),
    ],
    ids=[
        "nothing",
        "blank",
        "wrong column",
        "column twice",
        "column missing",
        "other xml",
        "empty zip",
        "zip in zip",
        "cut zip",
        "cut xlsx",
    ],
)
def test_a_file_that_cannot_be_read_is_told_so(tmp_path: Path, data: bytes, code: str, pointer: str) -> None:
    assert _refused(tmp_path, data) == (code, pointer)


def test_a_wrong_column_is_told_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="did you mean application_no"):
        _read(tmp_path, a_csv(head=["application_nr", *HEAD[1:]]))


def test_a_row_in_another_encoding_is_told_so(tmp_path: Path) -> None:
    mixed = a_csv(cells()) + a_csv(cells(application_no="R-2"), encoding="gb18030").split(b"\n", 1)[1]
    first, second = _read(tmp_path, mixed)
    assert first.application is not None
    assert [fault.code for fault in second.faults] == ["file.encoding"]


def test_a_line_without_end_is_one_bad_row(tmp_path: Path) -> None:
    data = a_jsonl(1) + b"{" + b" " * (3 * lines.MOST_LINE) + b"}\n" + a_jsonl(1, application_no="B-2")
    entries = _read(tmp_path, data)
    assert [fault.code for entry in entries for fault in entry.faults] == ["batch.line"]
    assert [entry.application_no for entry in entries] == ["B-1", None, "B-2"]


def test_nul_bytes_and_overlong_cells_are_faults_of_their_row(tmp_path: Path) -> None:
    nul = a_csv(cells(application_no="R-2")).split(b"\n", 1)[1].replace(b"R-2", b"R\0-2")
    entries = _read(tmp_path, a_csv(cells(reason="x" * 20_000)) + nul + a_csv(cells()).split(b"\n", 1)[1])
    assert [bool(entry.faults) for entry in entries] == [True, True, False]


def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    bomb = a_zip(a__csv=a_csv(cells()) + b" " * (64 * 1024 * 1024))
    assert len(bomb) < 200_000
    assert _refused(tmp_path, bomb)[0] == "batch.zip_bomb"


def test_an_archive_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    data = bytearray(a_zip(a__csv=a_csv(cells()) + b" " * (64 * 1024 * 1024)))
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = (100).to_bytes(4, "little")
    assert _refused(tmp_path, bytes(data))[0] in ("batch.zip_bomb", "batch.zip_broken", "file.column")


def test_too_many_files_and_encrypted_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_ENTRIES", 3)
    assert _refused(tmp_path, a_zip(**{f"a{n}": b"x" for n in range(4)}))[0] == "batch.zip_entries"
    data = bytearray(a_zip(a__csv=a_csv(cells())))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    assert _refused(tmp_path, bytes(data))[0] == "batch.zip_encrypted"


def test_more_rows_than_a_million_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "MOST_ROWS", 3)
    assert _refused(tmp_path, a_jsonl(4))[0] == "batch.too_many"


def test_a_member_is_read_only_when_its_turn_comes(tmp_path: Path) -> None:
    path = kept(tmp_path, a_zip(a__jsonl=a_jsonl(1), b__csv=b"wrong"))
    entries = read(path, "x")
    assert next(entries).application_no == "B-1"
    with pytest.raises(BadInput):
        next(entries)
    assert zipfile.is_zipfile(path)


def test_a_header_of_ever_so_many_columns_is_refused_at_once(tmp_path: Path) -> None:
    """Each of them was compared with every known column: a file of 700 kB took minutes."""
    wide = b",".join(b"x%d" % number for number in range(100_000))
    assert _refused(tmp_path, wide) == ("file.column", "returns:1")


@pytest.mark.parametrize(
    "spread",
    [
        b'<row r="1048576"><c r="XFD1048576"/></row>',
        b"<x:row/>" * 1_000_000 + b"<x:row>" + b"<x:c/>" * 1000 + b"</x:row>",
        b"<row\nr\n=\n'1048575'>" + b"<c\n/>" * 1000 + b"</row>",
    ],
    ids=["by its address", "by counting on", "in odd writing"],
)
def test_a_sheet_that_spreads_few_cells_far_is_refused_before_room_is_made(tmp_path: Path, spread: bytes) -> None:
    """A workbook of 6 kB took all memory: its reader makes room for each cell between the first and the last."""
    with zipfile.ZipFile(io.BytesIO(an_xlsx(cells()))) as book:
        files = {name: book.read(name) for name in book.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    files[sheet] = files[sheet].replace(b"</sheetData>", spread + b"</sheetData>")
    assert _refused(tmp_path, a_zip(**files))[0] == "batch.zip_bomb"


@pytest.mark.parametrize("hidden", ["__MACOSX/sheet1.xml", ".sheet1.xml", "sheet1.xml/"])
def test_nor_does_a_spread_sheet_hide_under_a_name_that_archives_pass_over(tmp_path: Path, hidden: str) -> None:
    with zipfile.ZipFile(io.BytesIO(an_xlsx(cells()))) as book:
        files = {name: book.read(name) for name in book.namelist()}
    spread = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    files[hidden] = files.pop("xl/worksheets/sheet1.xml").replace(b"</sheetData>", spread)
    relations = "xl/_rels/workbook.xml.rels"
    files[relations] = files[relations].replace(b"worksheets/sheet1.xml", f"/{hidden}".encode())
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    assert _refused(tmp_path, data.getvalue())[0] == "batch.zip_bomb"


def test_a_sheet_with_gaps_and_a_far_cell_is_read(tmp_path: Path) -> None:
    rows: list[list[str]] = [[] for _ in range(20_000)]
    entries = _read(tmp_path, an_xlsx(cells(), *rows, [*cells(application_no="R-2"), *[""] * 20]))
    assert [entry.application_no for entry in entries] == ["R20260502-0001", "R-2"]


def test_an_archive_of_ever_so_many_entries_is_refused_before_its_directory_is_read(tmp_path: Path) -> None:
    """A directory of 100,000 entries took 23 MiB of memory before they were counted."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for number in range(100_000):
            archive.writestr(f"{number:0100}.csv", b"")
    assert _refused(tmp_path, data.getvalue()) == ("batch.zip_entries", "")


@pytest.mark.parametrize(
    ("mark", "told"), [(";", "各列须以逗号分隔，而非分号"), ("\t", "各列须以逗号分隔，而非制表符")]
)
def test_other_separators_than_commas_are_told_as_such(tmp_path: Path, mark: str, told: str) -> None:
    with pytest.raises(BadInput) as error:
        _read(tmp_path, mark.join(HEAD).encode())
    (fault,) = error.value.faults
    assert (fault.code, fault.pointer, fault.zh) == ("file.column", "returns:1", told)
