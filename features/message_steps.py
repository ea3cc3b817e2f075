"""The steps about returns as customs messages: what is sent, how it is mangled on the way, what the receipts say."""

import re
from collections.abc import Callable
from typing import Final

import pytest
from lxml import etree
from pytest_bdd import given, parsers, then, when

from features.post import NAMESPACE, Cells, Post, tag
from features.world import World
from tests import messages

ELEMENTS: Final = {
    "进出口标记": "ieFlag",
    "监管场所代码": "loctNo",
    "申报地海关": "customsCode",
    "申请时间": "appTime",
    "退货原因": "reason",
    "商品名称": "gname",
    "数量": "qty",
    "法定数量": "qty1",
    "唯一编号": "guid",
    "收发货人代码": "ebcCode",
    "申报单位代码": "agentCode",
}
STATES: Final = {"已接受": "accepted", "已退单": "rejected", "待审核": "review", "已撤回": "withdrawn", "暂存": "draft"}


@pytest.fixture
def post(world: World) -> Post:
    return Post(world)


def put(entry: etree._Element, element: str, text: str) -> None:
    """Set, empty or take out (`无`) the first such element of an application, or add it where it is not yet."""
    name = tag(ELEMENTS[element])
    found = next(entry.iter(name), None)
    if text == "无":
        assert found is not None
        parent = found.getparent()
        assert parent is not None
        parent.remove(found)
        return
    if found is None:
        found = etree.SubElement(entry[0], name)
    found.text = "" if text == "空" else text


# ---- return applications


@given("报文中有以下申请：")
@when("报文中有以下申请：")
def applications(post: Post, datatable: Cells) -> None:
    header, *rows = datatable
    for row in rows:
        cells = dict(zip(header, row, strict=True))
        kind, status = cells.get("类型") or "新增", cells.get("状态") or "申报"
        entry = post.add(cells["申请编号"], kind, status)
        for element in filter(None, cells.get("要素", "").split("、")):
            put(entry, element, cells["改为"])


@given(parsers.parse("报文中有{count:d}份申请"))
def many_applications(post: Post, count: int) -> None:
    for number in range(1, count + 1):
        post.add(f"R-{number}")


@given(parsers.parse("申请{number}有{count:d}项商品"))
def many_lines(post: Post, number: str, count: int) -> None:
    entry = of_number(post, number)
    line = entry[1]
    for _ in range(count - 1):
        entry.append(etree.fromstring(etree.tostring(line)))


@given(parsers.parse("申请{number}的每项商品的{element}都改为{text}"))
def every_line(post: Post, number: str, element: str, text: str) -> None:
    for line in of_number(post, number)[1:]:
        put(line, element, text)


@given(parsers.parse("申请{number}中{element}出现两次"))
def repeated(post: Post, number: str, element: str) -> None:
    head = of_number(post, number)[0]
    found = next(head.iter(tag(ELEMENTS[element])))
    head.append(etree.fromstring(etree.tostring(found)))


@given(parsers.parse("申请{number}中有规范没有的元素{name}"))
def unknown_element(post: Post, number: str, name: str) -> None:
    etree.SubElement(of_number(post, number)[0], tag(name)).text = "x"


def of_number(post: Post, number: str) -> etree._Element:
    for head in post.heads:
        if head.findtext(tag("coElNo")) == number:
            entry = head.getparent()
            assert entry is not None
            return entry
    raise AssertionError(number)


def reversed_order(data: bytes) -> bytes:
    root = etree.fromstring(data)
    for parent in [root, *root.iter(tag("InvtRefundHead"), tag("InvtRefundList"))]:
        parent[:] = reversed(parent)
    return etree.tostring(root, encoding="UTF-8")


def signed(data: bytes) -> bytes:
    root = etree.fromstring(data)
    signature = etree.SubElement(root, "{http://www.w3.org/2000/09/xmldsig#}Signature")
    etree.SubElement(signature, "{http://www.w3.org/2000/09/xmldsig#}SignatureValue").text = "MEUCIQ=="
    return etree.tostring(root, encoding="UTF-8")


def empty_optionals(data: bytes) -> bytes:
    root = etree.fromstring(data)
    for head in root.iter(tag("InvtRefundHead")):
        for name in ("preNo", "note"):
            for found in list(head.iter(tag(name))):
                head.remove(found)
            etree.SubElement(head, tag(name))
    for line in root.iter(tag("InvtRefundList")):
        etree.SubElement(line, tag("note")).text = "  "
    return etree.tostring(root, encoding="UTF-8")


def after_declaration(text: bytes) -> Callable[[bytes], bytes]:
    return lambda data: re.sub(rb"(<\?xml[^>]*\?>)", rb"\1" + text, data, count=1)


MANGLED: Final[dict[str, Callable[[bytes], bytes]]] = {
    "开头有BOM": lambda data: b"\xef\xbb\xbf" + data,
    "前后有空行": lambda data: b"\r\n\n" + data + b"\n\n",
    "可选元素为空": empty_optionals,
    "元素次序颠倒": reversed_order,
    "带有签名块": signed,
    "用别的命名空间前缀": lambda data: data.replace(b"ceb:", b"x:").replace(b"xmlns:ceb=", b"xmlns:x="),
    "夹有注释": lambda data: data.replace(b"<ceb:InvtRefund>", "<!-- 测试 --><ceb:InvtRefund>".encode()),
    "没有传输信息": lambda data: re.sub(rb"<ceb:BaseTransfer>.*</ceb:BaseTransfer>", b"", data, flags=re.DOTALL),
    "含有DOCTYPE": after_declaration(b"<!DOCTYPE CEB213Message>"),
    "含有实体声明": after_declaration(b'<!DOCTYPE x [<!ENTITY a "a">]>'),
    "引用外部实体": after_declaration(b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'),
    "根元素为CEB603Message": lambda data: data.replace(b"CEB213Message", b"CEB603Message"),
    "根元素不在规范的命名空间": lambda data: data.replace(NAMESPACE.encode(), b"urn:other"),
    "编码为GBK": lambda data: data.decode().replace("'UTF-8'", "'GBK'").encode("gbk"),
    "在中途截断": lambda data: data[: len(data) // 2],
    "内容为空": lambda _: b"",
    "没有申请": lambda data: re.sub(rb"<ceb:InvtRefund>.*</ceb:InvtRefund>", b"", data, flags=re.DOTALL),
}


@given(parsers.parse("报文{manner}"))
def mangled(post: Post, manner: str) -> None:
    original = etree.tostring(post.root, encoding="UTF-8", xml_declaration=True)
    assert MANGLED[manner](original) != original
    post.mangle = MANGLED[manner]


@when("报送退货报文")
def send(post: Post) -> None:
    post.send()


@when("报送官方退货样例")
def send_sample(post: Post) -> None:
    post.post("/v1/returns", messages.official("samples/CEB213Message.xml").read_bytes())


# ---- receipts of return applications


@then("逐份回执为：")
def receipts_are(post: Post, datatable: Cells) -> None:
    header, *rows = datatable
    assert header == ["申请编号", "状态", "说明"]
    told = [(receipt.co_el_no, receipt.return_status) for receipt in post.receipts]
    assert told == [(number, status) for number, status, _ in rows], [each.return_info for each in post.receipts]
    for receipt, (_, _, words) in zip(post.receipts, rows, strict=True):
        for part in words.split("；"):
            assert part.strip() in receipt.return_info


@then(parsers.parse("各份回执状态都是{status}，说明都含{words}"))
def all_receipts(post: Post, status: str, words: str) -> None:
    assert {receipt.return_status for receipt in post.receipts} == {status}
    assert [receipt.return_info for receipt in post.receipts if words not in receipt.return_info] == []


@then("各份回执完全相同")
def same_receipts(post: Post) -> None:
    first, *others = post.receipts
    assert others
    assert [receipt for receipt in others if receipt != first] == []


@then("两次报送的回执报文相同")
def same_answers(post: Post) -> None:
    assert post.answers[-1].content == post.answers[-2].content


@then("回执报文符合官方报文结构")
def official_form(post: Post) -> None:
    assert messages.schema_errors(post.answer.content) == []


@then(parsers.parse("登记在册的申请为{numbers}"))
def registered(post: Post, numbers: str) -> None:
    items = post.world.client.get("/v1/returns?limit=500").json()["items"]
    wanted = [] if numbers == "无" else numbers.split("、")
    assert sorted(item["application_no"] for item in items) == wanted


@then(parsers.parse("申请{number}处于{state}，已有{count:d}次判定"))
def stands(post: Post, number: str, state: str, count: int) -> None:
    item = post.kept(number)
    assert item["state"] == STATES[state], item
    decisions = post.world.client.get(f"/v1/returns/{item['id']}/decisions").json()["items"]
    assert len(decisions) == count


@then(parsers.parse("申请{number}的到达日为{day}"))
def arrived(post: Post, number: str, day: str) -> None:
    assert post.kept(number)["arrived_on"] == (None if day == "未知" else day)


@then(parsers.parse("整份报文被拒，状态码为{code:d}，位置为{place}，原因含{words}"))
def refused(post: Post, code: int, place: str, words: str) -> None:
    assert post.answer.status_code == code, post.answer.text
    assert post.answer.headers["content-type"] == "application/problem+json"
    (fault,) = post.answer.json()["errors"]
    assert fault["pointer"] == place
    assert words in fault["zh"]
    assert fault["en"]


@then(parsers.parse("申请{number}的回执说明不超过{most:d}字，且每条理由都完整"))
def whole_reasons(post: Post, number: str, most: int) -> None:
    (told,) = [receipt.return_info for receipt in post.receipts if receipt.co_el_no == number]
    assert most - 100 < len(told) <= most
    reasons = [reason for reason in told.split("；") if reason]
    assert told.endswith("；")
    assert [reason for reason in reasons if not re.fullmatch(r"/CEB213Message/\S+ 数量须大于零", reason)] == []


@then(parsers.parse("申请{number}的回执说明列出全部不符合和未知的退货条款"))
def all_reasons(post: Post, number: str) -> None:
    (told,) = [receipt.return_info for receipt in post.receipts if receipt.co_el_no == number]
    findings = [
        each
        for each in post.kept(number)["decision"]["findings"]
        if each["question"] == "return" and each["status"] in ("unmet", "undetermined")
    ]
    assert len(findings) > 5
    assert len(told) <= 1000
    for finding in findings:
        assert f"[{finding['provision']}]" in told
        assert finding["statement"]["zh"] in told
