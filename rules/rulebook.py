"""The law as one value: what is in force on a day, what it says of a dossier. Pure: no clock, network or database."""

import logging
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Final, get_args

from rules.dated_dossier import DatedDossier
from rules.digests import digest_of
from rules.facts import FACTS
from rules.findings import PreparedProvision, engine_fault, no_permission
from rules.loading import Law, load_law
from rules.readings.rete import EngineFault, Matcher
from rules.reference import Districts, load_districts
from rules.version import VERSION
from rules.weighing import RELIEF_ANSWERS, RETURN_ANSWERS, Weighing, answer, decisive, together
from schemas.base import Period
from schemas.decision import Decision, Finding
from schemas.dossier import Dossier
from schemas.law.condition import Condition
from schemas.law.policy import Interpretation, LawSnapshot, Policy, Provision, Question

_log = logging.getLogger(__name__)
_QUESTIONS: Final[tuple[Question, ...]] = get_args(Question)
_UNDECIDED: Final = decisive(None)["undetermined"]
"""What an engine that failed comes to: nothing is barred, and all is doubtful."""


class Regime:
    """The law of a span of days over which it does not change, ready to be matched; either end may be open."""

    def __init__(self, period: Period, provisions: Sequence[tuple[Policy, Provision]]) -> None:
        self.period = period
        self.provisions = tuple(provisions)
        self.conditions: tuple[Condition, ...] = tuple(
            dict.fromkeys(condition for _, provision in provisions for condition in provision.conditions)
        )
        numbers = {condition: number for number, condition in enumerate(self.conditions)}
        self.prepared = tuple(PreparedProvision.of(policy, provision, numbers) for policy, provision in provisions)
        read = dict.fromkeys(fact for prepared in self.prepared for fact in prepared.facts)
        self.facts = tuple((name, FACTS[name].derive) for name in read)
        self._idle: list[Matcher] = []

    @property
    def day(self) -> date:
        """A day in the span: its first, or where that is open the last."""
        return self.period.since or (self.period.until or date.max) - timedelta(days=1)

    def verdicts(self, facts: Mapping[str, object]) -> list[bool | None] | None:
        """The verdict of every condition, or None where the engine failed.

        An engine serves one decision at a time and waits among the idle for the next, of whatever thread: there are
        never more than decisions at once. One that failed is not put back.
        """
        try:
            matcher = self._take() or Matcher(self.conditions)
            verdicts = matcher.match(facts)
        except EngineFault as fault:
            _log.error("rule engine fault, referring: %s", fault)
            return None
        self._idle.append(matcher)
        return verdicts

    def _take(self) -> Matcher | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None


class Rulebook:
    """Every instrument that was read, ready to decide; safe to share between threads."""

    def __init__(self, law: Law, districts: Districts) -> None:
        self.policies: tuple[Policy, ...] = law.policies
        self.interpretations: tuple[Interpretation, ...] = law.interpretations
        self.districts = districts
        periods = [_period(policy, provision) for policy in law.policies for provision in policy.provisions]
        changes = {day for period in periods for day in (period.since, period.until) if day is not None}
        self.changes = tuple(sorted(changes))
        """The days on which the law changes, in order."""
        spans = zip((None, *self.changes), (*self.changes, None), strict=True)
        self.regimes = tuple(
            Regime(Period(since=since, until=until), self._provisions_on(since or date.min)) for since, until in spans
        )
        """The law before the first change and from each change on, in order."""

    @cached_property
    def snapshot(self) -> LawSnapshot:
        """Everything the decisions follow from but the code itself, which `version` names."""
        return LawSnapshot(
            version=VERSION,
            policies=self.policies,
            interpretations=self.interpretations,
            districts=self.districts.digest,
        )

    @cached_property
    def digest(self) -> str:
        """sha256 of RFC 8785 JSON over policies, interpretations, reference data and the version of the rules."""
        return digest_of(self.snapshot)

    @cached_property
    def texts_digest(self) -> str:
        """The digest of the words alone: what each provision cites and says, in both languages."""
        return digest_of(
            {
                f"{policy.id}.{provision.name}": {
                    "instrument": policy.number.model_dump(),
                    "clause": provision.clause,
                    "phrase": provision.phrase,
                    "statement": provision.statement.model_dump(),
                    "remedy": provision.remedy.model_dump(),
                }
                for policy in self.policies
                for provision in policy.provisions
            }
        )

    @classmethod
    def of_snapshot(cls, snapshot: LawSnapshot) -> "Rulebook":
        """The rulebook as it was, to decide again.

        Raises:
            ValueError: it was made by another version of the rules or with other reference data.
        """
        districts = load_districts()
        if (snapshot.version, snapshot.districts) != (VERSION, districts.digest):
            raise ValueError(f"made by version {snapshot.version}, this is {VERSION}")
        return cls(Law(snapshot.policies, snapshot.interpretations), districts)

    def in_force(self, day: date) -> tuple[tuple[Policy, Provision], ...]:
        """The provisions in force on a day, each with its instrument."""
        return self.regime_on(day).provisions

    def decide(self, dossier: Dossier, *, as_of: date | None = None, law_of: date | None = None) -> Decision:
        """Decide both questions for one dossier, with a finding for every provision in force.

        `as_of` replaces the day of the application, and the day of return too where no arrival is known. `law_of` asks
        what the law of another day would say of the same facts; a decision that counts is made without it (I1).
        """
        dated = DatedDossier.of(dossier, self.districts, as_of)
        regime = self.regime_on(law_of or dated.as_of)
        facts = {name: derive(dated) for name, derive in regime.facts}
        verdicts = regime.verdicts(facts)
        effects: dict[Question, list[Weighing[bool]]] = {question: [] for question in _QUESTIONS}
        findings: list[Finding] = []
        for prepared in regime.prepared:
            status = "undetermined" if verdicts is None else prepared.status(verdicts)
            if status in prepared.decisive:
                effects[prepared.provision.question].append(prepared.decisive[status])
            findings.append(prepared.finding(status, facts, dated.declaration))
        weighings = {question: together(weighed) for question, weighed in effects.items()}
        for question, weighing in weighings.items():
            if verdicts is None:
                findings.append(engine_fault(question))
                weighings[question] = _UNDECIDED
            elif not weighing.possible:
                findings.append(no_permission(question))
        return Decision.model_construct(
            decision_id=None,
            as_of=dated.as_of,
            outcome=answer(weighings["return"], RETURN_ANSWERS),
            tax_relief=answer(weighings["tax_relief"], RELIEF_ANSWERS),
            cross_district=dated.cross_district,
            findings=tuple(findings),
            rulebook=None,
            dossier=None,
        )

    def regime_on(self, day: date) -> Regime:
        """The law of that day."""
        return self.regimes[bisect_right(self.changes, day)]

    def _provisions_on(self, day: date) -> list[tuple[Policy, Provision]]:
        return [
            (policy, provision)
            for policy in self.policies
            for provision in policy.provisions
            if _period(policy, provision).contains(day)
        ]


def _period(policy: Policy, provision: Provision) -> Period:
    return provision.period or policy.period


def load_rulebook(policy_dirs: Sequence[Path] = (), draft: Path | None = None) -> Rulebook:
    """Read the law that ships with the package, further policy folders, and a draft in place of what it replaces.

    Raises:
        schemas.faults.BadInput: with file and line of everything that does not fit.
    """
    return Rulebook(load_law(policy_dirs, draft), load_districts())
