"""Write the six messages; what is written validates against the official schema."""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from schemas.ceb.exports import ExportReceipt, Inventory
from schemas.ceb.messages import NAMESPACE, BaseTransfer
from schemas.ceb.returns import InvtRefund, ReturnReceipt, Tally, TallyReceipt
from schemas.ceb.types import Part
from schemas.faults import BadInput, Fault

_NAMES: Final = {"ceb": NAMESPACE}
_TIGHTER: Final = {"InvtRefundHead": {"reason": 500, "note": 500, "invtNo": 20}, "InvtRefundList": {"note": 500}}
"""Where the schema allows less than the product does."""


def write_returns(refunds: Sequence[InvtRefund], sender: BaseTransfer, guid: str) -> bytes:
    """A CEB213 message of 1 to 100 applications.

    Raises:
        BadInput: a text is longer than the schema allows.
    """
    root = _root("CEB213Message", guid)
    for refund in refunds:
        entry = etree.SubElement(root, _name("InvtRefund"))
        for part in (refund.head, *refund.lines):
            _add(entry, type(part).__name__, part)
    _add(root, "BaseTransfer", sender)
    return _bytes(root)


def write_exports(inventories: Sequence[Inventory], sender: BaseTransfer, guid: str) -> bytes:
    """A CEB603 message of 1 to 100 lists."""
    root = _root("CEB603Message", guid)
    for inventory in inventories:
        entry = etree.SubElement(root, _name("Inventory"))
        for part in (inventory.head, *inventory.lines):
            _add(entry, type(part).__name__, part)
    _add(root, "BaseTransfer", sender)
    return _bytes(root)


def write_tallies(tallies: Sequence[Tally], sender: BaseTransfer, guid: str) -> bytes:
    """A CEB215 message of 1 to 100 tallies."""
    root = _flat("CEB215Message", "InvtRefundDetail", tallies, guid)
    _add(root, "BaseTransfer", sender)
    return _bytes(root)


def write_receipts(receipts: Sequence[ReturnReceipt]) -> bytes:
    """A CEB214 message of 1 to 100 receipts; its id follows from theirs."""
    return _bytes(_flat("CEB214Message", "RefundReturn", receipts, _guid_of(receipts)))


def write_tally_receipts(receipts: Sequence[TallyReceipt]) -> bytes:
    """A CEB216 message of 1 to 100 receipts; its id follows from theirs."""
    return _bytes(_flat("CEB216Message", "InvtRefundDetailReturn", receipts, _guid_of(receipts)))


def write_export_receipts(receipts: Sequence[ExportReceipt]) -> bytes:
    """A CEB604 message of 1 to 100 receipts; its id follows from theirs."""
    return _bytes(_flat("CEB604Message", "InventoryReturn", receipts, _guid_of(receipts)))


def _guid_of(receipts: Iterable[ReturnReceipt | TallyReceipt | ExportReceipt]) -> str:
    return str(uuid5(NAMESPACE_URL, "/".join(receipt.guid for receipt in receipts)))


def _name(local: str) -> str:
    return f"{{{NAMESPACE}}}{local}"


def _root(name: str, guid: str) -> etree._Element:
    return etree.Element(_name(name), {"guid": guid.upper(), "version": "1.0"}, nsmap=_NAMES)


def _flat(message: str, entry: str, parts: Sequence[Part], guid: str) -> etree._Element:
    root = _root(message, guid)
    for part in parts:
        _add(root, entry, part)
    return root


def _add(parent: etree._Element, name: str, part: Part) -> None:
    element = etree.SubElement(parent, _name(name))
    limits = _TIGHTER.get(name, {})
    for local, value in part.model_dump(mode="json", by_alias=True, exclude_none=True).items():
        text = str(value).upper() if local == "guid" else str(value)
        most = limits.get(local)
        if most is not None and len(text) > most:
            raise BadInput(
                [
                    Fault(
                        pointer=f"/{name}/{local}",
                        code="field.length",
                        zh=f"报文中最多 {most} 个字符",
                        en=f"the message allows at most {most} characters",
                    )
                ]
            )
        etree.SubElement(element, _name(local)).text = text


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
