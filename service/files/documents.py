"""Files as plain values: JSON, JSON Lines, CSV and XLSX, each value with the location it came from.

A table has one row per register row, or one per goods line for original lists (rows of one list follow each other).
Columns are named like the fields: `platform.code` for a field within a field, `;` between the items of a list.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Final, TypeVar, get_args
from zipfile import is_zipfile

from python_calamine import CalamineError, CalamineWorkbook

from schemas.base import BOM, Document
from schemas.export_list import ExportList
from schemas.faults import BadInput, Fault, parse_json
from schemas.goods import GoodsLine, Party
from service.files.archives import refuse_bomb

M = TypeVar("M", bound=Document)
Row = dict[str, str]
_FLAGS: Final = {"true": True, "是": True, "1": True, "false": False, "否": False, "0": False}
_MOST_COLUMNS: Final = 200
_HEAD_OF_LIST: Final = tuple(name for name in ExportList.model_fields if name != "lines")


def bytes_of(path: Path) -> bytes:
    """The whole of a file.

    Raises:
        BadInput: it is missing, a folder or cannot be opened.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or "?"
        raise BadInput.at(
            path.name, "file.unreadable", f"文件无法读取：{reason}", f"cannot be read: {reason}"
        ) from None


def document_of(model: type[M], path: Path) -> M:
    """The document that a JSON file holds.

    Raises:
        BadInput: it cannot be opened or holds none; every fault names the file.
    """
    try:
        return parse_json(model, bytes_of(path).removeprefix(BOM))
    except BadInput as error:
        named = (fault if fault.pointer == path.name else fault.below(f"{path.name} ") for fault in error.faults)
        raise BadInput(named) from None


def refuse_empty(name: str, data: bytes) -> None:
    """Refuse a file of lines that holds none.

    Raises:
        BadInput: it does.
    """
    if not data.removeprefix(BOM).strip():
        raise BadInput.at(name, "file.empty", "文件是空的", "the file is empty")


def values_of(path: Path, model: type[Document], faults: list[Fault]) -> Iterator[tuple[str, object]]:
    """Each value of a file beside its location (`file[2]`, `file:3`); a row that cannot be read is added to `faults`.

    Raises:
        BadInput: the file cannot be read as what its ending says.
    """
    match path.suffix.lower():
        case ".json":
            return _json(path)
        case ".jsonl":
            return _json_lines(path, faults)
        case ".csv":
            return _table(_named_rows(path.name, _csv(path, faults), model, faults), model, faults)
        case ".xlsx":
            return _table(_named_rows(path.name, _xlsx(path, faults), model, faults), model, faults)
    kind = path.suffix or "–"
    raise BadInput.at(
        path.name,
        "file.kind",
        f"不支持的文件类型 {kind}，应为 .json、.jsonl、.csv、.xlsx（出口清单还可为 .xml）",
        f"unsupported kind of file {kind}: use .json, .jsonl, .csv, .xlsx (.xml for lists)",
    )


def _table(rows: Iterator[tuple[str, Row]], model: type[Document], faults: list[Fault]) -> Iterator[tuple[str, object]]:
    if model is ExportList:
        return _export_lists(rows, faults)
    return ((location, value_of(row, model)) for location, row in rows)


def load_json(location: str, data: bytes) -> object:
    """A JSON value, however its fields are named.

    Raises:
        BadInput: it is none.
    """
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadInput.at(location, "json.invalid", f"不是有效的 JSON：{error}", f"not valid JSON: {error}") from None


def _json(path: Path) -> Iterator[tuple[str, object]]:
    value = load_json(path.name, bytes_of(path))
    for number, each in enumerate(value if isinstance(value, list) else [value]):
        yield f"{path.name}[{number}]", each


def _json_lines(path: Path, faults: list[Fault]) -> Iterator[tuple[str, object]]:
    data = bytes_of(path)
    refuse_empty(path.name, data)
    for number, line in enumerate(data.removeprefix(BOM).split(b"\n"), start=1):
        location = f"{path.name}:{number}"
        if not line.strip():
            continue
        try:
            value = load_json(location, line)
        except BadInput as error:
            faults.extend(error.faults)
            continue
        yield location, value


def _csv(path: Path, faults: list[Fault]) -> Iterator[tuple[str, list[str]]]:
    data = bytes_of(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            raise BadInput.at(
                path.name, "file.encoding", "文件既不是 UTF-8 也不是 GB18030", "the file is neither UTF-8 nor GB18030"
            ) from None
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        for cells in reader:
            yield f"{path.name}:{reader.line_num}", cells
    except csv.Error as error:
        location = f"{path.name}:{reader.line_num}"
        zh, en = f"不是有效的 CSV：{error}", f"not valid CSV: {error}"
        faults.append(Fault(pointer=location, code="file.csv", zh=zh, en=en))


def _xlsx(path: Path, faults: list[Fault]) -> Iterator[tuple[str, list[str]]]:
    if is_zipfile(path):
        try:
            refuse_bomb(path)
        except BadInput as error:
            raise BadInput([fault.below(path.name) for fault in error.faults]) from None
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(bytes_of(path))).get_sheet_by_index(0)
    except CalamineError as error:
        raise BadInput.at(path.name, "file.xlsx", f"不是有效的 XLSX：{error}", f"not a valid XLSX: {error}") from None
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        location, before, texts = f"{path.name}:{number}", len(faults), []
        for cell in cells:
            try:
                texts.append(text_of_cell(location, cell))
            except BadInput as error:
                faults.extend(error.faults)
        if len(faults) == before:
            yield location, texts


def text_of_cell(location: str, cell: object) -> str:
    """The text of a sheet's cell.

    Raises:
        BadInput: it is a number, which has lost zeros or digits.
    """
    match cell:
        case str():
            return cell
        case bool():
            return str(cell).lower()
        case datetime() | date():
            return cell.isoformat()[:10]
        case int() | float():
            raise BadInput.at(
                location,
                "cell.number",
                f"单元格 {cell} 是数字格式：代码和数量须设为文本格式，否则会丢失前导零和精度",
                f"the cell {cell} is a number: make codes and quantities text cells, or zeros and digits are lost",
            )
        case None:
            return ""
    raise BadInput.at(location, "cell.kind", f"单元格 {cell} 须设为文本格式", f"make the cell {cell} a text cell")


def _named_rows(
    name: str, rows: Iterator[tuple[str, list[str]]], model: type[Document], faults: list[Fault]
) -> Iterator[tuple[str, Row]]:
    location, header = next(rows, ("", None))
    if faults:
        return
    if header is None:
        raise BadInput.at(name, "file.empty", "文件是空的", "the file is empty")
    refuse_wide(location, header)
    columns, known = [column.strip() for column in header], _columns(model)
    unknown = [column for column in columns if column not in known]
    if unknown:
        wanted = ", ".join(known)
        raise BadInput(
            Fault(
                pointer=f"{location} {column}",
                code="file.column",
                zh=f"没有这一列；应为 {wanted}",
                en=f"there is no such column; use {wanted}",
            )
            for column in unknown
        )
    if len(set(columns)) < len(columns):
        twice = ", ".join(dict.fromkeys(column for column in columns if columns.count(column) > 1))
        raise BadInput.at(f"{location} {twice}", "file.column", "列名重复", "the column stands more than once")
    for location, cells in rows:
        if not any(cells):
            continue
        if len(cells) > len(columns):
            zh, en = "单元格多于表头", "the row has more cells than the header"
            faults.append(Fault(pointer=location, code="file.row", zh=zh, en=en))
            continue
        yield location, {column: cell for column, cell in zip(columns, cells, strict=False) if cell != ""}


def refuse_wide(location: str, header: list[str]) -> None:
    """Refuse a header of more columns than any table has, before each is looked at.

    Raises:
        BadInput: it is one.
    """
    if len(header) > _MOST_COLUMNS:
        raise BadInput.at(
            location,
            "file.column",
            f"表头有 {len(header)} 列，最多 {_MOST_COLUMNS} 列",
            f"the header has {len(header)} columns; at most {_MOST_COLUMNS} are read",
        )


def _columns(model: type[Document]) -> list[str]:
    if model is ExportList:
        head = [column for name in _HEAD_OF_LIST for column in flat_columns(ExportList, name)]
        return [*head, *GoodsLine.model_fields]
    return [column for name in model.model_fields for column in flat_columns(model, name)]


def flat_columns(model: type[Document], name: str) -> list[str]:
    """The columns of a field: one, or two for a party."""
    return [f"{name}.code", f"{name}.name"] if model.model_fields[name].annotation is Party else [name]


def value_of(row: Row, model: type[Document]) -> dict[str, object]:
    """The plain value that the cells of a row give, as the model's fields ask."""
    value: dict[str, object] = {}
    for column, cell in row.items():
        name, _, inner = column.partition(".")
        if inner:
            party = value.setdefault(name, {})
            assert isinstance(party, dict)
            party[inner] = cell
        else:
            value[name] = _typed(cell, model.model_fields[name].annotation)
    return value


def _typed(cell: str, annotation: object) -> object:
    """The cell as the field's type asks; what does not fit is left for the parser to refuse."""
    kinds = {annotation, *get_args(annotation)}
    if bool in kinds:
        return _FLAGS.get(cell.strip().lower(), cell)
    if int in kinds and re.fullmatch(r"[0-9]{1,9}", cell.strip(), re.ASCII):
        return int(cell)
    if any(getattr(kind, "__origin__", None) is tuple for kind in kinds):
        return [item.strip() for item in cell.split(";") if item.strip()]
    return cell


def _export_lists(rows: Iterator[tuple[str, Row]], faults: list[Fault]) -> Iterator[tuple[str, object]]:
    """Rows of goods lines gathered into lists: a new list begins where any column of its head changes."""
    seen: set[tuple[str, ...]] = set()
    for head, group in groupby(rows, key=lambda each: _part(each[1], of_line=False)):
        members = list(group)
        location, numbers = members[0][0], set(_numbers(head))
        if again := numbers & seen:
            number = min(again)[-1]
            faults.append(
                Fault(
                    pointer=location,
                    code="file.row",
                    zh=f"清单 {number} 在前面已经出现：同一清单的各行须相连，清单各列须相同",
                    en=f"list {number} came before: its rows must follow each other and agree in the list's columns",
                )
            )
        seen |= numbers
        lines = [value_of(_part(row, of_line=True), GoodsLine) for _, row in members]
        yield location, {**value_of(head, ExportList), "lines": lines}


def _part(row: Row, *, of_line: bool) -> Row:
    return {column: cell for column, cell in row.items() if (column in GoodsLine.model_fields) == of_line}


def _numbers(head: Row) -> Iterator[tuple[str, ...]]:
    """What names a list: the number of customs, or the agent with his own."""
    if "list_no" in head:
        yield ("list_no", head["list_no"])
    if "cop_no" in head:
        yield ("cop_no", head.get("agent.code", ""), head["cop_no"])
