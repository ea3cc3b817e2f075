"""Every element of every part, by the official field table and schema: what is written is valid and reads back."""

import csv
from contextlib import suppress
from functools import cache

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st
from lxml import etree
from pydantic import ValidationError

from schemas.ceb import (
    BaseTransfer,
    ExportDeclaration,
    ExportReceipt,
    Inventory,
    InventoryHead,
    InventoryList,
    InvtRefund,
    InvtRefundHead,
    InvtRefundList,
    ReturnApplication,
    ReturnReceipt,
    Tally,
    TallyReceipt,
    read_message,
    refund_of,
    write_export_receipts,
    write_exports,
    write_receipts,
    write_returns,
    write_tallies,
    write_tally_receipts,
)
from schemas.ceb.types import Part
from schemas.faults import BadInput
from tests import builders
from tests.contracts.test_ceb_writing import RECEIPT, inventory
from tests.messages import GUID, SENDER, official, refund, tally


def _given(receipt: type[Part], **more: str) -> Part:
    return receipt.model_validate(RECEIPT | more)


MADE = inventory()
PARTS: dict[str, Part] = {
    "InvtRefundHead": refund().head,
    "InvtRefundList": refund().lines[0],
    "RefundReturn": _given(ReturnReceipt, agent_code="A", co_el_no="R-1", invt_no="1"),
    "InvtRefundDetail": tally(),
    "InvtRefundDetailReturn": _given(
        TallyReceipt, operator_code="A", logistics_code="B", logistics_no="C", co_el_no="D"
    ),
    "InventoryHead": MADE.head,
    "InventoryList": MADE.lines[0],
    "InventoryReturn": _given(
        ExportReceipt,
        agent_code="A",
        cop_no="B",
        pre_no="P20260408000000001",
        invt_no="1",
        ebc_code="C",
        ebp_code="D",
        order_no="O",
        statistics_flag="A",
    ),
    "BaseTransfer": SENDER,
}
"""A good part of each kind, by its name in the specification."""


def _message(part: Part) -> bytes:
    """A message that holds the part."""
    match part:
        case InvtRefundHead():
            return write_returns([InvtRefund(head=part, lines=refund().lines)], SENDER, GUID)
        case InvtRefundList():
            return write_returns([InvtRefund(head=refund().head, lines=(part,))], SENDER, GUID)
        case InventoryHead():
            return write_exports([Inventory(head=part, lines=MADE.lines)], SENDER, GUID)
        case InventoryList():
            return write_exports([Inventory(head=MADE.head, lines=(part,))], SENDER, GUID)
        case Tally():
            return write_tallies([part], SENDER, GUID)
        case ReturnReceipt():
            return write_receipts([part])
        case TallyReceipt():
            return write_tally_receipts([part])
        case ExportReceipt():
            return write_export_receipts([part])
        case BaseTransfer():
            return write_tallies([tally()], part, GUID)
    raise AssertionError(part)


def _read_back(message: bytes, kind: type[Part]) -> Part | None:
    """The part of that kind, as the message has it."""
    read = read_message(message)
    (entry,) = read.entries
    match entry:
        case _ if kind is BaseTransfer:
            return read.sender
        case ReturnApplication():
            whole = refund_of(entry.declaration, "", entry.app_type, entry.app_status)
            return whole.head if kind is InvtRefundHead else whole.lines[0]
        case ExportDeclaration():
            return entry.inventory.head if kind is InventoryHead else entry.inventory.lines[0]
        case Part():
            return entry
    raise AssertionError(entry)


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(official("ceb-export-202205.xsd")))


def _changed(name: str, changes: dict[str, object]) -> Part:
    """The good part of that name with the changes, validated anew."""
    part = PARTS[name]
    return type(part).model_validate(part.model_dump(mode="json") | changes)


def _free_texts(name: str) -> dict[str, st.SearchStrategy[str]]:
    """The fields of a part that take any text, each with texts of all the lengths that the part allows."""
    part, free = PARTS[name], {}
    schema = type(part).model_json_schema(by_alias=False)["properties"]
    for field in type(part).model_fields:
        facets = next(each for each in schema[field].get("anyOf", [schema[field]]) if each.get("type") != "null")
        if facets.get("type") != "string" or "maxLength" not in facets or field in _NOT_FREE:
            continue
        least, most = facets.get("minLength", 0), facets["maxLength"]
        try:
            _changed(name, {field: "文<&>\r\n"[: max(least, min(most, 6))].ljust(least, "x")})
        except ValidationError:
            continue
        free[field] = st.text(_LETTERS, min_size=least, max_size=most)
    return free


_NOT_FREE = ("guid", "pre_no", "return_time", "f_flag", "i_flag")
"""Fields that the schema holds to one length or one value."""
_LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from("\r\n\t <&>]")
_FREE = {name: _free_texts(name) for name in PARTS}


@settings(max_examples=builders.examples(60), deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("name", PARTS)
def test_what_is_written_is_valid_and_reads_back_as_it_was(name: str, data: st.DataObject) -> None:
    assert len(_FREE[name]) >= 2
    changes = data.draw(st.fixed_dictionaries({}, optional=_FREE[name]))
    try:
        part = _changed(name, dict(changes))
    except ValidationError:
        assume(False)
    try:
        message = _message(part)
    except BadInput as refused:
        codes = {fault.code for fault in refused.faults}
        event("refused")
    else:
        codes = set()
        root = etree.fromstring(message)
        assert _schema().validate(root), _schema().error_log
        empty = {field for field, text in changes.items() if not text.strip(" \t\r\n")}
        absent = {field: None for field in empty if not type(part).model_fields[field].is_required()}
        assert _read_back(message, type(part)) == part.model_copy(update=absent)
    assert codes <= {"field.length", "field.format", "field.choice"}


def _fields(name: str) -> list[dict[str, str]]:
    with official("fields.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.DictReader(file) if row["message_part"] == name]


@pytest.mark.parametrize("name", PARTS)
def test_a_part_has_the_elements_of_the_specification_in_their_order(name: str) -> None:
    fields = type(PARTS[name]).model_fields.values()
    assert [(field.alias, not field.is_required()) for field in fields] == [
        (row["element"], row["minOccurs"] == "0") for row in _fields(name)
    ]


@pytest.mark.parametrize("name", PARTS)
def test_a_part_keeps_to_the_lengths_and_digits_of_the_specification(name: str) -> None:
    rows = _fields(name)
    assert rows
    for row, field in zip(rows, type(PARTS[name]).model_fields, strict=True):
        facets = dict(facet.split("=") for facet in row["facets"].split(";"))
        most = int(facets.get("length") or facets.get("maxLength") or facets["totalDigits"])
        over = [sign * (most + 1) for sign in "1A"] + ([f"1.{'1' * 6}"] if "fractionDigits" in facets else [])
        for text in over:
            try:
                message = _message(_changed(name, {field: text}))
            except (ValidationError, BadInput):
                continue
            pytest.fail(f"{name}.{field} = {text} was written: {message.decode()}")
        written = 0
        for text in (
            "1" * most,
            "A" * most,
            "3" * most,
            f"{'1' * 14}.{'1' * 5}",
            "20260401",
            "20260401090000",
            "20260401090000123",
        ):
            with suppress(ValidationError, BadInput):
                message = _message(_changed(name, {field: text}))
                written += 1
                assert _schema().validate(etree.fromstring(message)), (field, text, _schema().error_log)
        assert written or field in _CHOICES, f"{name}.{field} takes no value of full length"


_CHOICES = ("trade_mode", "ie_flag")
"""Fields whose full length is no string of ones."""
