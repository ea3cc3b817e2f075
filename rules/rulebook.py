"""The law as one value: what is in force on a day, what it says of a dossier. Pure: no clock, network or database."""

import logging
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

from rules.dated_dossier import Case
from rules.digests import digest_of
from rules.facts import FACTS, cross_district
from rules.findings import Entry, Weighing, distinct, engine_fault, no_permission, relief_outcome, return_outcome
from rules.loading import Law, load_law
from rules.readings.rete import EngineFault, Matcher
from rules.reference import Districts, load_districts
from rules.version import VERSION
from schemas.base import Period
from schemas.decision import Decision, Finding
from schemas.dossier import Dossier
from schemas.law.condition import Condition
from schemas.law.policy import Interpretation, LawSnapshot, Policy, Provision, Question

_log = logging.getLogger(__name__)
_QUESTIONS: Final[tuple[Question, ...]] = ("return", "tax_relief")


class _Interval:
    """A span of days over which the law does not change."""

    def __init__(self, since: date | None, provisions: Sequence[tuple[Policy, Provision]]) -> None:
        self.since = since
        self.provisions = tuple(provisions)
        conditions = distinct(
            condition
            for _, provision in provisions
            for condition in (provision.applies, provision.needs)
            if condition is not None
        )
        self.conditions: tuple[Condition, ...] = conditions
        numbers = {condition: number for number, condition in enumerate(conditions)}
        self.entries = tuple(Entry.of(policy, provision, numbers) for policy, provision in provisions)
        read = dict.fromkeys(fact for entry in self.entries for fact in entry.facts)
        self.facts = tuple((name, FACTS[name].derive) for name in read)
        self._idle: list[Matcher] = []

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
        self._intervals = tuple(_Interval(day, self._provisions_on(day)) for day in sorted(changes, reverse=True))
        self._before_all = _Interval(None, self._provisions_on(date.min))

    @property
    def changes(self) -> tuple[date, ...]:
        """The days on which the law changes, in order."""
        return tuple(interval.since for interval in reversed(self._intervals) if interval.since is not None)

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
                f"{policy.id}.{each.name}": {
                    "instrument": policy.number.model_dump(),
                    "clause": each.clause,
                    "phrase": each.phrase,
                    "statement": each.statement.model_dump(),
                    "remedy": each.remedy.model_dump(),
                }
                for policy in self.policies
                for each in policy.provisions
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
        return self._interval(day).provisions

    def decide(self, dossier: Dossier, *, as_of: date | None = None, law_of: date | None = None) -> Decision:
        """Decide both questions for one dossier, with a finding for every provision in force.

        `as_of` replaces the day of the application, and the day of return too where no arrival is known. `law_of` asks
        what the law of another day would say of the same facts; a decision that counts is made without it (I1).
        """
        case = Case.of(dossier, self.districts, as_of)
        interval = self._interval(law_of or case.as_of)
        facts = {name: derive(case) for name, derive in interval.facts}
        verdicts = interval.verdicts(facts)
        unknown = verdicts is None
        settled: Sequence[bool | None] = [None] * len(interval.conditions) if verdicts is None else verdicts
        weighings: dict[Question, Weighing] = {question: Weighing() for question in _QUESTIONS}
        findings: list[Finding] = []
        for entry in interval.entries:
            status = "undetermined" if unknown else entry.status(settled)
            if status in entry.telling:
                weighings[entry.provision.question].add(entry.provision, status)
            findings.append(entry.finding(status, facts, case.declaration))
        for question, weighing in weighings.items():
            if unknown:
                findings.append(engine_fault(question))
                weighing.permitted = weighing.doubtful = True
            elif not weighing.possible:
                findings.append(no_permission(question))
        return Decision.model_construct(
            decision_id=None,
            as_of=case.as_of,
            outcome=return_outcome(weighings["return"]),
            tax_relief=relief_outcome(weighings["tax_relief"]),
            cross_district=cross_district(case),
            findings=tuple(findings),
            rulebook=None,
            dossier=None,
        )

    def _interval(self, day: date) -> _Interval:
        for interval in self._intervals:
            if interval.since is not None and interval.since <= day:
                return interval
        return self._before_all

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
