"""What staff have on their desks: cases, notes and proposals."""

from datetime import datetime

from sqlalchemy import Index, String, TextClause, text
from sqlmodel import Field

from schemas.decision import Outcome
from schemas.tables.base import Table, a_sequence, a_text, an_instant, an_instant_or_none
from schemas.tables.types import BigNumber
from schemas.work.cases import NoteKind, Target
from schemas.work.returns import State

OPEN = text("open = true")
"""An open case, in the words by which the database knows the indexes of open cases: of `IS true` it does not see it."""
PROPOSED, ANSWERED = text("proposed = true"), text("answered = true")
_PROVISIONS = text("string_to_array(provisions, ' ')")


def _index(name: str, *columns: str, flag: TextClause | None = None) -> Index:
    """An index of open cases that tells of each whether it sleeps, so that counting them need not read them."""
    condition = OPEN if flag is None else text(f"{OPEN} AND {flag}")
    sleeping = ["snoozed_until"]
    return Index(
        f"ix_cases_{name}", *columns, sqlite_where=condition, postgresql_where=condition, postgresql_include=sleeping
    )


class CaseRow(Table, table=True):
    """A return that needs a person, or did: what the queue is searched by, drawn anew from the return as it moves.

    `changed` marks its newest change of any kind, so that whoever looks at the queue need not read it to see one. Who
    has it and until when it sleeps change without a trace here; the audit chain tells of them.
    """

    __tablename__ = "cases"
    __table_args__ = (
        _index("due", "due_at", "sequence"),
        _index("lines", "lines", "sequence"),
        _index("assignee", "assignee", "due_at"),
        _index("exporter", "exporter_code", "due_at"),
        _index("agent", "agent_code"),
        _index("site", "site_code"),
        _index("district", "return_district", "due_at"),
        _index("opened", "opened_at"),
        _index("proposed", "due_at", flag=PROPOSED),
        _index("answered", "due_at", flag=ANSWERED),
        Index("ix_cases_provisions", _PROVISIONS, postgresql_using="gin", postgresql_where=OPEN).ddl_if("postgresql"),
    )

    return_id: str = Field(max_length=36, primary_key=True, foreign_key="returns.id")
    sequence: int = Field(sa_type=BigNumber, unique=True)
    exporter_code: str = Field(max_length=18)
    agent_code: str = Field(max_length=18)
    application_no: str = Field(max_length=30)
    list_no: str = Field(max_length=64)
    customs_code: str = Field(max_length=16)
    site_code: str | None = Field(default=None, max_length=18)
    export_district: str | None = Field(default=None, max_length=4)
    return_district: str | None = Field(default=None, max_length=4)
    state: State = Field(sa_type=String(16))
    outcome: Outcome = Field(sa_type=String(16))
    provisions: str = a_text()
    lines: int
    open: bool
    opened_at: datetime = an_instant()
    due_at: datetime = an_instant()
    closed_at: datetime | None = an_instant_or_none(index=True)
    assignee: str | None = Field(default=None, max_length=80)
    snoozed_until: datetime | None = an_instant_or_none()
    proposed: bool = False
    answered: bool = False
    changed: int = Field(default=0, sa_type=BigNumber, index=True, sa_column_kwargs={"server_default": "0"})


class NoteRow(Table, table=True):
    """A note of staff, a question to the firm or its answer; append-only: what was written is followed, not edited."""

    __tablename__ = "notes"

    sequence: int = a_sequence()
    return_id: str = Field(max_length=36, index=True, foreign_key="returns.id")
    kind: NoteKind = Field(sa_type=String(16))
    words: str = a_text()
    author: str = Field(max_length=80)
    written_at: datetime = an_instant()


class ProposalRow(Table, table=True):
    """A step against the rules that one officer proposes and another approves or declines."""

    __tablename__ = "proposals"

    sequence: int = a_sequence()
    id: str = Field(max_length=36, unique=True)
    return_id: str = Field(max_length=36, index=True, foreign_key="returns.id")
    revision: int
    before: State = Field(sa_type=String(16))
    after: Target = Field(sa_type=String(16))
    reason: str = Field(max_length=1000)
    proposer: str = Field(max_length=80)
    proposed_at: datetime = an_instant()
    approved: bool | None = None
    decided_by: str | None = Field(default=None, max_length=80)
    answer: str | None = Field(default=None, max_length=1000)
    decided_at: datetime | None = an_instant_or_none()
