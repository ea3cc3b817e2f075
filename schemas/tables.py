"""Every table: immutable documents as JSON plus the columns we search by. Tables carry no meaning of their own."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, MetaData, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from schemas.ceb import ExportReceipt, Tally
from schemas.columns import NAMING, AsInstant, AsJson, AsQuantity, BigNumber
from schemas.decision import Decision
from schemas.declaration import ReturnDeclaration
from schemas.dossier import Dossier
from schemas.export_list import ExportList
from schemas.registers import Enterprise, Office, SupervisionSite

metadata = MetaData(naming_convention=NAMING)


def _document(model: type[Any]) -> Any:
    return Field(sa_column=Column(AsJson(model), nullable=False))


def _text(nullable: bool = False) -> Any:
    return Field(default=None, sa_column=Column(Text, nullable=nullable))


def _instant() -> Any:
    return Field(sa_column=Column(AsInstant, nullable=False))


def _instant_or_none(index: bool = False) -> Any:
    return Field(default=None, sa_column=Column(AsInstant, nullable=True, index=index))


def _sequence() -> Any:
    """A number that grows with time, given by the workplace: rows are listed in its order."""
    return Field(sa_column=Column(BigNumber, primary_key=True, autoincrement=False))


class Table(SQLModel):
    """The base of every table."""

    metadata: ClassVar[MetaData] = metadata


class ReturnRow(Table, table=True):
    """A return and where it stands; the only row of it that ever changes."""

    __tablename__ = "returns"
    __table_args__ = (UniqueConstraint("exporter_code", "application_no"),)

    sequence: int = _sequence()
    id: str = Field(max_length=36, unique=True)
    exporter_code: str = Field(max_length=18)
    agent_code: str = Field(max_length=18, index=True)
    application_no: str = Field(max_length=30, index=True)
    list_no: str = Field(max_length=64, index=True)
    state: str = Field(max_length=16, index=True)
    revision: int
    changed_at: datetime = _instant()


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
    """One decision with the whole dossier it was made from; append-only.

    `signature` is the protected header and the signature of its receipt, `previous` the digest of the firm's receipt
    before it and `texts` that of the words of the law; with the decision they are the receipt.
    """

    __tablename__ = "decisions"

    sequence: int = _sequence()
    id: str = Field(max_length=36, unique=True)
    return_id: str = Field(max_length=36, index=True, foreign_key="returns.id")
    revision: int
    outcome: str = Field(max_length=16)
    dossier: Dossier = _document(Dossier)
    decision: Decision = _document(Decision)
    decided_at: datetime = _instant()
    signature: str | None = Field(default=None, max_length=512)
    previous: str | None = Field(default=None, max_length=64)
    texts: str | None = Field(default=None, max_length=64)


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

    sequence: int = _sequence()
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

    sequence: int = _sequence()
    cop_no: str = Field(max_length=30)
    agent_code: str = Field(max_length=18)
    document: ExportReceipt = _document(ExportReceipt)
    recorded_at: datetime = _instant()


class RegisterVersion(Table):
    """What every register's table has: versions of rows; of rows that begin on one day the newest counts."""

    sequence: int = Field(primary_key=True, sa_type=BigNumber, sa_column_kwargs={"autoincrement": False})
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

    sequence: int = _sequence()
    return_id: str = Field(max_length=36, index=True, foreign_key="returns.id")
    document: Tally = _document(Tally)
    recorded_at: datetime = _instant()


class BalanceRow(Table, table=True):
    """What is taken of one line of an original list: the database itself refuses more than was exported.

    `exported` is null while the list is not known; a decision that may take goods sets it.
    """

    __tablename__ = "balances"
    __table_args__ = tuple(
        CheckConstraint(f"exported_{kind} IS NULL OR taken_{kind} <= exported_{kind}", name=f"ck_balances_{kind}")
        for kind in ("quantity", "legal_quantity", "second_quantity")
    )

    list_no: str = Field(max_length=64, primary_key=True)
    line_no: int = Field(primary_key=True)
    exported_quantity: Decimal | None = Field(default=None, sa_type=AsQuantity)
    exported_legal_quantity: Decimal | None = Field(default=None, sa_type=AsQuantity)
    exported_second_quantity: Decimal | None = Field(default=None, sa_type=AsQuantity)
    taken_quantity: Decimal = Field(sa_type=AsQuantity)
    taken_legal_quantity: Decimal = Field(sa_type=AsQuantity)
    taken_second_quantity: Decimal = Field(sa_type=AsQuantity)


class StepRow(Table, table=True):
    """A step that staff took with a return, and why; append-only."""

    __tablename__ = "steps"

    sequence: int = _sequence()
    return_id: str = Field(max_length=36, index=True, foreign_key="returns.id")
    before: str = Field(max_length=16)
    after: str = Field(max_length=16)
    reason: str = Field(max_length=1000)
    actor: str = Field(max_length=80)
    taken_at: datetime = _instant()


# ---- who asks


class UserRow(Table, table=True):
    """A member of staff; `password` is an argon2 hash, absent where only single sign-on lets in."""

    __tablename__ = "users"

    id: str = Field(max_length=36, primary_key=True)
    name: str = Field(max_length=64, unique=True)
    role: str = Field(max_length=16)
    password: str | None = Field(default=None, max_length=256)
    must_change: bool = False
    disabled: bool = False
    subject: str | None = Field(default=None, max_length=255, unique=True)
    created_at: datetime = _instant()
    failures: int = 0
    locked_until: datetime | None = _instant_or_none()


class SessionRow(Table, table=True):
    """A sign-in of staff: the digest of its cookie; deleted to revoke it."""

    __tablename__ = "sessions"

    token: str = Field(max_length=64, primary_key=True)
    user_id: str = Field(max_length=36, index=True, foreign_key="users.id")
    guard: str = Field(max_length=64)
    created_at: datetime = _instant()
    expires_at: datetime = _instant()
    seen_at: datetime = _instant()


class KeyRow(Table, table=True):
    """A firm's API key: the digest of its secret, never the secret."""

    __tablename__ = "api_keys"

    id: str = Field(max_length=36, primary_key=True)
    firm: str = Field(max_length=18, index=True)
    label: str = Field(max_length=64)
    secret: str = Field(max_length=64, unique=True)
    scopes: str = Field(max_length=255)
    created_at: datetime = _instant()
    expires_at: datetime | None = _instant_or_none()
    revoked_at: datetime | None = _instant_or_none()
    used_at: datetime | None = _instant_or_none()


class AnswerRow(Table, table=True):
    """The answer kept under an Idempotency-Key; without a status the call is still in flight."""

    __tablename__ = "answers"

    caller: str = Field(max_length=80, primary_key=True)
    key: str = Field(max_length=255, primary_key=True)
    request: str = Field(max_length=64)
    claim: str = Field(max_length=36)
    claimed_until: datetime = _instant()
    status: int | None = None
    media_type: str | None = Field(default=None, max_length=128)
    body: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    kept_since: datetime = Field(sa_column=Column(AsInstant, nullable=False, index=True))


# ---- the audit chain


class EntryRow(Table, table=True):
    """An entry of a firm's audit chain; append-only. `entry` is the RFC 8785 JSON that `digest` is of."""

    __tablename__ = "audit_entries"

    chain: str = Field(max_length=18, primary_key=True)
    number: int = Field(primary_key=True)
    subject: str = Field(max_length=80, index=True)
    entry: str = _text()
    digest: str = Field(max_length=64)


class HeadRow(Table, table=True):
    """Where a firm's chains end: its newest audit entry and its newest receipt; locked by whoever adds to them."""

    __tablename__ = "heads"

    chain: str = Field(max_length=18, primary_key=True)
    number: int
    digest: str = Field(max_length=64)
    receipt: str | None = Field(default=None, max_length=64)


# ---- telling others

_UNTOLD = text("told = false")


class EventRow(Table, table=True):
    """Something that happened to a return, written with it; told to every endpoint that asks for it."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_untold", "sequence", sqlite_where=_UNTOLD, postgresql_where=_UNTOLD),)

    sequence: int = _sequence()
    id: str = Field(max_length=36, unique=True)
    type: str = Field(max_length=32)
    exporter_code: str = Field(max_length=18)
    agent_code: str = Field(max_length=18)
    return_id: str = Field(max_length=36)
    data: str = _text()
    happened_at: datetime = _instant()
    told: bool = False


class EndpointRow(Table, table=True):
    """An address of a firm that wants to be told; the former secret signs beside the new one for a day."""

    __tablename__ = "webhook_endpoints"

    id: str = Field(max_length=36, primary_key=True)
    firm: str = Field(max_length=18, index=True)
    url: str = Field(max_length=2000)
    types: str = Field(max_length=255)
    secret: str = Field(max_length=128)
    former_secret: str | None = Field(default=None, max_length=128)
    former_until: datetime | None = _instant_or_none()
    disabled: str | None = Field(default=None, max_length=64)
    created_at: datetime = _instant()


class DeliveryRow(Table, table=True):
    """One event on its way to one endpoint: due, leased by a worker, delivered or given up."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (UniqueConstraint("endpoint_id", "event_id"), Index(None, "state", "due_at"))

    sequence: int = _sequence()
    id: str = Field(max_length=36, unique=True)
    endpoint_id: str = Field(max_length=36, foreign_key="webhook_endpoints.id")
    event_id: str = Field(max_length=36, foreign_key="events.id")
    state: str = Field(max_length=16)
    attempts: int = 0
    due_at: datetime = _instant()
    leased_until: datetime | None = _instant_or_none()
    status: int | None = None
    error: str | None = Field(default=None, max_length=255)
    delivered_at: datetime | None = _instant_or_none()


# ---- batches


class BatchRow(Table, table=True):
    """A file of returns that background workers file one by one; `position` is the last row that is done.

    `tries` counts the workers that had it since a row was last done, whoever did that row among them.
    """

    __tablename__ = "batches"

    sequence: int = _sequence()
    id: str = Field(max_length=36, unique=True)
    firm: str = Field(max_length=18, index=True)
    actor: str = Field(max_length=80)
    name: str = Field(max_length=255)
    digest: str = Field(max_length=64)
    size: int = Field(sa_type=BigNumber)
    state: str = Field(max_length=16, index=True)
    total: int | None = None
    position: int = 0
    counts: str = _text()
    faults: str | None = _text(nullable=True)
    worker: str | None = Field(default=None, max_length=64)
    tries: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    leased_until: datetime | None = _instant_or_none()
    created_at: datetime = _instant()
    finished_at: datetime | None = _instant_or_none()


class BatchResultRow(Table, table=True):
    """What became of one row of a batch; written with the return itself."""

    __tablename__ = "batch_results"

    batch_id: str = Field(max_length=36, primary_key=True, foreign_key="batches.id")
    row: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    return_id: str | None = Field(default=None, max_length=36, index=True)
    result: str = _text()


class HoldRow(Table, table=True):
    """A legal hold: a return that retention must leave alone until the hold is lifted."""

    __tablename__ = "legal_holds"

    return_id: str = Field(max_length=36, primary_key=True, foreign_key="returns.id")
    reason: str = Field(max_length=255)
    placed_at: datetime = _instant()
