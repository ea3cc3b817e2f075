"""Every table: immutable documents as JSON plus the columns we search by. Tables carry no meaning of their own."""

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from pydantic import BaseModel
from sqlalchemy import Column, Dialect, Index, MetaData, String, Text, UniqueConstraint
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from schemas.ceb import ExportReceipt, Tally
from schemas.decision import Decision
from schemas.declaration import ReturnDeclaration
from schemas.dossier import Dossier
from schemas.export_list import ExportList
from schemas.registers import Enterprise, Office, SupervisionSite

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)


class AsJson(TypeDecorator[BaseModel]):
    """A document, kept as its JSON text and validated when it is read."""

    impl = Text
    cache_ok = True

    def __init__(self, model: type[BaseModel]) -> None:
        super().__init__()
        self.model = model

    def process_bind_param(self, value: BaseModel | None, dialect: Dialect) -> str | None:
        """Write the document."""
        return None if value is None else value.model_dump_json(by_alias=True)

    def process_result_value(self, value: Any, dialect: Dialect) -> BaseModel | None:
        """Read it back."""
        return None if value is None else self.model.model_validate_json(value)


class AsInstant(TypeDecorator[datetime]):
    """A moment, kept as RFC 3339 text in UTC so that it sorts and keeps its zone on every database."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write it in UTC."""
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Read it back, in UTC."""
        return None if value is None else datetime.fromisoformat(value)


def _document(model: type[BaseModel]) -> Any:
    return Field(sa_column=Column(AsJson(model), nullable=False))


def _instant() -> Any:
    return Field(sa_column=Column(AsInstant, nullable=False))


class Table(SQLModel):
    """The base of every table."""

    metadata: ClassVar[MetaData] = metadata


class ReturnRow(Table, table=True):
    """A return and where it stands; the only row of it that ever changes."""

    __tablename__ = "returns"
    __table_args__ = (UniqueConstraint("exporter_code", "application_no"),)

    sequence: int | None = Field(default=None, primary_key=True)
    id: str = Field(max_length=36, unique=True)
    exporter_code: str = Field(max_length=18)
    agent_code: str = Field(max_length=18, index=True)
    application_no: str = Field(max_length=30, index=True)
    list_no: str = Field(max_length=64, index=True)
    state: str = Field(max_length=16, index=True)
    revision: int


class RevisionRow(Table, table=True):
    """One declaration of a return as it was submitted; append-only."""

    __tablename__ = "revisions"

    return_id: str = Field(max_length=36, primary_key=True, foreign_key="returns.id")
    number: int = Field(primary_key=True)
    draft: bool
    content: str = Field(max_length=64)
    declaration: ReturnDeclaration = _document(ReturnDeclaration)
    recorded_at: datetime = _instant()


class DecisionRow(Table, table=True):
    """One decision with the whole dossier it was made from; append-only."""

    __tablename__ = "decisions"

    sequence: int | None = Field(default=None, primary_key=True)
    id: str = Field(max_length=36, unique=True)
    return_id: str = Field(max_length=36, index=True, foreign_key="returns.id")
    revision: int
    outcome: str = Field(max_length=16)
    dossier: Dossier = _document(Dossier)
    decision: Decision = _document(Decision)
    decided_at: datetime = _instant()


class ReturnedLineRow(Table, table=True):
    """The quantities the newest revision of a return takes of its original list; a line number may stand twice."""

    __tablename__ = "returned_lines"

    return_id: str = Field(max_length=36, primary_key=True, foreign_key="returns.id")
    position: int = Field(primary_key=True)
    list_no: str = Field(max_length=64, index=True)
    line_no: int
    quantity: str = Field(max_length=24)
    legal_quantity: str = Field(max_length=24)
    second_quantity: str | None = Field(default=None, max_length=24)


class ExportListRow(Table, table=True):
    """A version of an original list; `list_no` and `released_on` are filled in from receipts as they come.

    `current` marks the newest version of each list.
    """

    __tablename__ = "export_lists"
    __table_args__ = (Index(None, "cop_no", "agent_code"),)

    sequence: int | None = Field(default=None, primary_key=True)
    list_no: str | None = Field(default=None, max_length=64, index=True)
    cop_no: str | None = Field(default=None, max_length=30)
    agent_code: str = Field(max_length=18)
    exporter_code: str = Field(max_length=18, index=True)
    released_on: date | None = None
    current: bool = True
    deleted: bool = False
    document: ExportList = _document(ExportList)
    recorded_at: datetime = _instant()


class ExportReceiptRow(Table, table=True):
    """A customs receipt of an original list (CEB604), whenever it came; append-only."""

    __tablename__ = "export_receipts"
    __table_args__ = (Index(None, "cop_no", "agent_code"),)

    sequence: int | None = Field(default=None, primary_key=True)
    cop_no: str = Field(max_length=30)
    agent_code: str = Field(max_length=18)
    document: ExportReceipt = _document(ExportReceipt)
    recorded_at: datetime = _instant()


class RegisterVersion(Table):
    """What every register's table has: versions of rows; of rows that begin on one day the newest counts."""

    sequence: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=18, index=True)
    document: Any
    recorded_at: datetime = Field(sa_type=AsInstant)


class SiteRow(RegisterVersion, table=True):
    """A version of a site's register row. Append-only."""

    __tablename__ = "sites"

    document: SupervisionSite = _document(SupervisionSite)


class EnterpriseRow(RegisterVersion, table=True):
    """A version of a firm's register row. Append-only."""

    __tablename__ = "enterprises"

    document: Enterprise = _document(Enterprise)


class OfficeRow(RegisterVersion, table=True):
    """A version of a customs office's name. Append-only."""

    __tablename__ = "offices"

    document: Office = _document(Office)


class TallyRow(Table, table=True):
    """A tally at the site (CEB215) of one return; the newest that is not a deletion tells the day of arrival."""

    __tablename__ = "tallies"

    sequence: int | None = Field(default=None, primary_key=True)
    return_id: str = Field(max_length=36, index=True, foreign_key="returns.id")
    document: Tally = _document(Tally)
    recorded_at: datetime = _instant()
