"""What we write validates against the official schema and reads back as it was."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from pydantic import ValidationError

from schemas.ceb import (
    ExportDeclaration,
    ExportReceipt,
    Inventory,
    InventoryHead,
    InventoryList,
    ReturnApplication,
    ReturnReceipt,
    TallyReceipt,
    read_message,
    read_return_message,
    refund_of,
    write_export_receipts,
    write_exports,
    write_receipts,
    write_returns,
    write_tallies,
    write_tally_receipts,
)
from schemas.faults import BadInput
from tests import builders
from tests.messages import GUID, SENDER, refund, returns_message, schema_errors, tallies_message, tally, texts

RECEIPT = {"guid": GUID, "return_status": "120", "return_time": "20260502103000123", "return_info": "准予退货"}


def inventory(**changes: object) -> Inventory:
    head = {
        "guid": GUID,
        "app_type": "1",
        "app_time": "20260408093000",
        "app_status": "2",
        "customs_code": "2249",
        "ebp_code": "31089619CD",
        "ebp_name": "浦江集市",
        "order_no": "O-1",
        "logistics_code": "33109800GH",
        "logistics_name": "杭州湖滨物流有限公司",
        "logistics_no": "L-1",
        "cop_no": "E20260408-0001",
        "ie_flag": "E",
        "port_code": "2233",
        "ie_date": "20260410",
        "statistics_flag": "A",
        "agent_code": "31089619AB",
        "agent_name": "上海浦江跨境贸易有限公司",
        "ebc_code": "31089619AB",
        "ebc_name": "上海浦江跨境贸易有限公司",
        "owner_code": "31089619AB",
        "owner_name": "上海浦江跨境贸易有限公司",
        "trade_mode": "9610",
        "traf_mode": "5",
        "country": "502",
        "pod": "USA",
        "freight": "1.5",
        "f_currency": "142",
        "f_flag": "3",
        "insured_fee": "0",
        "i_currency": "142",
        "i_flag": "3",
        "wrap_type": "2",
        "pack_no": "1",
        "gross_weight": "1.2",
        "net_weight": "1",
    }
    line = {
        "gnum": "1",
        "item_no": "SKU-1",
        "gcode": "6109100021",
        "gname": "棉制针织T恤",
        "gmodel": "男式|白色|L码",
        "bar_code": "无",
        "country": "502",
        "currency": "142",
        "qty": "10",
        "qty1": "10",
        "qty2": "2.5",
        "unit": "011",
        "unit1": "011",
        "unit2": "035",
        "price": "20",
        "total_price": "200",
    }
    return Inventory(head=InventoryHead.model_validate(head | changes), lines=(InventoryList.model_validate(line),))


def test_a_return_application_is_written_and_read_back() -> None:
    made = [
        refund(),
        refund(
            "2", "1", application_no="R-2", site_code=None, return_mode=None, pre_no="B20260502000000001", note="备注"
        ),
        refund(
            "3",
            application_no="R-3",
            lines=[builders.line_json(line_no=n + 1, second_quantity=None) for n in range(100)],
        ),
    ]
    message = returns_message(*made)
    assert schema_errors(message) == []
    read = read_message(message)
    assert (read.kind, read.guid, read.sender) == ("CEB213", GUID, SENDER)
    assert read.entries == tuple(
        ReturnApplication(app_type=each.head.app_type, app_status=each.head.app_status, declaration=each.declaration)
        for each in made
    )


def test_a_declaration_survives_the_message() -> None:
    declaration = builders.a_declaration(guid=GUID)
    beyond_the_message = {"arrived_on", "reason_kind", "original_state", "food", "rebate_taken", "proof"}
    written = refund(guid=GUID).declaration
    assert written.model_dump(exclude=beyond_the_message) == declaration.model_dump(exclude=beyond_the_message)


def test_a_message_read_can_be_written_again_without_loss() -> None:
    message = returns_message(refund(), refund("3", "1", application_no="R-2", site_code=None, note="备注"))
    again = []
    for entry in read_return_message(message).entries:
        assert isinstance(entry, ReturnApplication)
        again.append(refund_of(entry.declaration, "", entry.app_type, entry.app_status))
    assert returns_message(*again) == message


HEAD = "/CEB213Message/InvtRefund[1]/InvtRefundHead"


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"reason": "x" * 501}, f"{HEAD}/reason", "field.length"),
        ({"note": "x" * 501}, f"{HEAD}/note", "field.length"),
        ({"list_no": "1" * 21}, f"{HEAD}/invtNo", "field.length"),
        ({"guid": "short"}, f"{HEAD}/guid", "field.length"),
        (
            {"lines": [builders.line_json(), builders.line_json(note="x" * 501)]},
            "/CEB213Message/InvtRefund[1]/InvtRefundList[2]/note",
            "field.length",
        ),
        (
            {"lines": [builders.line_json(line_no=10000)]},
            "/CEB213Message/InvtRefund[1]/InvtRefundList[1]/gnum",
            "field.length",
        ),
    ],
)
def test_an_application_that_the_schema_does_not_allow_is_not_written(
    changes: dict[str, object], pointer: str, code: str
) -> None:
    assert _refusal(lambda: returns_message(refund(**changes))) == [(pointer, code)]


def test_all_that_the_schema_has_against_a_message_is_told() -> None:
    made = [refund(reason="x" * 501), refund(), refund(note="x" * 501, list_no="1" * 64)]
    assert [pointer for pointer, _ in _refusal(lambda: write_returns(made, SENDER, "no id"))] == [
        "/CEB213Message/@guid",
        "/CEB213Message/InvtRefund[1]/InvtRefundHead/reason",
        "/CEB213Message/InvtRefund[3]/InvtRefundHead/invtNo",
        "/CEB213Message/InvtRefund[3]/InvtRefundHead/note",
    ]


@pytest.mark.parametrize(
    ("write", "pointer", "code"),
    [
        (lambda: write_returns([], SENDER, GUID), "/CEB213Message/InvtRefund", "xml.count"),
        (lambda: write_returns([refund()] * 101, SENDER, GUID), "/CEB213Message/InvtRefund", "xml.count"),
        (lambda: write_exports([], SENDER, GUID), "/CEB603Message/Inventory", "xml.count"),
        (lambda: write_tallies([], SENDER, GUID), "/CEB215Message/InvtRefundDetail", "xml.count"),
        (lambda: write_receipts([]), "/CEB214Message/RefundReturn", "xml.count"),
        (lambda: write_tally_receipts([]), "/CEB216Message/InvtRefundDetailReturn", "xml.count"),
        (lambda: write_export_receipts([]), "/CEB604Message/InventoryReturn", "xml.count"),
        (
            lambda: tallies_message(tally(), tally(co_el_no="1" * 21)),
            "/CEB215Message/InvtRefundDetail[2]/coElNo",
            "field.length",
        ),
        (
            lambda: write_exports([inventory(pre_no="short")], SENDER, GUID),
            "/CEB603Message/Inventory[1]/InventoryHead/preNo",
            "field.length",
        ),
        (
            lambda: write_exports([inventory(f_flag="1")], SENDER, GUID),
            "/CEB603Message/Inventory[1]/InventoryHead/fFlag",
            "field.choice",
        ),
        (
            lambda: write_exports([_simplified(inventory())], SENDER, GUID),
            "/CEB603Message/Inventory[1]/InventoryList[1]/gcode",
            "field.length",
        ),
    ],
)
def test_a_message_that_the_schema_does_not_allow_is_not_written(
    write: Callable[[], bytes], pointer: str, code: str
) -> None:
    assert _refusal(write) == [(pointer, code)]


def _refusal(write: Callable[[], bytes]) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as refused:
        write()
    assert all(fault.zh and fault.en for fault in refused.value.faults)
    return [(fault.pointer, fault.code) for fault in refused.value.faults]


def _simplified(made: Inventory) -> Inventory:
    return made.model_copy(update={"lines": (made.lines[0].model_copy(update={"gcode": "6109"}),)})


def test_an_optional_element_without_text_is_left_out() -> None:
    made = inventory(pre_no="", note=" \n")
    message = write_exports([made], SENDER, GUID)
    assert schema_errors(message) == []
    assert texts(message, "preNo") == texts(message, "note") == []


def test_ids_are_written_in_capitals() -> None:
    message = write_returns([refund(guid=GUID.lower())], SENDER, GUID.lower())
    assert schema_errors(message) == []
    assert (read_message(message).guid, texts(message, "guid")) == (GUID, [GUID])


def test_a_moment_of_another_zone_is_written_and_dated_in_shanghai() -> None:
    made = tally(app_time=datetime(2026, 5, 5, 16, 30, 1, 999999, tzinfo=UTC))
    assert made.arrived_on.isoformat() == "2026-05-06"
    message = tallies_message(made)
    assert texts(message, "appTime") == ["20260506003001"]
    assert read_message(message).entries == (made,)
    head = inventory(app_time=datetime(2026, 5, 5, 16, tzinfo=UTC))
    assert str(head.export_list.declared_on) == "2026-05-06"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValidationError):
        tally(app_time=datetime(2026, 5, 5, 16, 30))  # noqa: DTZ001 - the point of the test


def test_receipts_of_returns() -> None:
    receipts = (
        ReturnReceipt(agent_code="A", co_el_no="R-1", invt_no="1" * 20, **RECEIPT),
        ReturnReceipt(agent_code="", co_el_no="", invt_no="", **(RECEIPT | {"return_info": "因" * 1000})),
    )
    message = write_receipts(receipts)
    assert schema_errors(message) == []
    assert read_message(message).entries == receipts


def test_tallies_and_their_receipts() -> None:
    made = (tally(), tally(co_el_no="R-2", invt_no=None, location="A区", note="备注"))
    message = tallies_message(*made)
    assert schema_errors(message) == []
    assert read_message(message).entries == made
    assert made[0].arrived_on.isoformat() == "2026-05-05"
    receipts = (TallyReceipt(operator_code="A", logistics_code="B", logistics_no="C", co_el_no="D", **RECEIPT),)
    answered = write_tally_receipts(receipts)
    assert schema_errors(answered) == []
    assert read_message(answered).entries == receipts


def test_export_lists_and_their_receipts() -> None:
    made = inventory(note="备注", invt_no=builders.LIST_NO)
    message = write_exports([made], SENDER, GUID)
    assert schema_errors(message) == []
    (entry,) = read_message(message).entries
    assert entry == ExportDeclaration(inventory=made)
    assert (entry.app_type, entry.app_status) == ("1", "2")
    assert entry.export_list == builders.an_export_list(released_on=None)
    receipt = ExportReceipt(
        agent_code="A",
        cop_no="B",
        pre_no="P20260408000000001",
        invt_no=builders.LIST_NO,
        ebc_code="C",
        ebp_code="D",
        order_no="O",
        statistics_flag="A",
        **(RECEIPT | {"return_status": "800", "return_time": "20260409000000000"}),
    )
    answered = write_export_receipts([receipt])
    assert schema_errors(answered) == []
    assert read_message(answered).entries == (receipt,)
    assert str(receipt.released_on) == "2026-04-09"
    assert receipt.model_copy(update={"return_status": "120"}).released_on is None


def test_quantities_keep_their_digits() -> None:
    line = builders.line_json(quantity="0.00001", legal_quantity="99999999999999.99999")
    (entry,) = read_message(returns_message(refund(lines=[line]))).entries
    assert isinstance(entry, ReturnApplication)
    assert entry.declaration.lines[0].quantity == Decimal("0.00001")
    assert format(entry.declaration.lines[0].legal_quantity, "f") == "99999999999999.99999"
