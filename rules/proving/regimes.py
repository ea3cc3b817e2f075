"""The law of one interval as formulas: how each provision stands, and the answers as `rules/findings.py` weighs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from rules.readings.smt import FALSE, TRUE, Formula, World, every, some
from rules.rulebook import Rulebook
from schemas.decision import Status
from schemas.law.condition import Condition, Test, tests_of
from schemas.law.policy import Policy, Provision, Question

QUESTIONS: Final[tuple[Question, ...]] = ("return", "tax_relief")
ANSWERS: Final[Mapping[Question, tuple[str, str, str]]] = {
    "return": ("ineligible", "refer", "eligible"),
    "tax_relief": ("unavailable", "refer", "available"),
}
"""The answers to each question, from worst to best."""


@dataclass(frozen=True)
class Standing:
    """When a provision is met, unmet and so on, in one world."""

    name: str
    provision: Provision
    applies: Formula
    exempt: Formula
    meets: Formula
    misses: Formula

    @cached_property
    def met(self) -> Formula:
        """It applies and is met."""
        return self.applies & self.meets

    @cached_property
    def unmet(self) -> Formula:
        """It applies and is not met."""
        return self.applies & self.misses

    @cached_property
    def undetermined(self) -> Formula:
        """It is unknown whether it applies, or it applies and is unknown."""
        return (~self.applies & ~self.exempt) | (self.applies & ~self.meets & ~self.misses)

    @cached_property
    def statuses(self) -> Mapping[Status, Formula]:
        """Each status and when it is that."""
        return {
            "met": self.met,
            "unmet": self.unmet,
            "undetermined": self.undetermined,
            "not_applicable": self.exempt,
        }

    @property
    def permits(self) -> bool:
        """Whether it is a permission."""
        return self.provision.kind == "permission"

    @property
    def binds(self) -> bool:
        """Whether it is a requirement that changes an outcome: advice does not."""
        return not self.permits and self.provision.otherwise != "advise"


class Regime:
    """The provisions in force from one change of the law to the next, read in one world."""

    def __init__(self, since: date | None, day: date, provisions: Sequence[tuple[Policy, Provision]], world: World):
        self.since = since
        self.day = day
        self.world = world
        self.provisions = tuple(provisions)
        self.standings = tuple(_standing(policy, provision, world) for policy, provision in provisions)

    def of(self, question: Question) -> tuple[Standing, ...]:
        """What is in force of one question."""
        return tuple(each for each in self.standings if each.provision.question == question)

    def permissions(self, question: Question) -> tuple[Standing, ...]:
        """The permissions of one question."""
        return tuple(each for each in self.of(question) if each.permits)

    def covers(self, question: Question) -> Formula:
        """Some permission of the question applies."""
        return some(each.applies for each in self.permissions(question))

    def answers(self, question: Question) -> tuple[Formula, Formula, Formula]:
        """When the answer is the worst, the middle and the best."""
        return self._answers[question]

    def answers_without(self, question: Question, without: Standing) -> tuple[Formula, Formula, Formula]:
        """The answers if one provision were not there."""
        return self._weigh([each for each in self.of(question) if each is not without])

    @cached_property
    def _answers(self) -> Mapping[Question, tuple[Formula, Formula, Formula]]:
        return {question: self._weigh(self.of(question)) for question in QUESTIONS}

    def _weigh(self, weighed: Sequence[Standing]) -> tuple[Formula, Formula, Formula]:
        permissions = [each for each in weighed if each.permits]
        requirements = [each for each in weighed if each.binds]
        barred = some(each.unmet for each in requirements if each.provision.otherwise != "refer")
        permitted = some(each.met | each.undetermined for each in permissions)
        doubtful = some(each.undetermined for each in (*permissions, *requirements)) | some(
            each.unmet for each in requirements if each.provision.otherwise == "refer"
        )
        worst = barred | ~permitted
        return worst, ~worst & doubtful, ~worst & ~doubtful

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition of the provisions, each once."""
        return conditions_of(provision for _, provision in self.provisions)

    @cached_property
    def tests(self) -> Mapping[str, tuple[Test, ...]]:
        """The tests on each fact."""
        found: dict[str, list[Test]] = {}
        for condition in self.conditions:
            for test in tests_of(condition):
                found.setdefault(test.fact, []).append(test)
        return {fact: tuple(dict.fromkeys(tests)) for fact, tests in found.items()}


def conditions_of(provisions: Iterable[Provision]) -> tuple[Condition, ...]:
    """Both conditions of every provision, each once."""
    parts = (part for provision in provisions for part in (provision.applies, provision.needs))
    return tuple(dict.fromkeys(part for part in parts if part is not None))


def _standing(policy: Policy, provision: Provision, world: World) -> Standing:
    applies, needs = provision.applies, provision.needs
    return Standing(
        name=f"{policy.id}.{provision.name}",
        provision=provision,
        applies=world.holds(applies) if applies else TRUE,
        exempt=world.fails(applies) if applies else FALSE,
        meets=world.holds(needs),
        misses=world.fails(needs),
    )


def regimes_of(rulebook: Rulebook, world: World) -> tuple[Regime, ...]:
    """The law before its first change and from each change on, in order."""
    first = rulebook.changes[0] - timedelta(days=1)
    since: list[tuple[date | None, date]] = [(None, first), *((day, day) for day in rulebook.changes)]
    return tuple(Regime(start, day, rulebook.in_force(day), world) for start, day in since)


def exactly_one(parts: Sequence[Formula]) -> Formula:
    """One of them and no other."""
    pairs = (one & other for number, one in enumerate(parts) for other in parts[:number])
    return some(parts) & every(~pair for pair in pairs)
