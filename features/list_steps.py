"""The steps about original lists (CEB603, CEB604) and tallies (CEB215, CEB216)."""

import re
from typing import Final

from pytest_bdd import given, parsers, then, when

from features.post import STATUSES, TYPES, Cells, Post
from schemas.ceb import ExportReceipt, Inventory, InventoryHead, InventoryList, write_export_receipts, write_exports
from schemas.ceb.fields import goods_elements
from schemas.export_list import ExportList
from schemas.faults import parse_value
from tests import builders, messages

GOODS: Final = {
    "item_no": "SKU-1",
    "bar_code": "无",
    "country": "502",
    "currency": "142",
    "price": "20",
    "total_price": "200",
}


@given("原出口清单改以报文报送")
def list_by_message(post: Post) -> None:
    document = parse_value(ExportList, post.world.export_list)
    post.world.export_list, post.unsent_list = None, document


def inventory(document: ExportList, kind: str = "新增", status: str = "申报") -> Inventory:
    """The list as the firm declares it: without number and release, which customs give."""
    head = {
        "guid": messages.GUID,
        "app_type": TYPES[kind],
        "app_time": f"{document.declared_on:%Y%m%d}093000",
        "app_status": STATUSES[status],
        "customs_code": document.customs_code,
        "ebp_code": document.platform.code,
        "ebp_name": document.platform.name,
        "order_no": "O-1",
        "logistics_code": builders.LOGISTICS["code"],
        "logistics_name": builders.LOGISTICS["name"],
        "logistics_no": "L-1",
        "cop_no": document.cop_no,
        "ie_flag": "E",
        "port_code": document.port_code,
        "ie_date": document.exported_on,
        "statistics_flag": "A",
        "agent_code": document.agent.code,
        "agent_name": document.agent.name,
        "ebc_code": document.exporter.code,
        "ebc_name": document.exporter.name,
        "owner_code": document.exporter.code,
        "owner_name": document.exporter.name,
        "trade_mode": document.supervision_mode,
        "traf_mode": "5",
        "country": "502",
        "pod": "USA",
        "wrap_type": "2",
        "pack_no": "1",
    }
    head |= dict.fromkeys(("freight", "insured_fee", "gross_weight", "net_weight"), "1")
    head |= dict.fromkeys(("f_currency", "i_currency"), "142") | dict.fromkeys(("f_flag", "i_flag"), "3")
    lines = tuple(InventoryList.model_validate(goods_elements(line) | GOODS) for line in document.lines)
    return Inventory(head=InventoryHead.model_validate(head), lines=lines)


def send_list(post: Post, kind: str = "新增", status: str = "申报") -> None:
    assert post.unsent_list
    data = write_exports([inventory(post.unsent_list, kind, status)], messages.SENDER, messages.GUID)
    post.post("/v1/exports", data, "PUT")
    assert post.answer.status_code == 200, post.answer.text


def send_receipt(post: Post, status: str, time: str, agent: str | None = None) -> None:
    document = post.unsent_list
    assert document
    receipt = ExportReceipt(
        guid=messages.GUID,
        agent_code=agent or document.agent.code,
        cop_no=document.cop_no or "",
        pre_no="P20260408000000001",
        invt_no=document.list_no or "",
        ebc_code=document.exporter.code,
        ebp_code=document.platform.code,
        order_no="O-1",
        statistics_flag="A",
        return_status=status,
        return_time=time,
        return_info="回执",
    )
    post.post("/v1/exports", write_export_receipts([receipt]), "PUT")
    assert post.answer.status_code == 200, post.answer.text


@when("报送出口清单CEB603")
def exports_sent(post: Post) -> None:
    send_list(post)


@when(parsers.parse("报送出口清单CEB603（{kind}、{status}）"))
def exports_sent_as(post: Post, kind: str, status: str) -> None:
    send_list(post, kind, status)


@when(parsers.parse("收到清单回执CEB604：状态{status}，时间{time}"))
def receipt_came(post: Post, status: str, time: str) -> None:
    send_receipt(post, status, time)


@when(parsers.parse("收到别家的清单回执CEB604：状态{status}，时间{time}"))
def receipt_of_another(post: Post, status: str, time: str) -> None:
    send_receipt(post, status, time, agent="3110960009")


@when("依次收到清单回执CEB604：")
def receipts_came(post: Post, datatable: Cells) -> None:
    header, *rows = datatable
    assert header == ["状态", "时间"]
    for status, time in rows:
        send_receipt(post, status, time)


@when(parsers.parse("先收到{first}，后收到{second}"))
def in_order(post: Post, first: str, second: str) -> None:
    for each in (first, second):
        if each == "CEB603":
            send_list(post)
        else:
            assert each == "CEB604"
            send_receipt(post, "800", "20260409101500000")


@then(parsers.parse("原清单的放行日为{day}"))
def released_on(post: Post, day: str) -> None:
    (found,) = post.world.client.get("/v1/exports").json()["items"]
    assert found["released_on"] == (None if day == "未知" else day)


@then(parsers.parse("原清单的清单号为{number}"))
def list_number(post: Post, number: str) -> None:
    (found,) = post.world.client.get("/v1/exports").json()["items"]
    assert found["list_no"] == (None if number == "未知" else number)


@then("登记在册的原清单为无")
def no_lists(post: Post) -> None:
    assert post.world.client.get("/v1/exports").json()["items"] == []


# ---- tallies


@when(parsers.parse("场站于{time}报送申请{number}的理货CEB215"))
def tallied(post: Post, time: str, number: str) -> None:
    send_tally(post, time, number, "1")


@when(parsers.parse("场站于{time}撤销申请{number}的理货CEB215"))
def untallied(post: Post, time: str, number: str) -> None:
    send_tally(post, time, number, "3")


def send_tally(post: Post, time: str, number: str, app_type: str) -> None:
    digits = re.sub(r"[^0-9]", "", time)
    made = messages.tally(
        co_el_no=number,
        app_time=digits,
        app_type=app_type,
        invt_no=post.world.declaration["list_no"],
        customs_code=post.world.declaration["customs_code"],
    )
    post.post("/v1/tallies", messages.tallies_message(made))


@then(parsers.parse("理货回执CEB216状态为{status}，说明含{words}"))
def tally_receipt(post: Post, status: str, words: str) -> None:
    assert messages.texts(post.answer.content, "returnStatus") == [status]
    (told,) = messages.texts(post.answer.content, "returnInfo")
    assert words in told
