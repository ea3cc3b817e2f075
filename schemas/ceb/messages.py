"""The six messages: what kind each is and what it holds."""

from dataclasses import dataclass
from typing import ClassVar, Final, Generic, TypeVar

from schemas.base import Document
from schemas.ceb.exports import ExportDeclaration, ExportReceipt
from schemas.ceb.returns import ReturnApplication, ReturnReceipt, Tally, TallyReceipt
from schemas.ceb.types import Code3, Part, Text18, Text30, Text100, Text1000
from schemas.faults import Fault

NAMESPACE: Final = "http://www.chinaport.gov.cn/ceb"
SIGNATURE: Final = "http://www.w3.org/2000/09/xmldsig#"
"""The namespace of a signature, which is passed over."""
MAX_ENTRIES: Final = 100
E = TypeVar("E")


class BaseTransfer(Part):
    """Who sent the message."""

    cop_code: Text18
    cop_name: Text100
    dxp_mode: Code3
    dxp_id: Text30
    note: Text1000 | None = None


class Unreadable(Document):
    """An entry that could not be read: where it stood, what of its identity could be made out, and why not."""

    index: int
    application_no: str | None = None
    list_no: str | None = None
    agent_code: str | None = None
    exporter_code: str | None = None
    platform_code: str | None = None
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Message(Generic[E]):
    """A message that was read: its envelope, and its entries in their order, unreadable ones in their place."""

    kind: ClassVar[str]
    guid: str | None
    version: str | None
    sender: BaseTransfer | None
    entries: tuple[E | Unreadable, ...]


class ReturnMessage(Message[ReturnApplication]):
    """CEB213: return applications."""

    kind = "CEB213"


class ReturnReceiptMessage(Message[ReturnReceipt]):
    """CEB214: receipts of return applications."""

    kind = "CEB214"


class TallyMessage(Message[Tally]):
    """CEB215: tallies of returned goods."""

    kind = "CEB215"


class TallyReceiptMessage(Message[TallyReceipt]):
    """CEB216: receipts of tallies."""

    kind = "CEB216"


class ExportMessage(Message[ExportDeclaration]):
    """CEB603: export lists."""

    kind = "CEB603"


class ExportReceiptMessage(Message[ExportReceipt]):
    """CEB604: receipts of export lists."""

    kind = "CEB604"


AnyMessage = (
    ReturnMessage | ReturnReceiptMessage | TallyMessage | TallyReceiptMessage | ExportMessage | ExportReceiptMessage
)
