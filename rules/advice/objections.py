"""What stands against a good answer to one question, by the plain reading: quick enough to try many dossiers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rules.dated_dossier import DatedDossier
from rules.facts import FACTS, Facts
from rules.findings import NO_PERMISSION
from rules.readings.interpreter import truth
from rules.rulebook import Regime, Rulebook
from rules.weighing import decisive, weighs
from schemas.decision import OPEN, Status
from schemas.dossier import Dossier
from schemas.law.condition import Test
from schemas.law.policy import Policy, Provision, Question


@dataclass(frozen=True)
class BindingProvision:
    """A provision in force that can change the answer to its question, with the facts and tests that it reads."""

    id: str
    provision: Provision
    facts: tuple[str, ...]
    tests: tuple[Test, ...]

    @classmethod
    def of(cls, policy: Policy, provision: Provision) -> "BindingProvision":
        """Prepare a provision in force."""
        return cls(f"{policy.id}.{provision.name}", provision, provision.facts, provision.tests)

    def status(self, facts: Facts) -> Status:
        """How the provision stands for these facts."""
        if self.provision.applies is not None:
            applies = truth(self.provision.applies, facts)
            if applies is not True:
                return "undetermined" if applies is None else "not_applicable"
        needs = truth(self.provision.needs, facts)
        return "undetermined" if needs is None else "met" if needs else "unmet"


@dataclass(frozen=True)
class Objection:
    """What keeps an answer from being the best: an unmet requirement, or permissions none of which is met."""

    provisions: tuple[BindingProvision, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The provisions that stand against it."""
        return tuple(provision.id for provision in self.provisions)

    @property
    def facts(self) -> frozenset[str]:
        """The facts that a change would have to touch."""
        return frozenset(fact for provision in self.provisions for fact in provision.facts)


@lru_cache(64)
def _binding(law: Regime, question: Question) -> tuple[BindingProvision, ...]:
    return tuple(
        BindingProvision.of(policy, provision) for policy, provision in law.provisions if weighs(provision, question)
    )


class Objections:
    """What the law of one day has against a good answer to one question; advice changes no answer and is left out."""

    def __init__(self, rulebook: Rulebook, question: Question, day: date) -> None:
        self.day = day
        self._districts = rulebook.districts
        self.provisions = _binding(rulebook.regime_on(day), question)
        self.permissions = tuple(provision for provision in self.provisions if provision.provision.kind == "permission")
        self._derive = {name: FACTS[name].derive for provision in self.provisions for name in provision.facts}

    def dated(self, dossier: Dossier) -> DatedDossier:
        """The dossier seen on the day."""
        return DatedDossier.of(dossier, self._districts, self.day)

    def facts(self, dossier: Dossier) -> Facts:
        """Every fact that the provisions read."""
        dated = self.dated(dossier)
        return {name: derive(dated) for name, derive in self._derive.items()}

    def to_dossier(self, dossier: Dossier) -> list[Objection]:
        """The objections to the best answer; none where the answer is the best."""
        return list(self.to(self.facts(dossier)))

    def to(self, facts: Facts) -> Iterator[Objection]:
        """As `to_dossier`, for facts that are known already."""
        permitted = False
        for provision in self.provisions:
            effect = decisive(provision.provision.otherwise).get(provision.status(facts))
            if effect is not None:
                permitted |= effect.permitted
                if effect.barred or effect.doubtful:
                    yield Objection((provision,))
        if not permitted:
            yield Objection(self.permissions)

    def names(self, objection: Objection, facts: Facts) -> tuple[str, ...]:
        """The provisions that an objection is about, as the findings name them."""
        failing = tuple(provision.id for provision in objection.provisions if provision.status(facts) in OPEN)
        return failing or (NO_PERMISSION,)
