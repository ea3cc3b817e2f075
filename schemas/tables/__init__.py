"""Every table: immutable documents as JSON plus the columns we search by. Tables carry no meaning of their own."""

from schemas.tables.accounts import AnswerRow, KeyRow, SessionRow, UserRow
from schemas.tables.audit import EntryRow, HeadRow
from schemas.tables.base import Table, metadata
from schemas.tables.batches import BatchResultRow, BatchRow
from schemas.tables.cases import CaseRow, NoteRow, ProposalRow
from schemas.tables.counts import CountRow, MarkRow
from schemas.tables.registers import (
    AmendmentRow,
    EnterpriseRow,
    ExportListRow,
    ExportReceiptRow,
    OfficeRow,
    RegisterVersion,
    SiteRow,
)
from schemas.tables.returns import (
    BalanceRow,
    DecisionRow,
    HoldRow,
    ReturnedLineRow,
    ReturnRow,
    RevisionRow,
    StepRow,
    TallyRow,
)
from schemas.tables.webhooks import DeliveryRow, EndpointRow, EventRow

__all__ = [
    "AmendmentRow",
    "AnswerRow",
    "BalanceRow",
    "BatchResultRow",
    "BatchRow",
    "CaseRow",
    "CountRow",
    "DecisionRow",
    "DeliveryRow",
    "EndpointRow",
    "EnterpriseRow",
    "EntryRow",
    "EventRow",
    "ExportListRow",
    "ExportReceiptRow",
    "HeadRow",
    "HoldRow",
    "KeyRow",
    "MarkRow",
    "NoteRow",
    "OfficeRow",
    "ProposalRow",
    "RegisterVersion",
    "ReturnRow",
    "ReturnedLineRow",
    "RevisionRow",
    "SessionRow",
    "SiteRow",
    "StepRow",
    "Table",
    "TallyRow",
    "UserRow",
    "metadata",
]
