"""The law of one regime as formulas: how each provision stands, and when each answer is given."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, get_args

from rules.readings.smt import FALSE, TRUE, Formula, World, every, some
from rules.rulebook import Regime
from rules.weighing import decisive, weigh
from schemas.decision import Status
from schemas.law.condition import Condition, Test, tests_of
from schemas.law.policy import Policy, Provision, Question

QUESTIONS: Final[tuple[Question, ...]] = get_args(Question)
Answers = tuple[Formula, Formula, Formula]
"""When an answer is the worst, the middle and the best."""


@dataclass(frozen=True)
class ProvisionFormulas:
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
        """The formula of each status: when the provision has it."""
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
        """Whether it is a requirement that changes an answer: advice does not."""
        return not self.permits and bool(decisive(self.provision.otherwise))


class RegimeFormulas:
    """The provisions of one regime, read in one world."""

    def __init__(self, law: Regime, world: World):
        self.law = law
        self.since, self.day = law.period.since, law.day
        self.world = world
        self.standings = tuple(_standing(policy, provision, world) for policy, provision in law.provisions)

    def of(self, question: Question) -> tuple[ProvisionFormulas, ...]:
        """The provisions in force that bear on one question."""
        return tuple(standing for standing in self.standings if standing.provision.question == question)

    def permissions(self, question: Question) -> tuple[ProvisionFormulas, ...]:
        """The permissions of one question."""
        return tuple(standing for standing in self.of(question) if standing.permits)

    def covers(self, question: Question) -> Formula:
        """The formula: at least one permission of the question applies."""
        return some(standing.applies for standing in self.permissions(question))

    def answers(self, question: Question) -> Answers:
        """When the answer is the worst, the middle and the best."""
        return self._answers[question]

    def answers_without(self, question: Question, without: ProvisionFormulas) -> Answers:
        """The answers if one provision were not there."""
        return self._weigh([standing for standing in self.of(question) if standing is not without])

    @cached_property
    def _answers(self) -> Mapping[Question, Answers]:
        return {question: self._weigh(self.of(question)) for question in QUESTIONS}

    def _weigh(self, weighed: Iterable[ProvisionFormulas]) -> Answers:
        barred, permitted, _, doubtful = weigh(
            [(standing.provision.otherwise, standing.statuses) for standing in weighed], some
        )
        worst = barred | ~permitted
        return worst, ~worst & doubtful, ~worst & ~doubtful

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition of the provisions, each once."""
        return self.law.conditions

    @cached_property
    def tests(self) -> Mapping[str, tuple[Test, ...]]:
        """The tests on each fact."""
        tests: dict[str, list[Test]] = {}
        for condition in self.conditions:
            for test in tests_of(condition):
                tests.setdefault(test.fact, []).append(test)
        return {fact: tuple(dict.fromkeys(asked)) for fact, asked in tests.items()}


def _standing(policy: Policy, provision: Provision, world: World) -> ProvisionFormulas:
    applies, needs = provision.applies, provision.needs
    return ProvisionFormulas(
        name=f"{policy.id}.{provision.name}",
        provision=provision,
        applies=world.holds(applies) if applies else TRUE,
        exempt=world.fails(applies) if applies else FALSE,
        meets=world.holds(needs),
        misses=world.fails(needs),
    )


def exactly_one(parts: Sequence[Formula]) -> Formula:
    """The formula: exactly one of the parts is true."""
    pairs = (one & other for number, one in enumerate(parts) for other in parts[:number])
    return some(parts) & every(~pair for pair in pairs)
