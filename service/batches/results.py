"""The results of a batch as CSV, XLSX, JSON Lines or CEB214; no cell of them can become a formula."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import IO, Final

import xlsxwriter

from schemas.ceb import write_receipts
from schemas.work.batches import BatchResult
from schemas.work.returns import STATE_WORDS

_HEADS: Final = (
    "行号 row",
    "位置 place",
    "申请编号 application_no",
    "状态 state",
    "回执状态 return_status",
    "判定 outcome",
    "税收优惠 tax_relief",
    "说明 return_info",
    "错误 errors",
    "退货编号 return_id",
)
_WIDTHS: Final = (8, 24, 24, 14, 10, 12, 12, 80, 60, 38)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_A_MESSAGE: Final = 100
"""How many receipts a CEB214 message may have."""


def write_csv(results: Iterable[BatchResult], out: IO[bytes]) -> None:
    """CSV in UTF-8 with a byte order mark, for Excel; a cell that begins like a formula gets an apostrophe in front."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(_HEADS)
    for result in results:
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in _cells(result)])
    text.detach()


def write_xlsx(results: Iterable[BatchResult], out: IO[bytes]) -> None:
    """A workbook whose cells are all text."""
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("结果 results")
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    sheet.freeze_panes(1, 0)
    for column, (head, width) in enumerate(zip(_HEADS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width, text)
        sheet.write_string(0, column, head, bold)
    for number, result in enumerate(results, start=1):
        for column, cell in enumerate(_cells(result)):
            sheet.write_string(number, column, cell, text)
    book.close()


def write_ceb214(results: Iterable[BatchResult], out: IO[bytes]) -> None:
    """A ZIP of CEB214 messages, 100 receipts each: the specification allows no more in one."""
    remaining = iter(results)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        number = 0
        while chunk := list(islice(remaining, _A_MESSAGE)):
            number += 1
            archive.writestr(f"CEB214_{number:05}.xml", write_receipts([result.receipt for result in chunk]))


def write_jsonl(results: Iterable[BatchResult], out: IO[bytes]) -> None:
    """A line of JSON for each result."""
    for result in results:
        out.write(result.model_dump_json(by_alias=True).encode() + b"\n")


WRITERS: Final[dict[str, tuple[str, str, Callable[[Iterable[BatchResult], IO[bytes]], None]]]] = {
    "csv": ("text/csv; charset=utf-8", "csv", write_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", write_xlsx),
    "ceb214": ("application/zip", "zip", write_ceb214),
    "jsonl": ("application/jsonl", "jsonl", write_jsonl),
}
"""Media type, file ending and writer of each format."""


def _cells(result: BatchResult) -> Iterator[str]:
    yield str(result.row)
    yield result.place
    yield result.application_no or ""
    yield f"{STATE_WORDS[result.state].zh} {result.state}" if result.state else "未受理 refused"
    yield result.return_status
    yield result.outcome or ""
    yield result.tax_relief or ""
    yield result.return_info
    yield "；".join(f"{fault.pointer or '/'} {fault.zh} / {fault.en} ({fault.code})" for fault in result.errors)
    yield result.return_id or ""
