"""Write the six messages; what is written validates against the official schema, or it is not written."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from schemas.ceb.exports import ExportReceipt, Inventory
from schemas.ceb.messages import MAX_ENTRIES, NAMESPACE, BaseTransfer
from schemas.ceb.parts import wrong_count
from schemas.ceb.returns import InvtRefund, ReturnReceipt, Tally, TallyReceipt
from schemas.ceb.types import BLANKS, Part
from schemas.faults import BadInput, Fault

_NAMES: Final = {"ceb": NAMESPACE}
_GUID: Final = (36, 36)
_TIGHTER: Final[dict[str, dict[str, tuple[int, int]]]] = {
    "InvtRefundHead": {"reason": (0, 500), "note": (0, 500), "invtNo": (0, 20)},
    "InvtRefundList": {"gnum": (1, 4), "note": (0, 500)},
    "InvtRefundDetail": {"coElNo": (0, 20)},
    "InventoryHead": {"preNo": (18, 18)},
    "InventoryList": {"gcode": (10, 10)},
    "InventoryReturn": {"preNo": (18, 18)},
}
"""Least and most characters of the elements where the schema allows less than is read."""
_FIXED: Final[dict[str, dict[str, str]]] = {"InventoryHead": {"fFlag": "3", "iFlag": "3"}}
"""Elements for which the schema allows one value alone."""
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_returns(refunds: Sequence[InvtRefund], sender: BaseTransfer, guid: str) -> bytes:
    """A CEB213 message of 1 to 100 applications.

    Raises:
        BadInput: with an XML path for all that the schema does not allow, as a reason of more than 500 characters.
    """
    entries = ([(type(part).__name__, part) for part in (refund.head, *refund.lines)] for refund in refunds)
    return _nested("CEB213Message", "InvtRefund", entries, sender, guid)


def write_exports(inventories: Sequence[Inventory], sender: BaseTransfer, guid: str) -> bytes:
    """A CEB603 message of 1 to 100 lists.

    Raises:
        BadInput: with an XML path for all that the schema does not allow, as a commodity code of other than 10 digits.
    """
    entries = (
        [(type(part).__name__, part) for part in (inventory.head, *inventory.lines)] for inventory in inventories
    )
    return _nested("CEB603Message", "Inventory", entries, sender, guid)


def write_tallies(tallies: Sequence[Tally], sender: BaseTransfer, guid: str) -> bytes:
    """A CEB215 message of 1 to 100 tallies.

    Raises:
        BadInput: with an XML path for all that the schema does not allow, as an application number of more than 20.
    """
    return _flat("CEB215Message", "InvtRefundDetail", tallies, guid, sender)


def write_receipts(receipts: Sequence[ReturnReceipt]) -> bytes:
    """A CEB214 message of 1 to 100 receipts; its id follows from theirs.

    Raises:
        BadInput: with an XML path for all that the schema does not allow.
    """
    return _flat("CEB214Message", "RefundReturn", receipts, _guid_of(receipts))


def write_tally_receipts(receipts: Sequence[TallyReceipt]) -> bytes:
    """A CEB216 message of 1 to 100 receipts; its id follows from theirs.

    Raises:
        BadInput: with an XML path for all that the schema does not allow.
    """
    return _flat("CEB216Message", "InvtRefundDetailReturn", receipts, _guid_of(receipts))


def write_export_receipts(receipts: Sequence[ExportReceipt]) -> bytes:
    """A CEB604 message of 1 to 100 receipts; its id follows from theirs.

    Raises:
        BadInput: with an XML path for all that the schema does not allow, as a `preNo` of other than 18 characters.
    """
    return _flat("CEB604Message", "InventoryReturn", receipts, _guid_of(receipts))


def _guid_of(receipts: Iterable[ReturnReceipt | TallyReceipt | ExportReceipt]) -> str:
    return str(uuid5(NAMESPACE_URL, "/".join(receipt.guid for receipt in receipts)))


class _Writer:
    """One message being written, and all that the schema has against it."""

    def __init__(self, message: str, guid: str) -> None:
        self._path = f"/{message}"
        self._root = etree.Element(_name(message), nsmap=_NAMES)
        self._faults = list(_wrong_text(f"{self._path}/@guid", guid.upper(), _GUID))
        if not self._faults:
            self._root.set("guid", guid.upper())
        self._root.set("version", "1.0")

    def count(self, entry: str, number: int) -> None:
        """Note a fault unless there are 1 to 100 entries."""
        self._faults.extend(wrong_count(f"{self._path}/{entry}", number, MAX_ENTRIES))

    def inside(self, entry: str, number: int) -> tuple[etree._Element, str]:
        """Open the element of an entry that has parts of its own."""
        return etree.SubElement(self._root, _name(entry)), f"{self._path}/{entry}[{number}]"

    def add(self, name: str, part: Part, index: str = "", within: tuple[etree._Element, str] | None = None) -> None:
        """Write one part: its elements in their order, none that is absent or an optional one that is empty."""
        parent, location = within or (self._root, self._path)
        element = etree.SubElement(parent, _name(name))
        limits, fixed = _TIGHTER.get(name, {}), _FIXED.get(name, {})
        for (field, info), value in zip(
            type(part).model_fields.items(), part.model_dump(mode="json").values(), strict=True
        ):
            local, text = str(info.alias), "" if value is None else str(value)
            if not info.is_required() and not text.strip(BLANKS):
                continue
            guid = field == "guid"
            text = text.upper() if guid else text
            pointer = f"{location}/{name}{index}/{local}"
            faults = list(_wrong_text(pointer, text, _GUID if guid else limits.get(local)))
            if text != fixed.get(local, text):
                zh, en = f"报文中须为 {fixed[local]}", f"the message wants {fixed[local]}"
                faults.append(Fault(pointer=pointer, code="field.choice", zh=zh, en=en))
            self._faults.extend(faults)
            if not faults:
                etree.SubElement(element, _name(local)).text = text

    def written(self) -> bytes:
        """The message in UTF-8.

        Raises:
            BadInput: the schema has something against it.
        """
        if self._faults:
            raise BadInput(self._faults)
        return etree.tostring(self._root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _nested(
    message: str, entry: str, entries: Iterable[list[tuple[str, Part]]], sender: BaseTransfer, guid: str
) -> bytes:
    writer = _Writer(message, guid)
    number = 0
    for number, ((head_name, head), *lines) in enumerate(entries, start=1):
        within = writer.inside(entry, number)
        writer.add(head_name, head, within=within)
        for line_number, (name, line) in enumerate(lines, start=1):
            writer.add(name, line, f"[{line_number}]", within)
    writer.count(entry, number)
    writer.add("BaseTransfer", sender)
    return writer.written()


def _flat(message: str, entry: str, parts: Sequence[Part], guid: str, sender: BaseTransfer | None = None) -> bytes:
    writer = _Writer(message, guid)
    writer.count(entry, len(parts))
    for number, part in enumerate(parts, start=1):
        writer.add(entry, part, f"[{number}]")
    if sender is not None:
        writer.add("BaseTransfer", sender)
    return writer.written()


def _name(local: str) -> str:
    return f"{{{NAMESPACE}}}{local}"


def _wrong_text(location: str, text: str, limits: tuple[int, int] | None) -> Iterator[Fault]:
    if _NOT_XML.search(text):
        zh, en = "含有 XML 不允许的字符", "has characters that XML does not allow"
        yield Fault(pointer=location, code="field.format", zh=zh, en=en)
    if limits is not None and not limits[0] <= len(text) <= limits[1]:
        least, most = limits
        zh, en = (f"须恰为 {most}", f"exactly {most}") if least == most else (f"最多 {most}", f"at most {most}")
        yield Fault(
            pointer=location,
            code="field.length",
            zh=f"报文中{zh} 个字符",
            en=f"the message wants {en} characters",
        )
