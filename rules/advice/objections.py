"""What stands against a good answer to one question, by the plain reading: quick enough to try many dossiers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rules.dated_dossier import Case
from rules.facts import FACTS, Derived
from rules.findings import NO_PERMISSION
from rules.readings.interpreter import truth
from rules.rulebook import Rulebook
from schemas.decision import Status
from schemas.dossier import Dossier
from schemas.law.condition import Test, tests_of
from schemas.law.policy import Policy, Provision, Question

Facts = Mapping[str, Derived]


@dataclass(frozen=True)
class Clause:
    """A provision in force that weighs in a question, and the facts it reads."""

    id: str
    policy: Policy
    provision: Provision
    facts: tuple[str, ...]
    tests: tuple[Test, ...]

    @classmethod
    def of(cls, policy: Policy, provision: Provision) -> "Clause":
        """The clause of a provision."""
        conditions = [provision.needs] if provision.applies is None else [provision.applies, provision.needs]
        tests = tuple(test for condition in conditions for test in tests_of(condition))
        return cls(
            f"{policy.id}.{provision.name}", policy, provision, tuple(dict.fromkeys(test.fact for test in tests)), tests
        )

    def status(self, facts: Facts) -> Status:
        """How the provision stands for these facts."""
        if self.provision.applies is not None:
            applies = truth(self.provision.applies, facts)
            if applies is not True:
                return "undetermined" if applies is None else "not_applicable"
        needs = truth(self.provision.needs, facts)
        return "undetermined" if needs is None else "met" if needs else "unmet"


@dataclass(frozen=True)
class Block:
    """What stands against a good answer: a requirement that is not met, or the permissions of which none is."""

    clauses: tuple[Clause, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The provisions that stand against it."""
        return tuple(clause.id for clause in self.clauses)

    @property
    def facts(self) -> frozenset[str]:
        """The facts that a change would have to touch."""
        return frozenset(fact for clause in self.clauses for fact in clause.facts)


@lru_cache(64)
def _clauses(rulebook: Rulebook, question: Question, day: date) -> tuple[Clause, ...]:
    return tuple(
        Clause.of(policy, provision)
        for policy, provision in rulebook.in_force(day)
        if provision.question == question and provision.otherwise != "advise"
    )


class Trial:
    """The clauses of one question on one day; advice among them is left out, for it changes no outcome."""

    def __init__(self, rulebook: Rulebook, question: Question, day: date) -> None:
        self.day = day
        self._districts = rulebook.districts
        since = next((change for change in reversed(rulebook.changes) if change <= day), date.min)
        self.clauses = _clauses(rulebook, question, since)
        self.permissions = tuple(each for each in self.clauses if each.provision.kind == "permission")
        self._derive = {name: FACTS[name].derive for clause in self.clauses for name in clause.facts}

    def case(self, dossier: Dossier) -> Case:
        """The dossier seen on the day."""
        return Case.of(dossier, self._districts, self.day)

    def facts(self, dossier: Dossier) -> Facts:
        """Every fact that the clauses read."""
        case = self.case(dossier)
        return {name: derive(case) for name, derive in self._derive.items()}

    def against(self, dossier: Dossier) -> list[Block]:
        """What stands against a good answer; nothing where it is good."""
        return list(self.blocks(self.facts(dossier)))

    def blocks(self, facts: Facts) -> Iterator[Block]:
        """As `against`, for facts that are known already."""
        permitted = False
        for clause in self.clauses:
            status = clause.status(facts)
            if clause.provision.kind == "permission":
                permitted |= status in ("met", "undetermined")
                if status == "undetermined":
                    yield Block((clause,))
            elif status in ("unmet", "undetermined"):
                yield Block((clause,))
        if not permitted:
            yield Block(self.permissions)

    def names(self, block: Block, facts: Facts) -> tuple[str, ...]:
        """The provisions that a block is about, as the findings name them."""
        failing = [clause.id for clause in block.clauses if clause.status(facts) in ("unmet", "undetermined")]
        return tuple(failing) or (NO_PERMISSION,)
