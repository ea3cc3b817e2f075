"""What we write validates against the official schema and reads back as it was."""

from decimal import Decimal

import pytest

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
    write_export_receipts,
    write_exports,
    write_receipts,
    write_tally_receipts,
)
from schemas.faults import BadInput
from tests import builders
from tests.messages import GUID, SENDER, refund, returns_message, schema_errors, tallies_message, tally

_RECEIPT = {"guid": GUID, "return_status": "120", "return_time": "20260502103000123", "return_info": "准予退货"}


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


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"reason": "x" * 501}, "/InvtRefundHead/reason"),
        ({"note": "x" * 501}, "/InvtRefundHead/note"),
        ({"list_no": "1" * 21}, "/InvtRefundHead/invtNo"),
        ({"lines": [builders.line_json(note="x" * 501)]}, "/InvtRefundList/note"),
    ],
)
def test_what_the_schema_does_not_allow_is_not_written(changes: dict[str, object], pointer: str) -> None:
    with pytest.raises(BadInput) as refused:
        returns_message(refund(**changes))
    assert (refused.value.faults[0].pointer, refused.value.faults[0].code) == (pointer, "field.length")


def test_receipts_of_returns() -> None:
    receipts = (
        ReturnReceipt(agent_code="A", co_el_no="R-1", invt_no="1" * 20, **_RECEIPT),
        ReturnReceipt(agent_code="", co_el_no="", invt_no="", **(_RECEIPT | {"return_info": "因" * 1000})),
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
    receipts = (TallyReceipt(operator_code="A", logistics_code="B", logistics_no="C", co_el_no="D", **_RECEIPT),)
    answered = write_tally_receipts(receipts)
    assert schema_errors(answered) == []
    assert read_message(answered).entries == receipts


def test_export_lists_and_their_receipts() -> None:
    made = inventory(note="备注", invt_no=builders.LIST_NO)
    message = write_exports([made], SENDER, GUID)
    assert schema_errors(message) == []
    expected = builders.an_export_list(released_on=None)
    (entry,) = read_message(message).entries
    assert entry == ExportDeclaration(app_type="1", app_status="2", export_list=expected)
    receipt = ExportReceipt(
        agent_code="A",
        cop_no="B",
        pre_no="P20260408000000001",
        invt_no=builders.LIST_NO,
        ebc_code="C",
        ebp_code="D",
        order_no="O",
        statistics_flag="A",
        **(_RECEIPT | {"return_status": "800", "return_time": "20260409000000000"}),
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
