"""Templates to fill in: every column named and explained, code columns as text, one sample of two lines of goods."""

import csv
import io
from datetime import date, datetime
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import xlsxwriter

from schemas.codes import PATTERN_HINTS
from schemas.declaration import ReturnDeclaration
from schemas.goods import GoodsLine
from service.batches.tables import COLUMNS

_WORDS: Final = {
    "application_no": "申请编号",
    "list_no": "原出口清单号",
    "guid": "唯一编号",
    "pre_no": "预录入编号",
    "customs_code": "申报地海关",
    "site_code": "监管场所",
    "return_mode": "退货监管方式",
    "direction": "进出口标记",
    "platform": "电商平台",
    "exporter": "收发货人",
    "agent": "申报单位",
    "logistics": "物流企业",
    "waybill_no": "物流运单号",
    "bill_no": "提运单号",
    "transport_mode": "运输方式",
    "transport_name": "运输工具名称",
    "voyage_no": "航班航次号",
    "port_code": "进境口岸",
    "departure_country": "启运国",
    "reason": "退货原因",
    "declared_at": "申报时间",
    "note": "备注",
    "arrived_on": "进境日期",
    "reason_kind": "退运原因类别",
    "original_state": "是否原状",
    "food": "是否食品",
    "rebate_taken": "是否已退税",
    "tax_certificate_no": "补税证明编号",
    "proof": "证明材料",
    "line_no": "清单项号",
    "hs_code": "商品编码",
    "name": "商品名称",
    "model": "规格型号",
    "quantity": "数量",
    "unit": "计量单位",
    "legal_quantity": "法定数量",
    "legal_unit": "法定单位",
    "second_quantity": "第二数量",
    "second_unit": "第二单位",
    "app_type": "申报类型",
    "app_status": "业务状态",
}
_PART: Final = {"code": "代码", "name": "名称"}
_SAMPLE: Final = {
    "application_no": "样例-0001",
    "list_no": "22002026E000000001",
    "customs_code": "2928",
    "site_code": "SAMPLE01",
    "return_mode": "9661",
    "direction": "I",
    "platform.code": "3301960003",
    "platform.name": "样例平台",
    "exporter.code": "1105910159",
    "exporter.name": "样例电商企业",
    "agent.code": "1105910159",
    "agent.name": "样例电商企业",
    "logistics.code": "3120960004",
    "logistics.name": "样例物流企业",
    "waybill_no": "SAMPLE0001CN",
    "bill_no": "00000000001",
    "transport_mode": "5",
    "transport_name": "飞机",
    "voyage_no": "XX000",
    "port_code": "2910",
    "departure_country": "502",
    "reason": "消费者退货（样例）",
    "declared_at": "2026-05-02T10:00:00+08:00",
    "app_type": "1",
    "app_status": "2",
}
_LINES: Final = (
    {"line_no": "1", "hs_code": "6109100021", "name": "棉制针织T恤", "model": "男式|白色|L码", "unit": "011"},
    {"line_no": "2", "hs_code": "6402992900", "name": "运动鞋", "model": "女式|黑色|38码", "unit": "025"},
)
_KINDS: Final = {
    "app_type": ("1 新增，2 变更，3 撤回；默认 1", "1 new, 2 change, 3 withdraw; usually 1"),
    "app_status": ("1 暂存，2 申报；默认 2", "1 draft, 2 declared; usually 2"),
}


def csv_template() -> bytes:
    """The template as CSV, in UTF-8 with a byte order mark, for Excel."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_head(column) for column in COLUMNS)
    writer.writerows(_samples())
    return text.getvalue().encode("utf-8-sig")


def xlsx_template() -> bytes:
    """The template as a workbook: every column text, and a second sheet that explains each."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "bg_color": "#E6F4FF"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet("退货申请 returns")
    sheet.freeze_panes(1, 1)
    for column, name in enumerate(COLUMNS):
        sheet.set_column(column, column, max(14, len(name) + 8), text)
        sheet.write_string(0, column, _head(name), bold)
    for number, row in enumerate(_samples(), start=1):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell, text)
    notes = book.add_worksheet("填写说明 columns")
    notes.set_column(0, 0, 34)
    notes.set_column(1, 1, 8)
    notes.set_column(2, 3, 60, wrap)
    for column, head in enumerate(("列 column", "必填", "填写要求", "what it holds")):
        notes.write_string(0, column, head, bold)
    for number, name in enumerate(COLUMNS, start=1):
        required, zh, en = _explained(name)
        for column, cell in enumerate((_head(name), "是" if required else "", zh, en)):
            notes.write_string(number, column, cell)
    book.close()
    return out.getvalue()


def _head(column: str) -> str:
    name, _, part = column.partition(".")
    if column == "line.note":
        return f"商品备注 {column}"
    return f"{_WORDS[name]}{_PART.get(part, '')} {column}"


def _samples() -> list[list[str]]:
    quantities = {"quantity": "1", "legal_quantity": "1", "legal_unit": "011"}
    return [[(_SAMPLE | quantities | line).get(column, "") for column in COLUMNS] for line in _LINES]


def _explained(column: str) -> tuple[bool, str, str]:
    if column in _KINDS:
        return (False, *_KINDS[column])
    name, _, part = column.partition(".")
    if name == "line":
        name, part = "note", ""
        field = GoodsLine.model_fields[name]
    elif name in GoodsLine.model_fields and not part and name != "note":
        field = GoodsLine.model_fields[name]
    else:
        field = ReturnDeclaration.model_fields[name]
        if part:
            owner: Any = field.annotation
            inner = owner.model_fields[part]
            zh, en = _hints(Annotated[inner.annotation, *inner.metadata])
            return inner.is_required(), zh, en
    zh, en = _hints(Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation)
    return field.is_required(), zh, en


def _hints(annotation: Any) -> tuple[str, str]:
    """What a field's type asks for, in words."""
    zh: list[str] = []
    en: list[str] = []
    for part in _parts(annotation):
        if get_origin(part) is Literal:
            zh.append("、".join(get_args(part)))
            en.append(", ".join(get_args(part)))
        elif part is bool:
            zh.append("是 / 否")
            en.append("true / false")
        elif part is datetime:
            zh.append("带时区的时间，如 2026-05-02T10:00:00+08:00")
            en.append("a time with its zone")
        elif part is date:
            zh.append("日期 YYYY-MM-DD")
            en.append("a day YYYY-MM-DD")
        elif (hint := PATTERN_HINTS.get(getattr(part, "pattern", "") or "")) is not None:
            zh.append(hint.zh)
            en.append(hint.en)
        if (most := getattr(part, "max_length", None)) is not None:
            zh.append(f"最多 {most} 个字符")
            en.append(f"at most {most} characters")
    return "；".join(dict.fromkeys(zh)), "; ".join(dict.fromkeys(en))


def _parts(annotation: Any) -> list[Any]:
    if get_origin(annotation) in (Annotated, Union, UnionType):
        return [inner for part in get_args(annotation) for inner in _parts(part)]
    return [annotation]


TEMPLATES: Final = {"csv": csv_template, "xlsx": xlsx_template}
"""What makes a template, by its file ending."""
