"""A return as the service keeps it: the declaration, where it stands, and its newest decision."""

from dataclasses import dataclass
from typing import Final, Literal

from schemas.base import Document, LocalizedText
from schemas.codes import Day, Instant
from schemas.decision import Decision, Outcome
from schemas.declaration import ReturnDeclaration

State = Literal[
    "draft",
    "accepted",
    "rejected",
    "review",
    "inspection",
    "handed_over",
    "suspended",
    "released",
    "withdrawn",
    "erased",
]
ReturnAction = Literal["change", "withdraw", "note", "question", "answer"]
"""What can be done with a return that is filed, besides staff's steps."""
STATE_WORDS: Final[dict[State, LocalizedText]] = {
    "draft": LocalizedText(zh="已暂存", en="kept as a draft"),
    "accepted": LocalizedText(zh="准予退货", en="accepted"),
    "rejected": LocalizedText(zh="退单", en="rejected"),
    "review": LocalizedText(zh="转人工审核", en="referred to a person"),
    "inspection": LocalizedText(zh="查验", en="under inspection"),
    "handed_over": LocalizedText(zh="移交", en="handed over"),
    "suspended": LocalizedText(zh="挂起", en="suspended"),
    "released": LocalizedText(zh="放行", en="released"),
    "withdrawn": LocalizedText(zh="已撤回", en="withdrawn"),
    "erased": LocalizedText(zh="已过保存期限并清除", en="erased after its time"),
}
RETURN_STATUS: Final[dict[State, str | None]] = {
    "draft": "1",
    "rejected": "100",
    "accepted": "120",
    "review": "300",
    "inspection": "500",
    "handed_over": "505",
    "suspended": "600",
    "released": "800",
    "withdrawn": None,
    "erased": None,
}
"""The receipt state (CEB214 returnStatus) that tells each state; the mapping is ours."""
STATE_OF: Final[dict[Outcome, State]] = {"eligible": "accepted", "ineligible": "rejected", "refer": "review"}
"""The state in which each outcome puts a return that is filed."""
COUNTED_STATES: Final[tuple[State, ...]] = (
    "accepted",
    "review",
    "inspection",
    "handed_over",
    "suspended",
    "released",
    "erased",
)
"""States whose quantities count as returned: declared, neither rejected nor withdrawn (I5).

Of an erased one, which was released long ago, only its quantities are left.
"""


HELD_STATES: Final[tuple[State, ...]] = ("inspection", "handed_over", "suspended")
"""States in which staff have the return in hand: a decision made meanwhile is kept, and leaves it there."""


class ReturnRecord(Document):
    """One return: what was declared last, its state and receipt state, and the newest decision (none for a draft).

    `recorded_at` is when that declaration came, `changed_at` when anything last happened to the return.
    """

    id: str
    application_no: str
    state: State
    return_status: str | None
    revision: int
    recorded_at: Instant
    changed_at: Instant
    arrived_on: Day | None = None
    declaration: ReturnDeclaration
    decision: Decision | None = None


@dataclass(frozen=True, kw_only=True)
class ReturnFilter:
    """Which returns a list should show; what is not given does not narrow it."""

    exporter_code: str | None = None
    list_no: str | None = None
    application_no: str | None = None
    state: State | None = None
    firm: str | None = None
    """A firm that is exporter or agent."""


class ReturnActions(Document):
    """What whoever asks may do with a return as it stands now; staff's steps are offered apart.

    A firm changes, withdraws and, where something was asked, answers; staff note and ask (`question`).
    """

    items: tuple[ReturnAction, ...]
