"""Read the six messages: each entry by itself, an unreadable one in its place among the good."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from lxml import etree
from pydantic import ValidationError

from schemas.ceb.envelope import root_of
from schemas.ceb.exports import ExportDeclaration, ExportReceipt, Inventory, InventoryHead, InventoryList
from schemas.ceb.messages import (
    MAX_ENTRIES,
    NAMESPACE,
    SIGNATURE,
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
from schemas.ceb.parts import read_head_and_lines, read_part, stray_text, unknown, wrong_count
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
from schemas.faults import BadInput, faults_of

E = TypeVar("E")
P = TypeVar("P", bound=Part)
M = TypeVar("M", bound=AnyMessage)
_IGNORED: Final = ("BaseSubscribe", "ExtendMessage")
_IDENTITY: Final = {
    "application_no": ("coElNo", "copNo"),
    "list_no": ("invtNo",),
    "agent_code": ("agentCode",),
    "exporter_code": ("ebcCode",),
    "platform_code": ("ebpCode",),
}


@dataclass(frozen=True)
class _Kind(Generic[E]):
    """A message's type, the element that holds an entry, and how an entry is read."""

    message: type[Message[E]]
    entry: str
    read: Callable[[etree._Element, str], E]


def read_message(data: bytes) -> AnyMessage:
    """Read any of the six messages.

    Raises:
        BadInput: the envelope cannot be read, or it holds no entry or more than 100.
    """
    message = _read(data, _KINDS)
    assert isinstance(message, AnyMessage)
    return message


def read_return_message(data: bytes) -> ReturnMessage:
    """Read a CEB213; raises as `read_message`, for another message too."""
    return _only(data, ReturnMessage)


def read_tally_message(data: bytes) -> TallyMessage:
    """Read a CEB215; raises as `read_message`, for another message too."""
    return _only(data, TallyMessage)


def _only(data: bytes, expected: type[M]) -> M:
    message = _read(data, {name: kind for name, kind in _KINDS.items() if kind.message is expected})
    assert isinstance(message, expected)
    return message


def _read(data: bytes, kinds: Mapping[str, _Kind[Any]]) -> Message[Any]:
    root = root_of(data, kinds)
    kind = kinds[etree.QName(root).localname]
    location = f"/{kind.message.kind}Message"
    elements: list[etree._Element] = []
    sender: BaseTransfer | None = None
    for child in root:
        name = etree.QName(child)
        if name.namespace == SIGNATURE or (name.namespace == NAMESPACE and name.localname in _IGNORED):
            continue
        if name.namespace == NAMESPACE and name.localname == kind.entry:
            elements.append(child)
        elif name.namespace == NAMESPACE and name.localname == "BaseTransfer":
            sender = sender or _sender(child)
        else:
            raise BadInput([unknown(child, location)])
    faults = [*stray_text(root, location), *wrong_count(f"{location}/{kind.entry}", len(elements), MAX_ENTRIES)]
    if faults:
        raise BadInput(faults)
    entries = [_entry(kind, element, number, location) for number, element in enumerate(elements, start=1)]
    return kind.message(root.get("guid"), root.get("version"), sender, tuple(entries))


def _entry(kind: _Kind[E], element: etree._Element, number: int, location: str) -> E | Unreadable:
    location = f"{location}/{kind.entry}[{number}]"
    try:
        return kind.read(element, location)
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
        return read_part(BaseTransfer, element, "")
    except BadInput:
        return None


def _return_application(element: etree._Element, location: str) -> ReturnApplication:
    head, lines = read_head_and_lines(element, location, InvtRefundHead, InvtRefundList)
    refund = InvtRefund(head=head, lines=lines)
    return ReturnApplication(app_type=head.app_type, app_status=head.app_status, declaration=refund.declaration)


def _export_declaration(element: etree._Element, location: str) -> ExportDeclaration:
    head, lines = read_head_and_lines(element, location, InventoryHead, InventoryList)
    declared = ExportDeclaration(inventory=Inventory(head=head, lines=lines))
    try:
        _ = declared.export_list
    except ValidationError as error:
        raise BadInput(
            fault.model_copy(update={"pointer": f"{location}/InventoryList"}) for fault in faults_of(error)
        ) from None
    return declared


def _flat(model: type[P]) -> Callable[[etree._Element, str], P]:
    return lambda element, location: read_part(model, element, location)


_KINDS: Final[Mapping[str, _Kind[Any]]] = {
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
