"""Why a decision came out as it did: outcome, provisions, conditions, facts, and where each value stands."""

from typing import Final, Literal

from schemas.base import Document, LocalizedText
from schemas.codes import Day, Digest
from schemas.decision import Outcome, Relief, Status
from schemas.law.condition import FactValue
from schemas.law.policy import Basis, Citation, InterpretationId, Otherwise, Question

Form = Literal["test", "all_of", "any_of"]
Record = Literal["declaration", "original_list", "returns", "site", "exporter", "agent", "days", "districts"]
FORM_WORDS: Final[dict[Form, LocalizedText]] = {
    "all_of": LocalizedText(zh="须全部成立", en="all of"),
    "any_of": LocalizedText(zh="至少一项成立", en="any of"),
}
"""What a condition of parts asks of them; a test says itself in words."""
RECORD_WORDS: Final[dict[Record, LocalizedText]] = {
    "declaration": LocalizedText(zh="退货申请", en="return declaration"),
    "original_list": LocalizedText(zh="原出口清单", en="original list"),
    "returns": LocalizedText(zh="已退数量", en="quantities returned before"),
    "site": LocalizedText(zh="场所备案", en="register of sites"),
    "exporter": LocalizedText(zh="出口企业备案", en="register of firms, the exporter"),
    "agent": LocalizedText(zh="申报单位备案", en="register of firms, the agent"),
    "days": LocalizedText(zh="判定日", en="day of the decision"),
    "districts": LocalizedText(zh="直属海关表", en="table of districts"),
}


class Origin(Document):
    """Where a value stands: the record, the JSON pointer in the dossier, what stands there (null: nothing).

    Of a register's row also whence the operator has it and since when it holds.
    """

    record: Record
    pointer: str
    value: str | None
    source: str | None = None
    valid_from: Day | None = None
    valid_until: Day | None = None


class FactNode(Document):
    """A fact that a condition reads, its value (null: unknown), and what it was derived from."""

    fact: str
    definition: str
    value: FactValue
    words: LocalizedText
    origins: tuple[Origin, ...]


class ConditionNode(Document):
    """A condition or a part of one, what it came to (null: unknown), and what that rests on."""

    form: Form
    words: LocalizedText
    holds: bool | None
    parts: tuple["ConditionNode", ...] = ()
    fact: FactNode | None = None


class ProvisionNode(Document):
    """A provision in force: how it stands, whether the answer turns on it, and its conditions."""

    provision: str
    status: Status
    decisive: bool
    otherwise: Otherwise | None
    basis: Basis
    citation: Citation
    statement: LocalizedText
    interpretations: tuple[InterpretationId, ...]
    lines: tuple[int, ...]
    applies: ConditionNode | None
    needs: ConditionNode | None


class QuestionNode(Document):
    """One question, its answer, why in a sentence, and every provision, the decisive ones first."""

    question: Question
    answer: Outcome | Relief
    words: LocalizedText
    provisions: tuple[ProvisionNode, ...]


class Explanation(Document):
    """The justification of one decision, from its answers down to the values they rest on."""

    decision_id: str | None
    application_no: str
    as_of: Day
    cross_district: bool | None
    questions: tuple[QuestionNode, ...]
    rulebook: Digest | None
    dossier: Digest | None
