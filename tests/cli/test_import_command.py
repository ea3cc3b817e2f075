"""`tongtui import`: every register from every kind of file, whole or not at all."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import xlsxwriter

from schemas.base import Document
from schemas.ceb import write_exports
from schemas.export_list import ExportList
from schemas.faults import BadInput, parse_value
from schemas.goods import GoodsLine
from schemas.registers import Enterprise, Office, SupervisionSite
from service.context import Context
from service.registers import entries, export_lists
from service.registers.importing import documents_of
from tests import builders
from tests.command import Tongtui
from tests.contracts.test_ceb_writing import inventory
from tests.messages import GUID, SENDER, released, replaced, returns_message

Table = list[list[Any]]
ROWS: dict[str, list[dict[str, Any]]] = {
    "sites": [builders.site_json(businesses=["retail_export", "retail_import"]), builders.site_json(site_code="NB1")],
    "enterprises": [builders.enterprise_json(), builders.agent_json(entrusted_by=["A1", "B2"], standing=None)],
    "offices": [{"code": "0101", "name": "测试办事处", "valid_from": None, "valid_until": None, "source": "测试登记"}],
    "exports": [
        builders.export_list_json(
            lines=[builders.line_json(), builders.line_json(line_no=2, hs_code="0102030405", second_quantity=None)]
        ),
        builders.export_list_json(cop_no=None, list_no="01002026E000000002", exported_on=None),
    ],
}
MODELS: dict[str, type[Document]] = {
    "sites": SupervisionSite,
    "enterprises": Enterprise,
    "offices": Office,
    "exports": ExportList,
}


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case list():
            return ";".join(value)
    return str(value)


def _flat(row: dict[str, Any]) -> dict[str, str]:
    cells = {}
    for name, value in row.items():
        inner = value.items() if isinstance(value, dict) else [("", value)]
        cells |= {f"{name}.{key}" if key else name: _cell(each) for key, each in inner}
    return cells


def _table(register: str) -> Table:
    """The register as a table: a header, then a row for each row or for each line of a list."""
    rows = []
    for row in ROWS[register]:
        head = {name: value for name, value in row.items() if name != "lines"}
        rows.extend(_flat(head | line) for line in row.get("lines", [{}]))
    return [list(rows[0]), *(list(row.values()) for row in rows)]


def _csv_text(table: Table) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(table)
    return text.getvalue()


def _xlsx(path: Path, table: Sequence[Sequence[Any]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(table):
            for column, cell in enumerate(cells):
                sheet.write(number, column, cell)
    return path


def _bytes(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


KINDS: dict[str, Callable[[Path, str], Path]] = {
    "json": lambda folder, name: _bytes(folder / f"{name}.json", json.dumps(ROWS[name]).encode()),
    "json with BOM": lambda folder, name: _bytes(
        folder / f"{name}.json", b"\xef\xbb\xbf" + json.dumps(ROWS[name], ensure_ascii=False).encode()
    ),
    "jsonl": lambda folder, name: _bytes(
        folder / f"{name}.JSONL", "\r\n\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS[name]).encode()
    ),
    "csv": lambda folder, name: _bytes(folder / f"{name}.csv", _csv_text(_table(name)).encode()),
    "csv with BOM": lambda folder, name: _bytes(folder / f"{name}.csv", _csv_text(_table(name)).encode("utf-8-sig")),
    "csv in GB18030": lambda folder, name: _bytes(folder / f"{name}.csv", _csv_text(_table(name)).encode("gb18030")),
    "xlsx": lambda folder, name: _xlsx(folder / f"{name}.xlsx", _table(name)),
}


def _kept(context: Context, register: str) -> list[Document]:
    if register == "exports":
        return list(reversed(export_lists.page(context, limit=100)[0]))
    return list(entries.page(context, MODELS[register], limit=100)[0])  # type: ignore[type-var]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("register", ROWS)
def test_every_register_from_every_kind_of_file(
    tongtui: Tongtui, kept: Context, tmp_path: Path, register: str, kind: str
) -> None:
    file = KINDS[kind](tmp_path, register)
    told = tongtui("import", register, file)
    count = len(ROWS[register])
    assert (told.code, told.err) == (0, "")
    assert told.out == f"{file.name}: 读入 {count}，新增或更新 {count} · read {count}, changed {count}\n"
    assert _kept(kept, register) == [parse_value(MODELS[register], row) for row in ROWS[register]]
    again = tongtui("import", register, file)
    assert again.out == f"{file.name}: 读入 {count}，新增或更新 0 · read {count}, changed 0\n"
    assert len(_kept(kept, register)) == count


def test_one_object_in_a_file_is_one_row(tongtui: Tongtui, kept: Context, tmp_path: Path) -> None:
    file = _bytes(tmp_path / "site.json", json.dumps(builders.site_json()).encode())
    assert tongtui("import", "sites", file).code == 0
    assert _kept(kept, "sites") == [builders.a_site()]


HEADER = "site_code,name,customs_code,businesses,valid_from,valid_until\n"
GOOD = "HZ1,场所,2928,retail_export,,\n"


@pytest.mark.parametrize(
    ("name", "content", "place", "words"),
    [
        ("a.csv", "site_code,name,customs,businesses\n", "a.csv:1 customs", "没有这一列"),
        ("a.csv", "site_code,name,site_code\n", "a.csv:1 site_code", "列名重复"),
        ("a.csv", "", "a.csv", "文件是空的"),
        ("a.csv", f",,\n{GOOD}", "a.csv:1", "缺少列"),
        ("a.csv", f"{HEADER}{GOOD}HZ2,场所,2928,retail_export,,,x\n", "a.csv:3", "单元格多于表头"),
        ("a.csv", f"{HEADER}{GOOD}HZ2,场所,292,retail_export\n", "a.csv:3 /customs_code", "格式不符"),
        ("a.csv", f"{HEADER}{GOOD}HZ2,场所,,x\n", "a.csv:3 /customs_code", "缺少必填字段"),
        ("a.csv", f"{HEADER}{GOOD}HZ2,场所,2928,x,2026-02-30,\n", "a.csv:3 /valid_from", "没有这一天"),
        ("a.csv", f"{HEADER}{GOOD}HZ2,场所,2928,x,2026-02-02,2026-02-02\n", "a.csv:3 /valid_until", "须晚于"),
        ("a.csv", f"{HEADER}{GOOD}{'x' * 200_000},场所,2928,x,,\n", "a.csv:3", "不是有效的 CSV"),
        ("a.csv", b"\x81\xff\xff", "a.csv", "既不是 UTF-8 也不是 GB18030"),
        ("a.jsonl", "\n", "a.jsonl", "文件是空的"),
        ("a.json", "", "a.json", "不是有效的 JSON"),
        ("a.json", b'[{"site_code":"\xff"}]', "a.json", "不是有效的 JSON"),
        ("a.json", '[{"site_code":"\\ud800"}]', "a.json[0]", "不是有效的 UTF-8"),
        ("a.json", json.dumps([builders.site_json(), builders.site_json(open=1)]), "a.json[1] /open", "没有这个字段"),
        ("a.json", "[" * 50_000, "a.json", "不是有效的 JSON"),
        ("a.jsonl", f"{json.dumps(builders.site_json())}\n\n{{", "a.jsonl:3", "不是有效的 JSON"),
        ("a.jsonl", f"{json.dumps(builders.site_json())}\n[]", "a.jsonl:2", "应为对象"),
        ("a.xlsx", "not a workbook", "a.xlsx", "不是有效的 XLSX"),
        ("a.txt", "x", "a.txt", "不支持的文件类型 .txt"),
        ("a", "x", "a", "不支持的文件类型"),
        ("a.xml", "<x/>", "a.xml", "不支持的文件类型 .xml"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_file_with_any_fault_is_not_taken_at_all(
    tongtui: Tongtui, kept: Context, tmp_path: Path, name: str, content: str | bytes, place: str, words: str
) -> None:
    data = content.encode() if isinstance(content, str) else content
    told = tongtui("import", "sites", _bytes(tmp_path / name, data))
    assert (told.code, told.out) == (64, "")
    (line,) = told.err.splitlines()
    assert line.startswith(f"✗ {place} ")
    assert words in line
    assert " / " in line
    assert _kept(kept, "sites") == []


def test_a_list_without_any_number_is_refused(tongtui: Tongtui, kept: Context, tmp_path: Path) -> None:
    lists = [builders.export_list_json(), builders.export_list_json(cop_no=None, list_no=None)]
    told = tongtui("import", "exports", _bytes(tmp_path / "a.json", json.dumps(lists).encode()))
    assert (told.code, told.out) == (64, "")
    assert "✗ a.json[1] /list_no 原出口清单号和企业内部编号至少填一项 / give list_no or cop_no" in told.err
    assert _kept(kept, "exports") == []


def test_every_fault_of_a_file_is_named(tongtui: Tongtui, tmp_path: Path) -> None:
    content = f"{HEADER}HZ1,场所,292,retail_export,,\n{GOOD}HZ2,场所,29280,retail_export,,\n"
    told = tongtui("import", "sites", _bytes(tmp_path / "a.csv", content.encode()))
    assert [line.split()[1] for line in told.err.splitlines()] == ["a.csv:2", "a.csv:4"]


def test_a_line_that_is_no_json_hides_no_other_fault(tongtui: Tongtui, tmp_path: Path) -> None:
    content = "\n".join(
        [json.dumps(builders.site_json(customs_code="292")), "{", json.dumps(builders.site_json()), "["]
    )
    told = tongtui("import", "sites", _bytes(tmp_path / "a.jsonl", content.encode()))
    assert [line.split()[1] for line in told.err.splitlines()] == ["a.jsonl:1", "a.jsonl:2", "a.jsonl:4"]


def test_a_row_that_cannot_be_read_hides_no_other_fault(tongtui: Tongtui, tmp_path: Path) -> None:
    rows = ["HZ1,场所,292,x,,", "HZ2,场所,2928,x,,,x", "HZ3,场所,29280,x,,", f"{'x' * 200_000},场所,2928,x,,"]
    told = tongtui("import", "sites", _bytes(tmp_path / "a.csv", (HEADER + "\n".join(rows)).encode()))
    assert [line.split()[1] for line in told.err.splitlines()] == ["a.csv:2", "a.csv:3", "a.csv:4", "a.csv:5"]


@pytest.mark.parametrize(("column", "faulty"), [("header", [1]), ("cells", [2, 2, 4])])
def test_every_number_cell_is_named(tongtui: Tongtui, tmp_path: Path, column: str, faulty: list[int]) -> None:
    header, row = _table("sites")[:2]
    if column == "header":
        rows: Table = [[1, *header[1:]], row]
    else:
        rows = [header, [1, 2, *row[2:]], row, [3, *row[1:]]]
    told = tongtui("import", "sites", _xlsx(tmp_path / "a.xlsx", rows))
    assert [line.split()[1] for line in told.err.splitlines()] == [f"a.xlsx:{number}" for number in faulty]
    assert told.err.count("是数字格式") == len(faulty)


def test_a_number_cell_is_refused_with_its_row(tongtui: Tongtui, kept: Context, tmp_path: Path) -> None:
    header, row = _table("sites")[:2]
    numeric = [2928 if name == "customs_code" else cell for name, cell in zip(header, row, strict=True)]
    told = tongtui("import", "sites", _xlsx(tmp_path / "sites.xlsx", [header, row, numeric]))
    assert (told.code, told.out) == (64, "")
    assert "✗ sites.xlsx:3 单元格 2928.0 是数字格式" in told.err
    assert _kept(kept, "sites") == []


def test_a_workbook_without_rows_is_empty(tongtui: Tongtui, tmp_path: Path) -> None:
    told = tongtui("import", "sites", _xlsx(tmp_path / "sites.xlsx", []))
    assert (told.code, told.out) == (64, "")
    assert "sites.xlsx 文件是空的 / the file is empty" in told.err


def test_of_several_files_the_good_ones_are_taken(tongtui: Tongtui, kept: Context, tmp_path: Path) -> None:
    files = [_bytes(tmp_path / "bad.json", b"{"), KINDS["csv"](tmp_path, "sites"), tmp_path / "none.json"]
    told = tongtui("import", "sites", *files)
    assert told.code == 64
    assert "bad.json" in told.err
    assert "none.json" in told.err
    assert "sites.csv: 读入 2" in told.out
    assert len(_kept(kept, "sites")) == 2


# ---- customs messages


@pytest.mark.parametrize("receipt_first", [False, True])
def test_lists_and_their_receipts_in_any_order(
    tongtui: Tongtui, kept: Context, tmp_path: Path, receipt_first: bool
) -> None:
    lists = _bytes(tmp_path / "CEB603.xml", write_exports([inventory()], SENDER, GUID))
    receipts = _bytes(tmp_path / "CEB604.XML", released())
    files = [receipts, lists] if receipt_first else [lists, receipts]
    told = tongtui("import", "exports", *files)
    assert (told.code, told.err) == (0, "")
    assert told.out.count("changed 1") == 2
    (found,) = export_lists.page(kept, limit=10)[0]
    assert (found.list_no, str(found.released_on)) == (builders.LIST_NO, "2026-04-09")
    again = tongtui("import", "exports", *files)
    assert (again.code, again.out.count("changed 0")) == (0, 2)


def test_an_unreadable_list_is_named_and_the_others_are_taken(tongtui: Tongtui, kept: Context, tmp_path: Path) -> None:
    message = write_exports([inventory(), inventory(cop_no="E-2")], SENDER, GUID)
    told = tongtui("import", "exports", _bytes(tmp_path / "a.xml", replaced(message, "ieFlag", "I")))
    assert told.code == 64
    assert "✗ a.xml /CEB603Message/Inventory[1]/InventoryHead/ieFlag " in told.err
    assert "a.xml: 读入 2，新增或更新 1" in told.out
    assert [found.cop_no for found in export_lists.page(kept, limit=10)[0]] == ["E-2"]


def test_another_message_is_no_list(tongtui: Tongtui, kept: Context, tmp_path: Path) -> None:
    told = tongtui("import", "exports", _bytes(tmp_path / "a.xml", returns_message()))
    assert (told.code, told.out) == (64, "")
    assert "✗ a.xml /CEB213Message 应为 CEB603Message 或 CEB604Message" in told.err
    assert _kept(kept, "exports") == []


def test_lists_in_a_table_are_one_for_each_head(tongtui: Tongtui, kept: Context, tmp_path: Path) -> None:
    names = list(GoodsLine.model_fields)
    header, first, second, _ = _table("exports")
    assert header[-len(names) :] == names
    faulty = [*second[: -len(names)], *("x" if name == "quantity" else "1" for name in names)]
    told = tongtui("import", "exports", _bytes(tmp_path / "a.csv", _csv_text([header, first, faulty]).encode()))
    assert (told.code, told.out) == (64, "")
    assert "✗ a.csv:2 /lines/1/quantity " in told.err
    assert _kept(kept, "exports") == []


def _with(header: list[str], row: list[Any], **changes: str) -> list[Any]:
    """The row with other cells in the columns named (`.` written as `__`)."""
    wanted = {name.replace("__", "."): cell for name, cell in changes.items()}
    return [wanted.get(name, cell) for name, cell in zip(header, row, strict=True)]


@pytest.mark.parametrize(
    ("between", "again"),
    [
        ({"cop_no": "C2", "list_no": "L2"}, {}),
        ({"cop_no": "C2", "list_no": "L2"}, {"cop_no": ""}),
        ({"cop_no": "C2", "list_no": "L2"}, {"list_no": ""}),
        ({"cop_no": "C2", "list_no": "L2"}, {"exporter__code": "B"}),
        (None, {"released_on": "2026-04-11"}),
    ],
)
def test_a_list_that_comes_again_further_down_is_refused(
    tongtui: Tongtui, kept: Context, tmp_path: Path, between: dict[str, str] | None, again: dict[str, str]
) -> None:
    header, first, second, _ = _table("exports")
    rows = [
        header,
        first,
        *([] if between is None else [_with(header, first, **between)]),
        _with(header, second, **again),
    ]
    told = tongtui("import", "exports", _bytes(tmp_path / "a.csv", _csv_text(rows).encode()))
    assert (told.code, told.out) == (64, "")
    (line,) = told.err.splitlines()
    assert line.startswith(f"✗ a.csv:{len(rows)} 清单 ")
    assert line.endswith(" file.row")
    assert _kept(kept, "exports") == []


def test_lists_of_other_agents_may_have_the_same_number_of_their_own(
    tongtui: Tongtui, kept: Context, tmp_path: Path
) -> None:
    header, first, *_ = _table("exports")
    rows = [header, first, _with(header, first, list_no="L2", agent__code="B")]
    assert tongtui("import", "exports", _bytes(tmp_path / "a.csv", _csv_text(rows).encode())).code == 0
    assert len(_kept(kept, "exports")) == 2


def test_a_workbook_that_spreads_few_cells_far_is_refused_before_room_is_made(tongtui: Tongtui, tmp_path: Path) -> None:
    plain, spread = tmp_path / "plain.xlsx", tmp_path / "spread.xlsx"
    with xlsxwriter.Workbook(str(plain)) as book:
        book.add_worksheet().write(0, 0, "code")
    with ZipFile(plain) as old, ZipFile(spread, "w") as new:
        for name in old.namelist():
            far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
            new.writestr(name, old.read(name).replace(b"</sheetData>", far))
    told = tongtui("import", "offices", spread)
    assert (told.code, "batch.zip_bomb" in told.err, "spread.xlsx" in told.err) == (64, True, True)


def test_a_file_in_which_every_row_is_wrong_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "sites.csv"
    path.write_text("site_code,name\n" + "?,\n" * 50_000, encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        documents_of(path, "sites")
    codes = [fault.code for fault in refused.value.faults]
    assert codes[-1] == "file.too_many_faults"
    assert 1_000 < len(codes) < 1_100
