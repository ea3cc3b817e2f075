"""What staff do with a return."""

from typing import Annotated, Final, Literal

from pydantic import StringConstraints

from schemas.base import Document, LocalizedText
from schemas.codes import Instant, Text
from schemas.returns import State

Target = Literal["accepted", "rejected", "inspection", "handed_over", "suspended", "released"]
STEPS: Final[dict[State, frozenset[State]]] = {
    "accepted": frozenset({"inspection", "suspended", "released"}),
    "review": frozenset({"accepted", "rejected", "inspection", "suspended"}),
    "inspection": frozenset({"accepted", "rejected", "handed_over", "suspended", "released"}),
    "handed_over": frozenset({"rejected", "suspended", "released"}),
    "suspended": frozenset({"accepted", "rejected", "inspection", "released"}),
}
"""Where staff may bring a return from each state; a released one stays released (the mapping is ours)."""
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


class Step(Document):
    """Into which state staff bring a return, and why."""

    to: Target
    reason: Annotated[Text, StringConstraints(min_length=1, max_length=1000)]


class StepTaken(Document):
    """A step as it was taken."""

    before: State
    after: State
    reason: str
    actor: str
    taken_at: Instant
