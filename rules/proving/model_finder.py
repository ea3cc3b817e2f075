"""Asking about the whole law: is there a return such that …, which one is nearest to a usual one, what does it show."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from rules.facts import FACTS, Derived, Facts
from rules.proving.domain_constraints import CLOSED, possible
from rules.proving.regimes import RegimeFormulas
from rules.proving.witnesses import dossier_of, facts_of, typical
from rules.readings.smt import Formula, Model, Solver, World, every
from rules.rulebook import Rulebook
from rules.weighing import ANSWERS
from schemas.base import LocalizedText
from schemas.law.certificate import CounterExample, Witness
from schemas.law.condition import FactValue
from schemas.law.policy import Question

_STRANGE: Final = (("0110", "0139", "9999"), ("E", "X", "Z"))
"""Codes to stand for one that no provision names; of one letter for the direction."""
_REMEMBERED: Final = 8
Asked = Sequence[tuple[RegimeFormulas, date]]
"""The law under which a return is looked at, and on which day."""


class ModelFinder:
    """A rulebook with its regimes read in one world, and the solver that knows which worlds are possible."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.world = World()
        self.regimes = tuple(RegimeFormulas(regime, self.world) for regime in rulebook.regimes)
        self.assumed = tuple(possible(self.world, tuple(rulebook.districts.names)))
        self._solvers: list[Solver] = []
        self.solver = self.solver_of()
        self._seen: list[Model] = []

    @property
    def questions(self) -> int:
        """How many questions were put to solvers."""
        return sum(solver.asked for solver in self._solvers)

    def solver_of(self, *assumed: Formula) -> Solver:
        """A solver that assumes more than that the world is possible."""
        solver = Solver([*self.assumed, *assumed])
        self._solvers.append(solver)
        return solver

    def another_world(self, name: str, *, but: Sequence[str]) -> tuple[World, list[Formula]]:
        """A second possible world that is like the first in every fact but these."""
        other = World(name)
        alike = (self.world.same(fact, other) for fact in FACTS if fact not in but)
        return other, [*possible(other, tuple(self.rulebook.districts.names)), *alike]

    def can_be(self, sought: Formula) -> bool:
        """Whether what is sought can hold in any possible world."""
        if any(model.says(sought) for model in reversed(self._seen)):
            return True
        model = self.solver.find(sought)
        if model is not None:
            self._seen = [*self._seen[-_REMEMBERED:], model]
        return model is not None

    def nearest(self, sought: Formula, day: date, *besides: Formula, solver: Solver | None = None) -> Facts | None:
        """The facts of a world in which it is so: no fewer of them could differ from a usual return's of that day.

        Where several worlds are as near, the earlier facts stay usual; a fact that must differ takes the first value
        that will do, of those that the law names: so the same law always gives the same example.
        """
        solver = solver or self.solver
        model = solver.find(sought, *besides)
        if model is None:
            return None
        kept, odd, usual = [sought, *besides], [], typical(day, self.rulebook.districts)
        for fact in FACTS:
            alike = self.world.has(fact, usual[fact])
            nearer = model if model.says(alike) else solver.find(*kept, alike)
            if nearer is None:
                odd.append(fact)
            else:
                model = nearer
                kept.append(alike)
        for fact in odd:
            for value in self._values(fact):
                chosen = self.world.has(fact, value)
                nearer = model if model.says(chosen) else solver.find(*kept, chosen)
                if nearer is not None:
                    model = nearer
                    kept.append(chosen)
                    break
        return {fact: model.value(self.world, fact, self._strange) for fact in FACTS}

    def exactly(self, facts: Facts) -> Formula:
        """The formula that is true only in the world of exactly these facts."""
        return every(self.world.has(fact, value) for fact, value in facts.items())

    def alike(self, facts: Facts, which: Sequence[str], regimes: Sequence[RegimeFormulas]) -> Formula:
        """These facts come out alike in every test of the law: it cannot tell them from those given."""
        model = self.solver.find(self.exactly(facts))
        assert model is not None
        tests = [test for regime in regimes for fact in which for test in regime.tests.get(fact, ())]
        pairs = [pair for test in dict.fromkeys(tests) for pair in (self.world.holds(test), self.world.fails(test))]
        return every(formula if model.says(formula) else ~formula for formula in pairs)

    def unusual(self, facts: Facts, day: date) -> tuple[str, ...]:
        """The facts that differ from those of a usual return of that day."""
        usual = typical(day, self.rulebook.districts)
        return tuple(fact for fact in FACTS if facts[fact] != usual[fact])

    def example(
        self, words: LocalizedText, sought: Formula, asked: Asked, *provisions: str, solver: Solver | None = None
    ) -> CounterExample | None:
        """A world in which what is sought holds, as a counter-example with dossiers; none where there is none."""
        facts = self.nearest(sought, asked[0][1], solver=solver)
        return None if facts is None else self.shown(words, facts, asked, *provisions)

    def shown(self, words: LocalizedText, facts: Facts, asked: Asked, *provisions: str) -> CounterExample:
        """These facts as a counter-example, decided again by the engine under each law asked about."""
        around = asked[0][1]
        return CounterExample(
            words=words,
            since=asked[-1][0].since,
            provisions=provisions,
            facts={fact: _plain(facts[fact]) for fact in self.unusual(facts, around)},
            witnesses=tuple(self._witness(facts, regime, day, around) for regime, day in asked),
        )

    def _witness(self, facts: Facts, regime: RegimeFormulas, day: date, around: date) -> Witness:
        model = self.solver.find(self.exactly(facts))
        assert model is not None
        claimed = {
            standing.name: next(status for status, formula in standing.statuses.items() if model.says(formula))
            for standing in regime.standings
        }
        outcome, relief = (_answer(model, regime, question) for question in ANSWERS)
        dossier = dossier_of(facts, day, around)
        decision = self.rulebook.decide(dossier)
        decided = {finding.provision: finding.status for finding in decision.findings if finding.citation.clause}
        same_facts = facts_of(dossier, self.rulebook.districts) == dict(facts)
        return Witness.model_validate(
            {
                "as_of": day,
                "outcome": outcome,
                "tax_relief": relief,
                "findings": claimed,
                "dossier": dossier,
                "redecided": same_facts
                and (decision.outcome, decision.tax_relief, decided) == (outcome, relief, claimed),
            }
        )

    def _values(self, fact: str) -> Iterator[Derived]:
        """Values to try for a fact: those that the law names and those beside them, then unknown."""
        named = self._named(fact)
        match FACTS[fact].type:
            case "flag":
                yield from (True, False)
            case "code":
                yield from sorted({value for value in named if isinstance(value, str)}.union(CLOSED.get(fact, ())))
                yield self._strange(fact)
            case "lines":
                yield (0,)
            case "count":
                numbers = {value for value in named if isinstance(value, int)}
                beside = {number + step for number in numbers for step in (-1, 0, 1)}
                yield from sorted(beside, key=lambda number: (abs(number), number))
            case "day":
                days = {value for value in named if isinstance(value, date)}
                yield from sorted({day + timedelta(days=step) for day in days for step in (-1, 0, 1)})
        yield None

    def _strange(self, fact: str) -> str:
        return next(code for code in _STRANGE[fact == "direction"] if code not in self._named(fact))

    def _named(self, fact: str) -> set[object]:
        tests = (test for regime in self.regimes for test in regime.tests.get(fact, ()))
        values = (test.operand for test in tests)
        return {item for value in values for item in (value if isinstance(value, tuple) else (value,))}


def _answer(model: Model, regime: RegimeFormulas, question: Question) -> str:
    return next(
        word for word, formula in zip(ANSWERS[question], regime.answers(question), strict=True) if model.says(formula)
    )


def _plain(value: Derived) -> FactValue:
    return len(value) if isinstance(value, tuple) else value
