"""What staff do with a return."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from schemas.base import Document
from schemas.codes import Instant, Text
from schemas.decision import Outcome
from schemas.work.accounts import UserName
from schemas.work.returns import HELD_STATES, State

Target = Literal["accepted", "rejected", "inspection", "handed_over", "suspended", "released"]
STEPS: Final[dict[State, tuple[Target, ...]]] = {
    "accepted": ("inspection", "suspended", "released"),
    "review": ("accepted", "rejected", "inspection", "suspended"),
    "inspection": ("accepted", "rejected", "handed_over", "suspended", "released"),
    "handed_over": ("rejected", "suspended", "released"),
    "suspended": ("accepted", "rejected", "inspection", "released"),
}
"""Where staff may bring a return from each state, as it is offered; a released one stays released (ours)."""
OPEN_STATES: Final[tuple[State, ...]] = ("review", *HELD_STATES)
"""States in which a return waits for staff."""
Reason = Annotated[Text, StringConstraints(min_length=1, max_length=1000)]
ProvisionId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[a-z0-9_]+$", max_length=128)]


class Step(Document):
    """Into which state staff bring a return, and why; a rejection may name the provision that is not met."""

    to: Target
    reason: Reason
    provision: ProvisionId | None = None


class OfferedStep(Document):
    """A step that is open to whoever asks: to be taken, or proposed where a second person must approve it."""

    to: Target
    needs_second: bool


class Offered(Document):
    """What staff can do with a return where it stands.

    `waits` says that it waits for staff; `provisions` are those not met or not known: what a rejection may name.
    """

    waits: bool
    items: tuple[OfferedStep, ...]
    provisions: tuple[str, ...]


class StepTaken(Document):
    """A step as it was taken."""

    before: State
    after: State
    reason: str
    actor: str
    taken_at: Instant
    provision: str | None = None


class Case(Document):
    """A return that waits for staff, or did: what the queue shows of it.

    `provisions` are those not met or not known; `proposed` says that a step against the rules waits for a second pair
    of eyes, `answered` that the firm has answered since anyone looked.
    """

    return_id: str
    application_no: str
    exporter: str
    agent: str
    list_no: str
    customs_code: str
    export_district: str | None
    return_district: str | None
    state: State
    outcome: Outcome
    provisions: tuple[str, ...]
    lines: int
    opened_at: Instant
    due_at: Instant
    closed_at: Instant | None
    assignee: str | None
    snoozed_until: Instant | None
    proposed: bool
    answered: bool


class Assignment(Document):
    """Whose desk cases are put on; without a name they go back to the queue."""

    returns: Annotated[tuple[str, ...], Field(min_length=1, max_length=200)]
    to: UserName | None


class Snooze(Document):
    """Until when a case sleeps; null wakes it."""

    until: Instant | None


NoteKind = Literal["note", "question", "answer"]


class NewNote(Document):
    """What is to be written: staff note or ask, a firm answers."""

    kind: NoteKind
    words: Annotated[Text, StringConstraints(min_length=1, max_length=4000)]


class Note(Document):
    """What was written; a firm does not see staff's notes among themselves."""

    kind: NoteKind
    words: str
    author: str
    written_at: Instant


class Proposal(Document):
    """A step against the rules that waits for, or had, a second pair of eyes.

    `overtaken` says that the return has moved on meanwhile: then nobody can decide on it any more.
    """

    id: str
    return_id: str
    before: State
    after: State
    reason: str
    proposer: str
    proposed_at: Instant
    approved: bool | None
    decided_by: str | None
    answer: str | None
    decided_at: Instant | None
    overtaken: bool


class Verdict(Document):
    """Whether a proposal is approved, and why."""

    approve: bool
    reason: Reason


class Happened(Document):
    """One thing that happened to a return; for firms all staff are one."""

    at: Instant
    action: str
    actor: str
    detail: Mapping[str, str | int | bool | None]


CaseOrder = Literal["due", "lines"]
"""The most urgent first, or the largest."""


@dataclass(frozen=True, kw_only=True)
class CaseFilter:
    """Which cases a list should show; what is not given does not narrow it."""

    export_district: str | None = None
    return_district: str | None = None
    exporter: str | None = None
    provision: str | None = None
    state: str | None = None
    assignee: str | None = None
    unassigned: bool = False
    proposed: bool = False
    answered: bool = False
    due_before: Instant | None = None
    opened_since: Instant | None = None
    asleep: bool = False
    """Whether those that sleep are shown, and they alone."""
