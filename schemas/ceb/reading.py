"""Read the six messages: each entry by itself, an unreadable one in its place among the good."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

from lxml import etree
from pydantic import BaseModel, ValidationError

from schemas.ceb.envelope import root_of
from schemas.ceb.exports import ExportDeclaration, ExportReceipt, Inventory, InventoryHead, InventoryList
from schemas.ceb.messages import (
    NAMESPACE,
    AnyMessage,
    BaseTransfer,
    ExportMessage,
    ExportReceiptMessage,
    Message,
    ReturnMessage,
    ReturnReceiptMessage,
    TallyMessage,
    TallyReceiptMessage,
    Unreadable,
)
from schemas.ceb.returns import (
    InvtRefund,
    InvtRefundHead,
    InvtRefundList,
    ReturnApplication,
    ReturnReceipt,
    Tally,
    TallyReceipt,
)
from schemas.ceb.types import Part
from schemas.faults import BadInput, Fault, faults_of

P = TypeVar("P", bound=Part)
M = TypeVar("M", bound=Message)  # type: ignore[type-arg]
MAX_ENTRIES: Final = 100
_IGNORED: Final = ("BaseSubscribe", "ExtendMessage")
_IDENTITY: Final = {
    "application_no": ("coElNo", "copNo"),
    "list_no": ("invtNo",),
    "agent_code": ("agentCode",),
    "exporter_code": ("ebcCode",),
    "platform_code": ("ebpCode",),
}


@dataclass(frozen=True)
class _Kind:
    """A message's type, the element that holds an entry, and how an entry is read."""

    message: type[AnyMessage]
    entry: str
    read: Callable[[etree._Element, str], object]


def read_message(data: bytes) -> AnyMessage:
    """Read any of the six messages.

    Raises:
        BadInput: the envelope cannot be read, or it holds no entry or more than 100.
    """
    return _read(data, _KINDS)


def read_return_message(data: bytes) -> ReturnMessage:
    """Read a CEB213; raises as `read_message`, for another message too."""
    return _only(data, ReturnMessage)


def read_tally_message(data: bytes) -> TallyMessage:
    """Read a CEB215; raises as `read_message`, for another message too."""
    return _only(data, TallyMessage)


def _only(data: bytes, wanted: type[M]) -> M:
    message = _read(data, {name: kind for name, kind in _KINDS.items() if kind.message is wanted})
    assert isinstance(message, wanted)
    return message


def _read(data: bytes, kinds: dict[str, _Kind]) -> AnyMessage:
    root = root_of(data, kinds)
    kind = kinds[etree.QName(root).localname]
    place = f"/{kind.message.kind}Message"
    elements: list[etree._Element] = []
    sender: BaseTransfer | None = None
    for child in root:
        name = etree.QName(child)
        if name.namespace != NAMESPACE or name.localname in _IGNORED:
            continue
        if name.localname == kind.entry:
            elements.append(child)
        elif name.localname == "BaseTransfer":
            sender = sender or _sender(child)
        else:
            raise BadInput.at(
                f"{place}/{name.localname}",
                "xml.unknown",
                f"{kind.message.kind} 报文中没有元素 {name.localname}",
                f"a {kind.message.kind} message has no element {name.localname}",
            )
    if not 1 <= len(elements) <= MAX_ENTRIES:
        raise BadInput.at(
            f"{place}/{kind.entry}",
            "xml.count",
            f"一份报文须有 1 至 {MAX_ENTRIES} 个 {kind.entry}，现有 {len(elements)} 个",
            f"a message holds 1 to {MAX_ENTRIES} {kind.entry}, this one {len(elements)}",
        )
    entries = [_entry(kind, element, number, place) for number, element in enumerate(elements, start=1)]
    return kind.message(root.get("guid"), root.get("version"), sender, tuple(entries))  # type: ignore[arg-type]


def _entry(kind: _Kind, element: etree._Element, number: int, place: str) -> object:
    where = f"{place}/{kind.entry}[{number}]"
    try:
        return kind.read(element, where)
    except BadInput as error:
        known = {name: _first_text(element, names) for name, names in _IDENTITY.items()}
        return Unreadable(index=number, faults=error.faults, **known)


def _first_text(element: etree._Element, names: Iterable[str]) -> str | None:
    for child in element.iter():
        if isinstance(child.tag, str) and etree.QName(child).localname in names and child.text:
            return child.text.strip()[: 18 if "Code" in child.tag else 20 if "invtNo" in child.tag else 30] or None
    return None


def _sender(element: etree._Element) -> BaseTransfer | None:
    """Who sent it; one that cannot be made out spoils nothing."""
    try:
        return _part(BaseTransfer, element, "")
    except BadInput:
        return None


def _return_application(element: etree._Element, place: str) -> ReturnApplication:
    head, lines = _head_and_lines(element, place, InvtRefundHead, InvtRefundList)
    refund = InvtRefund(head=head, lines=lines)
    return ReturnApplication(app_type=head.app_type, app_status=head.app_status, declaration=refund.declaration)


def _export_declaration(element: etree._Element, place: str) -> ExportDeclaration:
    head, lines = _head_and_lines(element, place, InventoryHead, InventoryList)
    try:
        export_list = Inventory(head=head, lines=lines).export_list
    except ValidationError as error:
        raise BadInput(
            fault.model_copy(update={"pointer": f"{place}/InventoryList"}) for fault in faults_of(error)
        ) from None
    return ExportDeclaration(app_type=head.app_type, app_status=head.app_status, export_list=export_list)


H = TypeVar("H", bound=Part)
L = TypeVar("L", bound=Part)


def _head_and_lines(element: etree._Element, place: str, head: type[H], line: type[L]) -> tuple[H, tuple[L, ...]]:
    heads, lines = [], []
    faults: list[Fault] = []
    for child in element:
        name = etree.QName(child).localname
        if name == head.__name__ and etree.QName(child).namespace == NAMESPACE:
            heads.append(child)
        elif name == line.__name__ and etree.QName(child).namespace == NAMESPACE:
            lines.append(child)
        else:
            faults.append(_unknown(f"{place}/{name}"))
    for name, count, most in ((head.__name__, len(heads), 1), (line.__name__, len(lines), 100)):
        if not 1 <= count <= most:
            zh, en = (
                f"须有 1 至 {most} 个 {name}，现有 {count} 个",
                f"there must be 1 to {most} {name}, there are {count}",
            )
            faults.append(Fault(pointer=f"{place}/{name}", code="xml.count", zh=zh, en=en))
    if faults:
        raise BadInput(faults)
    parts: list[L] = []
    found: H | None = None
    try:
        found = _part(head, heads[0], f"{place}/{head.__name__}")
    except BadInput as error:
        faults.extend(error.faults)
    for number, child in enumerate(lines, start=1):
        try:
            parts.append(_part(line, child, f"{place}/{line.__name__}[{number}]"))
        except BadInput as error:
            faults.extend(error.faults)
    if found is None or faults:
        raise BadInput(faults)
    return found, tuple(parts)


def _part(model: type[P], element: etree._Element, place: str) -> P:
    """Read one part: text exactly as it stands, an empty optional element as absent, elements in any order."""
    optional = _OPTIONAL[model]
    values: dict[str, str] = {}
    faults: list[Fault] = []
    for child in element:
        name = etree.QName(child)
        if name.namespace != NAMESPACE or name.localname not in optional or len(child):
            faults.append(_unknown(f"{place}/{name.localname}"))
            continue
        if name.localname in values:
            zh, en = f"{name.localname} 出现多次", f"{name.localname} stands more than once"
            faults.append(Fault(pointer=f"{place}/{name.localname}", code="xml.repeated", zh=zh, en=en))
        text = child.text or ""
        if text.strip(" \t\r\n") or not optional[name.localname]:
            values[name.localname] = text
    if faults:
        raise BadInput(faults)
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise BadInput(fault.below(place) for fault in faults_of(error)) from None


def _unknown(place: str) -> Fault:
    return Fault(pointer=place, code="xml.unknown", zh="此处没有这个元素", en="there is no such element here")


def _flat(model: type[P]) -> Callable[[etree._Element, str], P]:
    return lambda element, place: _part(model, element, place)


def _optional(model: type[BaseModel]) -> dict[str, bool]:
    """Each element of a part, and whether it may be left out."""
    return {str(field.alias): not field.is_required() for field in model.model_fields.values()}


_KINDS: Final = {
    f"{kind.message.kind}Message": kind
    for kind in (
        _Kind(ReturnMessage, "InvtRefund", _return_application),
        _Kind(ReturnReceiptMessage, "RefundReturn", _flat(ReturnReceipt)),
        _Kind(TallyMessage, "InvtRefundDetail", _flat(Tally)),
        _Kind(TallyReceiptMessage, "InvtRefundDetailReturn", _flat(TallyReceipt)),
        _Kind(ExportMessage, "Inventory", _export_declaration),
        _Kind(ExportReceiptMessage, "InventoryReturn", _flat(ExportReceipt)),
    )
}
_OPTIONAL: Final[dict[type[Part], dict[str, bool]]] = {
    model: _optional(model)
    for model in (
        InvtRefundHead,
        InvtRefundList,
        ReturnReceipt,
        Tally,
        TallyReceipt,
        InventoryHead,
        InventoryList,
        ExportReceipt,
        BaseTransfer,
    )
}
