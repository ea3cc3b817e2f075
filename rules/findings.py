"""From conditions that hold to findings: what each provision says of a declaration."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter
from typing import Final, get_args

from rules.facts import FACTS, Derived
from rules.weighing import Weighing, decisive
from schemas.base import LocalizedText
from schemas.decision import Finding, Status
from schemas.declaration import ReturnDeclaration
from schemas.law.condition import Condition, FactValue
from schemas.law.policy import Citation, Policy, Provision, Question

NO_PERMISSION: Final = "default.no_permission"
"""The name of the finding that no permission in force applies."""
_NO_PERMISSION: Final = LocalizedText(
    zh="当日没有施行中的公告许可这样的退货或优惠。", en="No announcement in force that day permits it."
)
_NO_PERMISSION_REMEDY: Final = LocalizedText(
    zh="核对申报日期、退货海关和原出口清单；或改在有公告许可的日期、海关办理。",
    en="Check the day, the district of return and the original list; apply where and when an announcement permits it.",
)
_FAULT: Final = LocalizedText(zh="规则引擎异常，本次未能判定。", en="The rule engine failed; nothing was decided.")
_FAULT_REMEDY: Final = LocalizedText(zh="转人工审核，或稍后重新提交。", en="A person decides, or submit again later.")


_MOST_REMEMBERED: Final = 1024


@dataclass(frozen=True)
class PreparedProvision:
    """A provision in force, ready to be decided: numbers of its conditions, its facts, a finding for each status."""

    provision: Provision
    applies: int | None
    needs: int
    facts: tuple[str, ...]
    read: Callable[[Mapping[str, Derived]], tuple[Derived, ...]]
    reads_lines: bool
    decisive: Mapping[Status, Weighing[bool]]
    """The statuses that are weighed, and what each does; most findings change no outcome."""
    templates: Mapping[Status, Finding]
    findings: dict[tuple[Status, tuple[Derived, ...]], Finding] = field(default_factory=dict, compare=False)
    """Findings given before: they are immutable, and most declarations share them."""

    @classmethod
    def of(cls, policy: Policy, provision: Provision, numbers: Mapping[Condition, int]) -> "PreparedProvision":
        """Prepare a provision; `numbers` says where each condition stands among those that are matched."""
        facts = provision.facts
        return cls(
            provision=provision,
            applies=None if provision.applies is None else numbers[provision.applies],
            needs=numbers[provision.needs],
            facts=facts,
            read=itemgetter(*facts) if len(facts) > 1 else _single(facts[0]),
            decisive=decisive(provision.otherwise),
            reads_lines=any(FACTS[fact].type == "lines" for fact in facts),
            templates={status: _template(policy, provision, status) for status in get_args(Status)},
        )

    def status(self, verdicts: Sequence[bool | None]) -> Status:
        """How the provision stands, given the verdict of every condition."""
        if self.applies is not None:
            applies = verdicts[self.applies]
            if applies is not True:
                return "undetermined" if applies is None else "not_applicable"
        needs = verdicts[self.needs]
        return "undetermined" if needs is None else "met" if needs else "unmet"

    def finding(self, status: Status, facts: Mapping[str, Derived], declaration: ReturnDeclaration) -> Finding:
        """The finding with the facts it read and the lines concerned."""
        values = self.read(facts)
        if self.reads_lines and any(isinstance(value, tuple) and value for value in values):
            return self._about_lines(status, values, declaration)
        known = self.findings.get((status, values))
        if known is None:
            if len(self.findings) >= _MOST_REMEMBERED:
                self.findings.clear()
            known = self.templates[status].model_copy(update={"evidence": self._evidence(values)})
            self.findings[status, values] = known
        return known

    def _evidence(self, values: tuple[Derived, ...]) -> dict[str, FactValue]:
        counted = [len(value) if isinstance(value, tuple) else value for value in values]
        return dict(zip(self.facts, counted, strict=True))

    def _about_lines(self, status: Status, values: tuple[Derived, ...], declaration: ReturnDeclaration) -> Finding:
        concerned = [position for value in values if isinstance(value, tuple) for position in value]
        lines = tuple(dict.fromkeys(declaration.lines[position].line_no for position in concerned))
        template = self.templates[status]
        pointer = f"{template.pointer}/{concerned[0]}"
        return template.model_copy(update={"evidence": self._evidence(values), "lines": lines, "pointer": pointer})


def _single(name: str) -> Callable[[Mapping[str, Derived]], tuple[Derived, ...]]:
    return lambda facts: (facts[name],)


def _template(policy: Policy, provision: Provision, status: Status) -> Finding:
    return Finding(
        provision=f"{policy.id}.{provision.name}",
        question=provision.question,
        status=status,
        otherwise=provision.otherwise,
        basis=provision.basis,
        citation=Citation(instrument=policy.id, clause=provision.clause, phrase=provision.phrase),
        statement=provision.statement,
        remedy=provision.remedy,
        evidence={},
        lines=(),
        pointer=provision.pointer,
        interpretations=provision.interpretations,
    )


def _default(name: str, question: Question, status: Status, statement: LocalizedText, remedy: LocalizedText) -> Finding:
    return Finding(
        provision=name,
        question=question,
        status=status,
        otherwise=None,
        basis="interpreted",
        citation=Citation(instrument="default", clause="", phrase=""),
        statement=statement,
        remedy=remedy,
        evidence={},
        lines=(),
        pointer="",
    )


@cache
def no_permission(question: Question) -> Finding:
    """The reason where no permission in force applies: no announcement permits it."""
    return _default(NO_PERMISSION, question, "unmet", _NO_PERMISSION, _NO_PERMISSION_REMEDY)


@cache
def engine_fault(question: Question) -> Finding:
    """The reason where the engine failed: nothing is known, a person decides."""
    return _default("default.engine_fault", question, "undetermined", _FAULT, _FAULT_REMEDY)
