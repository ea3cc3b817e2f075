"""The outcome rule (the-law: outcome of a question): what the status of each provision does to the answer.

Reject before lack of permission before doubt. Everything that answers stands on the one table below: the rulebook, the
columns of a screening, the formulas of a proof, advice, explanations and what the service shows of a decision.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

from schemas.decision import OPEN, Decision, Outcome, Relief, Status
from schemas.law.policy import Otherwise, Question

T = TypeVar("T")
A = TypeVar("A")

RETURN_ANSWERS: Final[tuple[Outcome, Outcome, Outcome]] = ("ineligible", "refer", "eligible")
RELIEF_ANSWERS: Final[tuple[Relief, Relief, Relief]] = ("unavailable", "refer", "available")
ANSWERS: Final[Mapping[Question, tuple[str, str, str]]] = {"return": RETURN_ANSWERS, "tax_relief": RELIEF_ANSWERS}
"""The answers to each question, from worst to best."""


class Weighing(NamedTuple, Generic[T]):
    """What decides a question; each is a flag, a column of flags or a formula."""

    barred: T
    """A requirement forbids it."""
    permitted: T
    """A permission is met or may be."""
    possible: T
    """A permission applies or may apply, met or not."""
    doubtful: T
    """It is not known, or a requirement leaves it to a person."""


def _effect(*names: str) -> Weighing[bool]:
    return Weighing(*(name in names for name in Weighing._fields))


_FORBIDS: Final[Mapping[Status, Weighing[bool]]] = {"unmet": _effect("barred"), "undetermined": _effect("doubtful")}
_EFFECTS: Final[Mapping[Otherwise | None, Mapping[Status, Weighing[bool]]]] = {
    None: {
        "met": _effect("permitted", "possible"),
        "unmet": _effect("possible"),
        "undetermined": _effect("permitted", "possible", "doubtful"),
    },
    "reject": _FORBIDS,
    "unavailable": _FORBIDS,
    "refer": {"unmet": _effect("doubtful"), "undetermined": _effect("doubtful")},
    "advise": {},
}


class Weighed(Protocol):
    """A provision, or what was found of one: its question, and what follows where it is not met."""

    @property
    def question(self) -> Question:
        """The question that it bears on."""

    @property
    def otherwise(self) -> Otherwise | None:
        """What follows where it is not met; None of a permission."""


def decisive(otherwise: Otherwise | None) -> Mapping[Status, Weighing[bool]]:
    """The statuses in which a provision with that consequence (None: a permission) counts, and what each does."""
    return _EFFECTS[otherwise]


def weigh(
    standings: Iterable[tuple[Otherwise | None, Mapping[Status, T]]], some: Callable[[Iterable[T]], T]
) -> Weighing[T]:
    """The provisions of one question together: of each its consequence, and when it has which status.

    `some` says that at least one of several holds: `any` of flags, *or* of columns or formulas.
    """
    effects = [
        (effect, statuses[status])
        for otherwise, statuses in standings
        for status, effect in decisive(otherwise).items()
    ]
    return Weighing(*(some(when for effect, when in effects if effect[n]) for n in range(len(Weighing._fields))))


def together(effects: Iterable[Weighing[bool]]) -> Weighing[bool]:
    """As `weigh`, of effects looked up already: the quick way of the rulebook."""
    barred = permitted = possible = doubtful = False
    for effect in effects:
        barred |= effect.barred
        permitted |= effect.permitted
        possible |= effect.possible
        doubtful |= effect.doubtful
    return Weighing(barred, permitted, possible, doubtful)


def answer(weighing: Weighing[bool], answers: tuple[A, A, A]) -> A:
    """One of the answers, which are given from worst to best."""
    worst, doubtful, best = answers
    if weighing.barred or not weighing.permitted:
        return worst
    return doubtful if weighing.doubtful else best


def weighs(said: Weighed, question: Question = "return") -> bool:
    """Whether a provision can change the answer to the question; advice cannot."""
    return said.question == question and bool(decisive(said.otherwise))


def keeps(said: Weighed, status: Status) -> bool:
    """Whether a provision that stands so keeps its return from being eligible."""
    return status in OPEN and weighs(said)


def reasons(decision: Decision) -> tuple[str, ...]:
    """The provisions that keep a return from being eligible, the unmet first; none where it is."""
    return reasons_among(
        decision.outcome, ((finding.provision, finding.status) for finding in decision.findings if weighs(finding))
    )


def reasons_among(outcome: Outcome, statuses: Iterable[tuple[str, Status]]) -> tuple[str, ...]:
    """As `reasons`, of how the provisions that weigh stand, however that was found."""
    against = [status for status in statuses if status[1] in OPEN] if outcome != "eligible" else []
    return tuple(name for name, _ in sorted(against, key=lambda each: each[1] != "unmet"))
