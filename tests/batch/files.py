"""Batch files for tests."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import xlsxwriter

from service.batches.tables import COLUMNS
from tests import builders

HEAD = [f"说明 {column}" for column in COLUMNS]


def cells(line: dict[str, Any] | None = None, **changes: Any) -> list[str]:
    """A row of the table for the builders' declaration."""
    made = builders.declaration_json(**changes)
    flat: dict[str, Any] = {}
    for name, value in made.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{part}": each for part, each in value.items()}
        elif name != "lines":
            flat[name] = value
    flat |= {("line.note" if name == "note" else name): each for name, each in (line or made["lines"][0]).items()}
    texts = {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in flat.items()
        if value is not None
    }
    return [texts.get(column, "") for column in COLUMNS]


def a_csv(*rows: list[str], head: list[str] | None = None, encoding: str = "utf-8-sig") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([head or HEAD, *rows])
    return text.getvalue().encode(encoding)


def an_xlsx(*rows: list[Any]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for number, row in enumerate([HEAD, *rows]):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell) if isinstance(cell, str) else sheet.write(number, column, cell)
    book.close()
    return out.getvalue()


def a_jsonl(count: int, **changes: Any) -> bytes:
    made = (builders.declaration_json(**({"application_no": f"B-{n}"} | changes)) for n in range(1, count + 1))
    return b"".join(json.dumps(each, ensure_ascii=False).encode() + b"\n" for each in made)


def a_zip(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "."), data)
    return out.getvalue()


def kept(folder: Path, data: bytes) -> Path:
    path = folder / "upload"
    path.write_bytes(data)
    return path
