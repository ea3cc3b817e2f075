"""The customs messages of returns and exports, edition 202205: read and written through typed documents."""

from schemas.ceb.exports import ExportDeclaration, ExportReceipt, Inventory, InventoryHead, InventoryList
from schemas.ceb.messages import (
    BaseTransfer,
    ExportMessage,
    ExportReceiptMessage,
    ReturnMessage,
    ReturnReceiptMessage,
    TallyMessage,
    TallyReceiptMessage,
    Unreadable,
)
from schemas.ceb.reading import read_message, read_return_message, read_tally_message
from schemas.ceb.returns import (
    InvtRefund,
    InvtRefundHead,
    InvtRefundList,
    ReturnApplication,
    ReturnReceipt,
    Tally,
    TallyReceipt,
    refund_of,
)
from schemas.ceb.writing import (
    write_export_receipts,
    write_exports,
    write_receipts,
    write_returns,
    write_tallies,
    write_tally_receipts,
)

__all__ = [
    "BaseTransfer",
    "ExportDeclaration",
    "ExportMessage",
    "ExportReceipt",
    "ExportReceiptMessage",
    "Inventory",
    "InventoryHead",
    "InventoryList",
    "InvtRefund",
    "InvtRefundHead",
    "InvtRefundList",
    "ReturnApplication",
    "ReturnMessage",
    "ReturnReceipt",
    "ReturnReceiptMessage",
    "Tally",
    "TallyMessage",
    "TallyReceipt",
    "TallyReceiptMessage",
    "Unreadable",
    "read_message",
    "read_return_message",
    "read_tally_message",
    "refund_of",
    "write_export_receipts",
    "write_exports",
    "write_receipts",
    "write_returns",
    "write_tallies",
    "write_tally_receipts",
]
