"""Customs messages for tests, written by the product's own writer from the builders' documents."""

import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from schemas.ceb import (
    BaseTransfer,
    ExportReceipt,
    InvtRefund,
    Tally,
    refund_of,
    write_export_receipts,
    write_returns,
    write_tallies,
)
from tests import builders

SHARED = Path(__file__).parents[2] / "shared"
GUID = "0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0"
SENDER = BaseTransfer(
    cop_code="31089619AB", cop_name="上海浦江跨境贸易有限公司", dxp_mode="DXP", dxp_id="DXPTEST000000001"
)


def official(name: str) -> Path:
    """A file of the official specification; the test is skipped where shared/ is absent."""
    file = SHARED / "ceb" / name
    if not file.exists():
        pytest.skip(f"the official {name} is not here: it belongs to ../shared, which is no part of the project")
    return file


def schema_errors(message: bytes) -> list[str]:
    """What the official schema has against a message."""
    schema = etree.XMLSchema(etree.parse(official("ceb-export-202205.xsd")))
    schema.validate(etree.fromstring(message))
    return [f"{error.line}: {error.message}" for error in schema.error_log]


def refund(app_type: Any = "1", app_status: Any = "2", **changes: Any) -> InvtRefund:
    return refund_of(builders.a_declaration(**({"guid": GUID} | changes)), GUID, app_type, app_status)


def returns_message(*refunds: InvtRefund) -> bytes:
    return write_returns(refunds or (refund(),), SENDER, GUID)


def tally(**changes: Any) -> Tally:
    fields: dict[str, Any] = {
        "guid": GUID,
        "app_type": "1",
        "app_time": "20260505103000",
        "app_status": "2",
        "customs_code": "2928",
        "operator_code": "33109800JK",
        "operator_name": "湖滨场站",
        "logistics_code": "33109800GH",
        "logistics_name": "杭州湖滨物流有限公司",
        "logistics_no": "RT00012345CN",
        "invt_no": builders.LIST_NO,
        "co_el_no": "R20260502-0001",
        "pre_no": None,
        "bill_no": "78400001234",
        "ie_flag": "I",
        "traf_mode": "5",
        "traf_name": "XX1024",
        "voyage_no": "XX1024",
    }
    return Tally.model_validate(fields | changes)


def tallies_message(*tallies: Tally) -> bytes:
    return write_tallies(tallies, SENDER, GUID)


def released(**changes: Any) -> bytes:
    """A CEB604 message that releases the builders' original list, or says what `changes` say."""
    fields = {
        "guid": GUID,
        "agent_code": builders.EXPORTER["code"],
        "cop_no": "E20260408-0001",
        "pre_no": "P20260408000000001",
        "invt_no": builders.LIST_NO,
        "ebc_code": builders.EXPORTER["code"],
        "ebp_code": builders.PLATFORM["code"],
        "order_no": "O-1",
        "statistics_flag": "A",
        "return_status": "800",
        "return_time": "20260409101500000",
        "return_info": "放行",
    }
    return write_export_receipts([ExportReceipt.model_validate(fields | changes)])


def without(message: bytes, element: str, occurrence: int = 1) -> bytes:
    """The message with one occurrence of an element taken out."""
    return replaced(message, element, None, occurrence)


def replaced(message: bytes, element: str, text: str | None, occurrence: int = 1) -> bytes:
    """The message with the text of one occurrence of an element replaced, or the element taken out."""
    pattern = re.compile(rf"<ceb:{element}(?:/>|>[^<]*</ceb:{element}>)")
    seen = 0

    def put(match: re.Match[str]) -> str:
        nonlocal seen
        seen += 1
        if seen != occurrence:
            return match[0]
        return "" if text is None else f"<ceb:{element}>{text}</ceb:{element}>"

    result = pattern.sub(put, message.decode())
    assert seen >= occurrence, f"no {element} number {occurrence}"
    return result.encode()


def texts(message: bytes, element: str) -> list[str]:
    """The texts of every such element."""
    root = etree.fromstring(message)
    return [found.text or "" for found in root.iter() if etree.QName(found).localname == element]
