"""What a message may look like: lenient where that is harmless, refused with place and reason elsewhere."""

from collections.abc import Callable

import pytest

from schemas.ceb import ReturnApplication, Unreadable, read_message, read_return_message
from schemas.faults import BadInput
from tests import builders
from tests.messages import refund, replaced, returns_message, tallies_message, tally, without

HEAD = "/CEB213Message/InvtRefund[1]/InvtRefundHead"
LINE = "/CEB213Message/InvtRefund[1]/InvtRefundList[1]"
SIGNATURE = b"""<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo><ds:Any>x</ds:Any></ds:SignedInfo>
</ds:Signature>"""


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
        lambda message: message.replace(b"<ceb:gnum>1</ceb:gnum>", b"<ceb:gnum> 1 </ceb:gnum>"),
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
    message = returns_message(*[refund(application_no=f"R-{n}") for n in range(101)])
    with pytest.raises(BadInput) as refused:
        read_message(message)
    assert refused.value.faults[0].code == "xml.count"
    assert "101" in refused.value.faults[0].zh


def test_another_message_than_expected_is_refused_by_its_root() -> None:
    with pytest.raises(BadInput) as refused:
        read_return_message(tallies_message(tally()))
    assert (refused.value.faults[0].pointer, refused.value.faults[0].code) == ("/CEB215Message", "xml.root")
