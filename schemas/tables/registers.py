"""What returns are decided against: original lists, their receipts, sites, firms and offices."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from schemas.ceb import ExportReceipt
from schemas.export_list import ExportList
from schemas.registers import Enterprise, Office, SupervisionSite
from schemas.tables.base import Table, a_document, a_sequence, an_instant, an_instant_or_none
from schemas.tables.types import AsInstant, BigNumber
from schemas.work.amendments import Rows


class ExportListRow(Table, table=True):
    """A version of an original list; `list_no` and `released_on` are filled in from receipts as they come.

    `current` marks the newest version of each list.
    """

    __tablename__ = "export_lists"
    __table_args__ = (Index(None, "cop_no", "agent_code"),)

    sequence: int = a_sequence()
    list_no: str | None = Field(default=None, max_length=64, index=True)
    cop_no: str | None = Field(default=None, max_length=30)
    agent_code: str = Field(max_length=18)
    exporter_code: str = Field(max_length=18, index=True)
    released_on: date | None = None
    current: bool = True
    deleted: bool = False
    document: ExportList = a_document(ExportList)
    recorded_at: datetime = an_instant()


class ExportReceiptRow(Table, table=True):
    """A customs receipt of an original list (CEB604), whenever it came; append-only."""

    __tablename__ = "export_receipts"
    __table_args__ = (Index(None, "cop_no", "agent_code"),)

    sequence: int = a_sequence()
    cop_no: str = Field(max_length=30)
    agent_code: str = Field(max_length=18)
    document: ExportReceipt = a_document(ExportReceipt)
    recorded_at: datetime = an_instant()


class RegisterVersion(Table):
    """What every register's table has: versions of rows; of rows that begin on one day the newest counts."""

    sequence: int = Field(primary_key=True, sa_type=BigNumber, sa_column_kwargs={"autoincrement": False})
    code: str = Field(max_length=18, index=True)
    document: Any
    recorded_at: datetime = Field(sa_type=AsInstant)


class SiteRow(RegisterVersion, table=True):
    """A version of a site's register row. Append-only."""

    __tablename__ = "sites"

    document: SupervisionSite = a_document(SupervisionSite)


class EnterpriseRow(RegisterVersion, table=True):
    """A version of a firm's register row. Append-only."""

    __tablename__ = "enterprises"

    document: Enterprise = a_document(Enterprise)


class OfficeRow(RegisterVersion, table=True):
    """A version of a customs office's name. Append-only."""

    __tablename__ = "offices"

    document: Office = a_document(Office)


class AmendmentRow(Table, table=True):
    """Rows that one proposes for the registers and another approves or declines."""

    __tablename__ = "amendments"

    sequence: int = a_sequence()
    id: str = Field(max_length=36, unique=True)
    reason: str = Field(max_length=1000)
    file_name: str | None = Field(default=None, max_length=255)
    file_digest: str | None = Field(default=None, max_length=64)
    added: int
    continued: int
    replaced: int
    same: int
    rows: Rows = a_document(Rows)
    proposer: str = Field(max_length=80)
    proposed_at: datetime = an_instant()
    approved: bool | None = Field(default=None, index=True)
    decided_by: str | None = Field(default=None, max_length=80)
    answer: str | None = Field(default=None, max_length=1000)
    decided_at: datetime | None = an_instant_or_none()
