"""Amendments of the registers: what one proposes to enter, and another approves before it holds."""

from typing import Literal

from schemas.base import Document
from schemas.codes import Digest, Instant
from schemas.registers import Enterprise, Office, SupervisionSite
from schemas.work.cases import Case, Reason

RegisterName = Literal["sites", "enterprises", "offices"]
AmendmentState = Literal["waiting", "approved", "refused", "withdrawn"]
Effect = Literal["added", "continued", "replaced", "same"]
"""What entering a row does: begin a code, add a stretch of days to it, replace one that begins that day, or nothing."""
Row = SupervisionSite | Enterprise | Office


class Rows(Document):
    """Rows for the registers, in the order in which they are to be entered."""

    sites: tuple[SupervisionSite, ...] = ()
    enterprises: tuple[Enterprise, ...] = ()
    offices: tuple[Office, ...] = ()

    @property
    def every(self) -> tuple[Row, ...]:
        """All of them."""
        return (*self.sites, *self.enterprises, *self.offices)


class NewAmendment(Document):
    """Rows that are to be entered, and why."""

    rows: Rows
    reason: Reason


class SourceFile(Document):
    """The file that rows came from."""

    name: str
    digest: Digest


class AmendmentCounts(Document):
    """How many rows of an amendment have each effect."""

    added: int
    continued: int
    replaced: int
    same: int


class Amendment(Document):
    """Rows that were proposed for the registers, and what came of it.

    Whoever proposed may decline his own amendment: then it is withdrawn.
    """

    id: str
    state: AmendmentState
    reason: str
    file: SourceFile | None
    counts: AmendmentCounts
    proposer: str
    proposed_at: Instant
    decided_by: str | None
    answer: str | None
    decided_at: Instant | None


class AmendmentSeen(Document):
    """An amendment as whoever decides on it sees it.

    `overtaken` says that rows of the same codes were entered meanwhile: then nobody can approve it any more. `waiting`
    counts the open cases that look at these rows; `cases` are the most urgent of them, for who may see cases.
    """

    amendment: Amendment
    overtaken: bool
    waiting: int
    cases: tuple[Case, ...]


class RowChange(Document):
    """What entering a row would change, or changed; `number` is its place in the amendment, from 1 on.

    `before` is the row that it replaces, or that began before it; `fields` are those in which they differ.
    """

    number: int
    kind: RegisterName
    code: str
    effect: Effect
    before: Row | None
    after: Row
    fields: tuple[str, ...]
