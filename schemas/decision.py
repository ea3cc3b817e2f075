"""The answer and its reasons, as one value."""

from collections.abc import Mapping
from typing import Final, Literal

from schemas.base import Document, LocalizedText
from schemas.codes import Day, Digest
from schemas.law.condition import FactValue
from schemas.law.policy import Basis, Citation, InterpretationId, Otherwise, Question

Outcome = Literal["eligible", "ineligible", "refer"]
Relief = Literal["available", "unavailable", "refer"]
Status = Literal["met", "unmet", "undetermined", "not_applicable"]
OPEN: Final[tuple[Status, Status]] = ("unmet", "undetermined")
"""The statuses of a provision that is not met, or of which it is not known."""
OUTCOME_WORDS: Final[dict[Outcome, LocalizedText]] = {
    "eligible": LocalizedText(zh="准予退货", en="eligible"),
    "ineligible": LocalizedText(zh="不予退货", en="ineligible"),
    "refer": LocalizedText(zh="转人工审核", en="referred to a person"),
}
RELIEF_WORDS: Final[dict[Relief, LocalizedText]] = {
    "available": LocalizedText(zh="可享受", en="available"),
    "unavailable": LocalizedText(zh="不享受", en="unavailable"),
    "refer": LocalizedText(zh="待人工审核", en="referred to a person"),
}
STATUS_WORDS: Final[dict[Status, LocalizedText]] = {
    "met": LocalizedText(zh="符合", en="met"),
    "unmet": LocalizedText(zh="不符合", en="unmet"),
    "undetermined": LocalizedText(zh="未知", en="unknown"),
    "not_applicable": LocalizedText(zh="不适用", en="not applicable"),
}
CROSS_WORDS: Final[dict[bool | None, LocalizedText]] = {
    True: LocalizedText(zh="跨关区", en="cross-district"),
    False: LocalizedText(zh="同关区", en="same district"),
    None: LocalizedText(zh="是否跨关区未知", en="not known whether cross-district"),
}


class Finding(Document):
    """What one provision says of one declaration, with the facts it read (null: unknown) and the lines concerned."""

    provision: str
    question: Question
    status: Status
    otherwise: Otherwise | None
    basis: Basis
    citation: Citation
    statement: LocalizedText
    remedy: LocalizedText
    evidence: Mapping[str, FactValue]
    lines: tuple[int, ...]
    pointer: str
    interpretations: tuple[InterpretationId, ...] = ()


class Decision(Document):
    """The outcome of both questions and a finding for every provision in force on `as_of`.

    `decision_id` and the digests are put on when a decision is recorded or printed, not by the rulebook.
    """

    decision_id: str | None = None
    as_of: Day
    outcome: Outcome
    tax_relief: Relief
    cross_district: bool | None
    findings: tuple[Finding, ...]
    rulebook: Digest | None = None
    dossier: Digest | None = None
