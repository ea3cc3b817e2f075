"""Law as data: an instrument, its provisions and where each stands."""

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from schemas.base import Document, LocalizedText, Period
from schemas.codes import Digest
from schemas.law.condition import Condition, Test, tests_of

Question = Literal["return", "tax_relief"]
Kind = Literal["permission", "requirement"]
Otherwise = Literal["reject", "unavailable", "refer", "advise"]
Basis = Literal["literal", "copied", "interpreted", "unknown"]
"""How sure a provision is: the official text read; agreeing copies; our reading; the wording was not seen."""
QUESTION_WORDS: Final[dict[Question, LocalizedText]] = {
    "return": LocalizedText(zh="退货", en="return"),
    "tax_relief": LocalizedText(zh="税收优惠", en="tax relief"),
}
OTHERWISE_WORDS: Final[dict[Otherwise | None, LocalizedText]] = {
    None: LocalizedText(zh="许可", en="permits"),
    "reject": LocalizedText(zh="否则退单", en="or reject"),
    "refer": LocalizedText(zh="否则转人工", en="or refer"),
    "unavailable": LocalizedText(zh="否则不享受", en="or no relief"),
    "advise": LocalizedText(zh="提示", en="advice"),
}
"""What follows where a provision is not met; None is a permission."""
BASIS_WORDS: Final[dict[Basis, LocalizedText]] = {
    "literal": LocalizedText(zh="原文", en="literal"),
    "copied": LocalizedText(zh="抄件", en="copied"),
    "interpreted": LocalizedText(zh="推定", en="interpreted"),
    "unknown": LocalizedText(zh="原文未见", en="wording unseen"),
}
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
InterpretationId = Annotated[str, StringConstraints(pattern=r"^I[0-9]+$")]


class Citation(Document):
    """Where it stands: the instrument, the clause and the few operative words."""

    instrument: str
    clause: str
    phrase: str


class Parameter(Document):
    """A value that a clause fixes: a list of codes, or a number."""

    title: LocalizedText
    value: tuple[str, ...] | int


class Provision(Document):
    """One clause: whom it binds (`applies`), what it asks (`needs`), what follows if it is unmet (`otherwise`)."""

    name: Identifier
    question: Question
    kind: Kind
    basis: Basis
    clause: str
    phrase: str
    statement: LocalizedText
    remedy: LocalizedText
    period: Period | None = None
    applies: Condition | None = None
    needs: Condition
    otherwise: Otherwise | None = None
    interpretations: tuple[InterpretationId, ...] = ()
    pointer: str = ""

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What it applies to, if it says so, and what it needs."""
        return (self.needs,) if self.applies is None else (self.applies, self.needs)

    @property
    def tests(self) -> tuple[Test, ...]:
        """Every test in its conditions, from left to right."""
        return tuple(test for condition in self.conditions for test in tests_of(condition))

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact that it reads, once, in the order of its tests."""
        return tuple(dict.fromkeys(test.fact for test in self.tests))


class Policy(Document):
    """An instrument of law and its provisions, over the days on which it is in force."""

    id: Identifier
    title: LocalizedText
    number: LocalizedText
    issued: date | None = None
    period: Period
    sources: LocalizedText
    supersedes: tuple[str, ...] = ()
    parameters: dict[Identifier, Parameter] = Field(default_factory=dict)
    provisions: Annotated[tuple[Provision, ...], Field(min_length=1)]


class Interpretation(Document):
    """A reading of ours where the text is silent, with what it rests on and how sure it is."""

    id: InterpretationId
    title: LocalizedText
    text: LocalizedText
    basis: Basis
    doubt: LocalizedText | None = None


class LawSnapshot(Document):
    """The whole law as one rulebook held it; its digest is the rulebook's."""

    version: str
    policies: tuple[Policy, ...]
    interpretations: tuple[Interpretation, ...]
    districts: Digest
