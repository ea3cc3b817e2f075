"""What a message may look like: lenient where that is harmless, refused with place and reason elsewhere."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.ceb import (
    ExportDeclaration,
    ReturnApplication,
    ReturnReceipt,
    Unreadable,
    read_message,
    read_return_message,
    write_exports,
    write_receipts,
)
from schemas.faults import BadInput
from tests import builders
from tests.contracts.test_ceb_writing import inventory
from tests.messages import (
    GUID,
    SENDER,
    refund,
    replaced,
    returns_message,
    schema_errors,
    tallies_message,
    tally,
    without,
)

HEAD = "/CEB213Message/InvtRefund[1]/InvtRefundHead"
LINE = "/CEB213Message/InvtRefund[1]/InvtRefundList[1]"
SIGNATURE = b"""<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo><ds:Any>x</ds:Any></ds:SignedInfo>
</ds:Signature>"""


SNIPPETS = [b"<ceb:InvtRefund>", b"</ceb:guid>", b"&amp;", b"<!--", b"]]>", b"<?p?>", b"<a/>", b" xmlns=''", b"\0"]
EXTENSION = b"<ceb:ExtendMessage><ceb:name>x</ceb:name><ceb:Message><any/></ceb:Message></ceb:ExtendMessage>"


def _sender(message: bytes) -> bytes:
    return message[message.index(b"<ceb:BaseTransfer>") : message.index(b"</ceb:CEB213Message>")]


def exports_message() -> bytes:
    return write_exports([inventory()], SENDER, GUID)


def _head(message: bytes) -> bytes:
    return message[message.index(b"<ceb:InvtRefundHead>") : message.index(b"<ceb:InvtRefundList>")]


def _foreign(message: bytes, element: bytes) -> bytes:
    """The message with the first such element in another namespace."""
    opened, closed = b"<ceb:" + element + b">", b"</ceb:" + element + b">"
    return message.replace(opened, b'<x:%s xmlns:x="urn:x">' % element, 1).replace(closed, b"</x:%s>" % element, 1)


def _first(message: bytes) -> ReturnApplication | Unreadable:
    return read_return_message(message).entries[0]


def _declaration(message: bytes) -> object:
    entry = _first(message)
    assert isinstance(entry, ReturnApplication), entry
    return entry.declaration


def _before(message: bytes, element: bytes, more: bytes) -> bytes:
    tag = b"<ceb:" + element + b">"
    return message.replace(tag, more + tag, 1)


@pytest.mark.parametrize(
    "change",
    [
        lambda message: b"\xef\xbb\xbf" + message,
        lambda message: b"\n  " + message.split(b"?>\n", 1)[1],
        lambda message: message.replace(b"ceb:", b"x:").replace(b"xmlns:ceb", b"xmlns:x"),
        lambda message: message.replace(b"ceb:", b"").replace(b"xmlns:ceb", b"xmlns"),
        lambda message: message.replace(b"</ceb:CEB213Message>", SIGNATURE + b"</ceb:CEB213Message>"),
        lambda message: message.replace(b"<ceb:BaseTransfer>", b"<ceb:BaseSubscribe/><ceb:BaseTransfer>"),
        lambda message: message[: message.index(b"<ceb:BaseTransfer>")] + b"</ceb:CEB213Message>",
        lambda message: message.replace(b"<ceb:InvtRefund>", b"<!-- a note --><ceb:InvtRefund><!-- another -->"),
        lambda message: message.replace(b"<ceb:reason>", b"<ceb:preNo/><ceb:reason>"),
        lambda message: message.replace(b"<ceb:reason>", b"<ceb:preNo>  </ceb:preNo><ceb:reason>"),
        lambda message: message.replace(b"<ceb:qty>2</ceb:qty>", b"<ceb:qty> +02.00 </ceb:qty>"),
        lambda message: message.replace(b"<ceb:qty2>0.5</ceb:qty2>", b"<ceb:qty2>.5</ceb:qty2>"),
        lambda message: message.replace(b"<ceb:qty>2</ceb:qty>", b"<ceb:qty>2.</ceb:qty>"),
        lambda message: message.replace(b"<ceb:gnum>1</ceb:gnum>", b"<ceb:gnum> 1 </ceb:gnum>"),
        lambda message: message.replace(b"<ceb:gnum>1</ceb:gnum>", b"<ceb:gnum>+0000000001</ceb:gnum>"),
        lambda message: message.replace(b"<ceb:appTime>", b"<ceb:appTime>\n  "),
        lambda message: message.replace("买家退货".encode(), "买家<!-- 注 --><![CDATA[退]]>&#36135;".encode()),
        lambda message: message.replace(b"<ceb:BaseTransfer>", EXTENSION + b"<ceb:BaseTransfer>"),
        lambda message: message.replace(b"<ceb:BaseTransfer>", _sender(message) + b"<ceb:BaseTransfer>"),
        lambda message: message.replace(b"<ceb:dxpMode>DXP", b"<ceb:dxpMode>too long"),
    ],
)
def test_what_is_harmless_is_read(change: Callable[[bytes], bytes]) -> None:
    message = returns_message()
    assert change(message) != message
    assert _declaration(change(message)) == _declaration(message)


def test_elements_may_stand_in_any_order() -> None:
    message = returns_message()
    country = b"<ceb:country>502</ceb:country>"
    moved = message.replace(country, b"").replace(b"<ceb:customsCode>", country + b"<ceb:customsCode>")
    assert _declaration(moved) == _declaration(message)


def test_text_is_taken_exactly_and_an_empty_text_is_a_text() -> None:
    message = replaced(replaced(returns_message(), "gname", " 棉制 T恤 "), "gmodel", "")
    line = _declaration(message).lines[0]  # type: ignore[attr-defined]
    assert (line.name, line.model) == (" 棉制 T恤 ", "")


def test_times_are_of_shanghai() -> None:
    declared = _declaration(replaced(returns_message(), "appTime", "20260401000000")).declared_at  # type: ignore[attr-defined]
    assert declared.isoformat() == "2026-04-01T00:00:00+08:00"


def test_the_longest_texts_are_read() -> None:
    message = replaced(replaced(returns_message(), "reason", "因" * 1000), "invtNo", "1" * 64)
    declaration = _declaration(message)
    assert (len(declaration.reason), len(declaration.list_no)) == (1000, 64)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        (lambda m: without(m, "customsCode"), f"{HEAD}/customsCode", "field.missing"),
        (lambda m: replaced(m, "customsCode", ""), f"{HEAD}/customsCode", "field.format"),
        (lambda m: replaced(m, "customsCode", "２９２８"), f"{HEAD}/customsCode", "field.format"),
        (lambda m: replaced(m, "appTime", "20260231000000"), f"{HEAD}/appTime", "field.time"),
        (lambda m: replaced(m, "appTime", "2026-05-02"), f"{HEAD}/appTime", "field.time"),
        (lambda m: replaced(m, "appType", "4"), f"{HEAD}/appType", "field.choice"),
        (lambda m: replaced(m, "appStatus", ""), f"{HEAD}/appStatus", "field.choice"),
        (lambda m: replaced(m, "reason", "x" * 1001), f"{HEAD}/reason", "field.length"),
        (lambda m: replaced(m, "qty", "0"), f"{LINE}/qty", "field.quantity"),
        (lambda m: replaced(m, "qty", "-1"), f"{LINE}/qty", "field.quantity"),
        (lambda m: replaced(m, "qty", "1.000001"), f"{LINE}/qty", "field.quantity"),
        (lambda m: replaced(m, "qty", "1e3"), f"{LINE}/qty", "field.quantity"),
        (lambda m: replaced(m, "gnum", "one"), f"{LINE}/gnum", "field.type"),
        (
            lambda m: m.replace(b"<ceb:reason>", b"<ceb:colour>red</ceb:colour><ceb:reason>", 1),
            f"{HEAD}/colour",
            "xml.unknown",
        ),
        (
            lambda m: m.replace(b"<ceb:reason>", b"<ceb:guid>x</ceb:guid><ceb:reason>", 1),
            f"{HEAD}/guid",
            "xml.repeated",
        ),
        (
            lambda m: m.replace(b"<ceb:reason>", b"<ceb:preNo/><ceb:preNo>x</ceb:preNo><ceb:reason>", 1),
            f"{HEAD}/preNo",
            "xml.repeated",
        ),
        (lambda m: replaced(m, "reason", "a<ceb:b/>"), f"{HEAD}/reason/b", "xml.unknown"),
        (lambda m: _foreign(m, b"reason"), f"{HEAD}/reason", "xml.unknown"),
        (lambda m: m.replace(b"<ceb:reason>", "散落<ceb:reason>".encode(), 1), HEAD, "xml.text"),
        (
            lambda m: m.replace(b"</ceb:InvtRefundHead>", b"</ceb:InvtRefundHead>.", 1),
            HEAD.rpartition("/")[0],
            "xml.text",
        ),
        (lambda m: _foreign(m, b"InvtRefundHead"), HEAD, "xml.count"),
        (lambda m: _before(m, b"InvtRefundHead", _head(m)), HEAD, "xml.count"),
        (
            lambda m: _before(m, b"InvtRefundHead", b"<ceb:Other/>"),
            "/CEB213Message/InvtRefund[1]/Other",
            "xml.unknown",
        ),
    ],
)
def test_an_application_is_refused_alone(change: Callable[[bytes], bytes], pointer: str, code: str) -> None:
    message = returns_message(refund(), refund(application_no="R-2"))
    bad, good = read_return_message(change(message)).entries
    assert isinstance(bad, Unreadable)
    assert isinstance(good, ReturnApplication)
    assert (pointer, code) in [(fault.pointer, fault.code) for fault in bad.faults]
    assert all(fault.zh and fault.en for fault in bad.faults)
    assert (bad.index, bad.application_no, bad.exporter_code) == (1, "R20260502-0001", builders.EXPORTER["code"])


def test_an_unreadable_one_stands_in_its_place_and_tells_who_sent_it() -> None:
    message = returns_message(refund(), refund(application_no="R-2"), refund(application_no="R-3"))
    first, bad, last = read_return_message(replaced(message, "portCode", "x", 2)).entries
    assert isinstance(first, ReturnApplication)
    assert isinstance(last, ReturnApplication)
    assert isinstance(bad, Unreadable)
    assert (bad.index, bad.application_no, bad.list_no) == (2, "R-2", builders.LIST_NO)
    assert (bad.agent_code, bad.exporter_code, bad.platform_code) == (
        builders.AGENT["code"],
        builders.EXPORTER["code"],
        builders.PLATFORM["code"],
    )
    assert bad.faults[0].pointer == "/CEB213Message/InvtRefund[2]/InvtRefundHead/portCode"


def test_an_unreadable_one_may_have_no_identity_at_all() -> None:
    message = returns_message()
    inside = message[message.index(b"<ceb:InvtRefundHead>") : message.index(b"</ceb:InvtRefund>")]
    entry = _first(message.replace(inside, b""))
    assert isinstance(entry, Unreadable)
    assert (entry.application_no, entry.list_no, entry.agent_code) == (None, None, None)
    assert [fault.pointer for fault in entry.faults] == [HEAD, LINE.removesuffix("[1]")]


def test_the_faults_of_head_and_lines_are_told_together() -> None:
    message = returns_message(refund(lines=[builders.line_json(), builders.line_json(line_no=2)]))
    for element, text, occurrence in (("appTime", "x", 1), ("country", "x", 1), ("qty", "-1", 1), ("unit", "x", 2)):
        message = replaced(message, element, text, occurrence)
    entry = _first(message.replace(b"<ceb:reason>", b"<ceb:colour/><ceb:reason>"))
    assert isinstance(entry, Unreadable)
    assert [(fault.pointer, fault.code) for fault in entry.faults] == [
        (f"{HEAD}/colour", "xml.unknown"),
        (f"{HEAD}/appTime", "field.time"),
        (f"{HEAD}/country", "field.format"),
        (f"{LINE}/qty", "field.quantity"),
        (f"{LINE.removesuffix('[1]')}[2]/unit", "field.format"),
    ]


@pytest.mark.parametrize("letter", ["I", "E", "a"])
def test_the_direction_of_a_return_is_for_the_rulebook_to_judge(letter: str) -> None:
    declaration = _declaration(replaced(returns_message(), "ieFlag", letter))
    assert declaration.direction == letter  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "empty", ["gmodel", "gname", "voyageNo", "trafName", "billNo", "logisticsNo", "ebpName", "reason"]
)
def test_a_required_text_may_be_empty(empty: str) -> None:
    assert isinstance(_first(replaced(returns_message(), empty, "")), ReturnApplication)


def test_101_lines_are_refused_with_their_application() -> None:
    message = returns_message(refund(lines=[builders.line_json(line_no=n + 1) for n in range(100)]))
    line = message[message.index(b"<ceb:InvtRefundList>") : message.index(b"</ceb:InvtRefundList>") + 21]
    entry = _first(message.replace(line, line + line, 1))
    assert isinstance(entry, Unreadable)
    assert [(fault.pointer, fault.code) for fault in entry.faults] == [
        ("/CEB213Message/InvtRefund[1]/InvtRefundList", "xml.count")
    ]


def _bomb(message: bytes) -> bytes:
    entities = b"".join(b'<!ENTITY e%d "%s">' % (n, (b"&e%d;" % (n - 1)) * 10 if n else b"ha") for n in range(10))
    return message.replace(b"?>", b"?><!DOCTYPE x [" + entities + b"]>", 1).replace(
        b"<ceb:reason>", b"<ceb:reason>&e9;"
    )


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        (lambda m: b"", "/", "xml.empty"),
        (lambda m: b"\xef\xbb\xbf \n", "/", "xml.empty"),
        (lambda m: m[:-10], "/", "xml.syntax"),
        (lambda m: b"{}", "/", "xml.syntax"),
        (_bomb, "/", "xml.doctype"),
        (
            lambda m: m.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>', 1),
            "/",
            "xml.doctype",
        ),
        (lambda m: m.replace(b"?>", b"?><!DOCTYPE x>", 1), "/", "xml.doctype"),
        (lambda m: m.replace(b"CEB213Message", b"CEB999Message"), "/CEB999Message", "xml.root"),
        (lambda m: m.replace(b"chinaport", b"elsewhere"), "/CEB213Message", "xml.root"),
        (lambda m: m.replace("买家退货".encode(), b"\xff\xfe"), "/", "xml.encoding"),
        (lambda m: m.replace(b"encoding='UTF-8'", b"encoding='GB18030'"), "/", "xml.encoding"),
        (lambda m: m.decode().replace("UTF-8", "UTF-16").encode("utf-16"), "/", "xml.encoding"),
        (lambda m: b"<!DOCTYPE x><x/>".decode().encode("utf-16-le"), "/", "xml.encoding"),
        (lambda m: b"<x/>".decode().encode("utf-32-be"), "/", "xml.encoding"),
        (lambda m: m.replace(b"</ceb:CEB213Message>", b"<!doctype x></ceb:CEB213Message>"), "/", "xml.doctype"),
        (lambda m: m.replace("买家退货".encode(), b"&unknown;"), "/", "xml.syntax"),
        (lambda m: _foreign(m, b"InvtRefund"), "/CEB213Message/InvtRefund", "xml.unknown"),
        (lambda m: m.replace(b"<ceb:BaseTransfer>", b"text<ceb:BaseTransfer>"), "/CEB213Message", "xml.text"),
        (
            lambda m: m.replace(b"<ceb:BaseTransfer>", b"<ceb:Thing/><ceb:BaseTransfer>"),
            "/CEB213Message/Thing",
            "xml.unknown",
        ),
        (
            lambda m: m.replace(m[m.index(b"<ceb:InvtRefund>") : m.index(b"<ceb:BaseTransfer>")], b""),
            "/CEB213Message/InvtRefund",
            "xml.count",
        ),
        (
            lambda m: m.replace(b"<ceb:reason>", b"<a>" * 5000 + b"</a>" * 5000 + b"<ceb:reason>"),
            "/",
            "xml.syntax",
        ),
    ],
)
def test_an_unreadable_envelope_refuses_the_whole_message(
    change: Callable[[bytes], bytes], pointer: str, code: str
) -> None:
    with pytest.raises(BadInput) as refused:
        read_message(change(returns_message()))
    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [(pointer, code)]
    assert all(fault.zh and fault.en for fault in refused.value.faults)


def test_101_applications_are_refused_together() -> None:
    message = returns_message(*[refund(application_no=f"R-{n}") for n in range(100)])
    assert len(read_message(message).entries) == 100
    one = message[message.index(b"<ceb:InvtRefund>") : message.index(b"</ceb:InvtRefund>") + len(b"</ceb:InvtRefund>")]
    with pytest.raises(BadInput) as refused:
        read_message(message.replace(one, one + one, 1))
    (fault,) = refused.value.faults
    assert (fault.pointer, fault.code) == ("/CEB213Message/InvtRefund", "xml.count")
    assert "101" in fault.zh


def test_another_message_than_expected_is_refused_by_its_root() -> None:
    with pytest.raises(BadInput) as refused:
        read_return_message(tallies_message(tally()))
    assert (refused.value.faults[0].pointer, refused.value.faults[0].code) == ("/CEB215Message", "xml.root")


LIST = "/CEB603Message/Inventory[1]"


def _list(message: bytes) -> ExportDeclaration | Unreadable:
    entry = read_message(message).entries[0]
    assert isinstance(entry, ExportDeclaration | Unreadable)
    return entry


def test_a_simplified_list_has_commodity_codes_of_4_digits() -> None:
    entry = _list(replaced(exports_message(), "gcode", "6109"))
    assert isinstance(entry, ExportDeclaration)
    assert entry.export_list.lines[0].hs_code == "6109"


def test_codes_that_the_schema_collapses_may_stand_between_blanks() -> None:
    message = exports_message()
    spaced = replaced(replaced(replaced(message, "trafMode", " 5 "), "POD", "\n USA "), "wrapType", " 2 ")
    assert _list(spaced) == _list(message)


def test_an_empty_flag_is_the_one_that_the_schema_fixes() -> None:
    message = exports_message()
    empty = replaced(replaced(message, "fFlag", ""), "iFlag", "")
    assert schema_errors(empty) == []
    assert _list(empty) == _list(message)


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        (lambda m: replaced(m, "ieFlag", "I"), f"{LIST}/InventoryHead/ieFlag", "field.choice"),
        (lambda m: replaced(m, "ieFlag", "a"), f"{LIST}/InventoryHead/ieFlag", "field.choice"),
        (lambda m: replaced(m, "ieDate", "20260230"), f"{LIST}/InventoryHead/ieDate", "field.day"),
        (lambda m: replaced(m, "appType", "0"), f"{LIST}/InventoryHead/appType", "field.choice"),
        (lambda m: replaced(m, "gcode", "610"), f"{LIST}/InventoryList[1]/gcode", "field.format"),
        (lambda m: without(m, "orderNo"), f"{LIST}/InventoryHead/orderNo", "field.missing"),
        (lambda m: m.replace(_line(m), _line(m) * 2), f"{LIST}/InventoryList", "lines.duplicate"),
        (lambda m: m.replace(_line(m), b""), f"{LIST}/InventoryList", "xml.count"),
    ],
)
def test_a_list_is_refused_with_its_place(change: Callable[[bytes], bytes], pointer: str, code: str) -> None:
    entry = _list(change(exports_message()))
    assert isinstance(entry, Unreadable)
    assert [(fault.pointer, fault.code) for fault in entry.faults] == [(pointer, code)]
    assert entry.application_no == "E20260408-0001"


def _line(message: bytes) -> bytes:
    return message[message.index(b"<ceb:InventoryList>") : message.index(b"</ceb:Inventory>")]


@pytest.mark.parametrize(
    "stamp",
    ["20261310123000123", "20260132123000123", "20260229123000123", "20260401240000000", "05001010123000123", "2026"],
)
def test_a_receipt_of_a_time_that_does_not_exist_is_refused(stamp: str) -> None:
    receipt = {"agent_code": "A", "co_el_no": "R", "invt_no": "1", "return_status": "800", "return_info": "x"}
    message = write_receipts([ReturnReceipt(guid=GUID, return_time="20260401090000123", **receipt)])
    (entry,) = read_message(replaced(message, "returnTime", stamp)).entries
    assert isinstance(entry, Unreadable)
    assert entry.faults[0].pointer == "/CEB214Message/RefundReturn[1]/returnTime"
    assert entry.faults[0].code in ("field.time", "field.day")


@settings(max_examples=builders.examples(200), deadline=None)
@given(start=st.integers(0, 6000), length=st.integers(0, 60), put=st.binary(max_size=12) | st.sampled_from(SNIPPETS))
def test_whatever_comes_is_read_or_refused(start: int, length: int, put: bytes) -> None:
    message = returns_message(refund(), refund(application_no="R-2"))
    try:
        entries = read_message(message[:start] + put + message[start + length :]).entries
    except BadInput as refused:
        faults = refused.faults
    else:
        assert all(isinstance(entry, ReturnApplication | Unreadable) for entry in entries)
        faults = tuple(fault for entry in entries if isinstance(entry, Unreadable) for fault in entry.faults)
    assert [fault for fault in faults if not (fault.pointer and fault.code and fault.zh and fault.en)] == []
