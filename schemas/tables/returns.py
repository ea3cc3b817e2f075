"""Returns: what was declared, decided, tallied and done, the quantities taken, and legal holds."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlmodel import Field

from schemas.ceb import Tally
from schemas.decision import Decision, Outcome
from schemas.declaration import ReturnDeclaration
from schemas.dossier import Dossier
from schemas.tables.base import Table, a_document, a_sequence, an_instant
from schemas.tables.types import AsQuantity
from schemas.work.returns import State


class ReturnRow(Table, table=True):
    """A return and where it stands; the only row of it that ever changes."""

    __tablename__ = "returns"
    __table_args__ = (UniqueConstraint("exporter_code", "application_no"),)

    sequence: int = a_sequence()
    id: str = Field(max_length=36, unique=True)
    exporter_code: str = Field(max_length=18)
    agent_code: str = Field(max_length=18, index=True)
    application_no: str = Field(max_length=30, index=True)
    list_no: str = Field(max_length=64, index=True)
    state: State = Field(sa_type=String(16), index=True)
    revision: int
    changed_at: datetime = an_instant()


class RevisionRow(Table, table=True):
    """One declaration of a return as it was submitted; append-only."""

    __tablename__ = "revisions"

    return_id: str = Field(max_length=36, primary_key=True, foreign_key="returns.id")
    number: int = Field(primary_key=True)
    draft: bool
    content: str = Field(max_length=64)
    declaration: ReturnDeclaration = a_document(ReturnDeclaration)
    recorded_at: datetime = an_instant()


class DecisionRow(Table, table=True):
    """One decision with the whole dossier it was made from; append-only.

    `signature` is the protected header and the signature of its receipt, `previous` the digest of the firm's receipt
    before it and `texts` that of the words of the law; with the decision they are the receipt.
    """

    __tablename__ = "decisions"

    sequence: int = a_sequence()
    id: str = Field(max_length=36, unique=True)
    return_id: str = Field(max_length=36, index=True, foreign_key="returns.id")
    revision: int
    outcome: Outcome = Field(sa_type=String(16))
    dossier: Dossier = a_document(Dossier)
    decision: Decision = a_document(Decision)
    decided_at: datetime = an_instant()
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


class TallyRow(Table, table=True):
    """A tally at the site (CEB215) of one return; the newest that is not a deletion tells the day of arrival."""

    __tablename__ = "tallies"

    sequence: int = a_sequence()
    return_id: str = Field(max_length=36, index=True, foreign_key="returns.id")
    document: Tally = a_document(Tally)
    recorded_at: datetime = an_instant()


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

    sequence: int = a_sequence()
    return_id: str = Field(max_length=36, index=True, foreign_key="returns.id")
    before: State = Field(sa_type=String(16))
    after: State = Field(sa_type=String(16))
    reason: str = Field(max_length=1000)
    actor: str = Field(max_length=80)
    taken_at: datetime = an_instant()
    provision: str | None = Field(default=None, max_length=128)


class HoldRow(Table, table=True):
    """A legal hold: a return that retention must leave alone until the hold is lifted."""

    __tablename__ = "legal_holds"

    return_id: str = Field(max_length=36, primary_key=True, foreign_key="returns.id")
    reason: str = Field(max_length=255)
    placed_at: datetime = an_instant()
