"""What a draft of the law would change, and what each regime says of the same facts. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from rules.dated_dossier import DatedDossier
from rules.rulebook import Rulebook
from rules.weighing import reasons
from schemas.base import Period
from schemas.decision import Decision, Outcome
from schemas.dossier import Dossier
from schemas.law.impact import Count, Flip, Impact, Regime


@dataclass
class _Tally:
    """Counts of one kind of declaration."""

    declarations: int = 0
    flips: int = 0
    before: Counter[Outcome] = field(default_factory=Counter)
    after: Counter[Outcome] = field(default_factory=Counter)

    def add(self, before: Decision, after: Decision, flips: bool) -> None:
        self.declarations += 1
        self.flips += flips
        self.before[before.outcome] += 1
        self.after[after.outcome] += 1

    def count(self, name: str) -> Count:
        return Count(
            name=name,
            declarations=self.declarations,
            flips=self.flips,
            eligible_before=self.before["eligible"],
            eligible_after=self.after["eligible"],
            refer_before=self.before["refer"],
            refer_after=self.after["refer"],
        )


class Assessment:
    """Decides dossiers under the law in force and under a draft, and counts what comes of it; memory stays bounded.

    Flips come out one by one: keep as many as you can use.
    """

    def __init__(self, now: Rulebook, draft: Rulebook) -> None:
        self._now, self._draft = now, draft
        self._whole = _Tally()
        self._outcomes: dict[str, _Tally] = defaultdict(_Tally)
        self._districts: dict[str, _Tally] = defaultdict(_Tally)
        self._firms: dict[str, _Tally] = defaultdict(_Tally)
        self._provisions: dict[str, _Tally] = defaultdict(_Tally)
        self._days: set[date] = set()

    def flips(self, dossiers: Iterable[Dossier], since: date | None, until: date | None) -> Iterator[Flip]:
        """Decide each dossier of the days `[since, until)` both ways; gives those that come out otherwise."""
        for dossier in dossiers:
            dated = DatedDossier.of(dossier, self._now.districts)
            if (since and dated.as_of < since) or (until and dated.as_of >= until):
                continue
            before, after = self._now.decide(dossier), self._draft.decide(dossier)
            flips = (before.outcome, before.tax_relief) != (after.outcome, after.tax_relief)
            self._count(dated, before, after, flips)
            if flips:
                yield _flip(dated, before, after)

    def impact(self, since: date | None, until: date | None, listed: Iterable[Flip]) -> Impact:
        """What was counted so far."""
        days = len(self._days) or 1
        return Impact(
            rulebook=self._now.digest,
            draft=self._draft.digest,
            since=since,
            until=until,
            declarations=self._whole.declarations,
            flips=self._whole.flips,
            outcomes=_counts(self._outcomes),
            districts=_counts(self._districts),
            firms=_counts(self._firms),
            provisions=_counts(self._provisions),
            cases_per_day_before=round(self._whole.before["refer"] / days, 2),
            cases_per_day_after=round(self._whole.after["refer"] / days, 2),
            listed=tuple(listed),
        )

    def _count(self, dated: DatedDossier, before: Decision, after: Decision, flips: bool) -> None:
        self._days.add(dated.as_of)
        statuses = [
            {finding.provision: finding.status for finding in decision.findings} for decision in (before, after)
        ]
        changed = [name for name in statuses[0] | statuses[1] if statuses[0].get(name) != statuses[1].get(name)]
        for tally in (
            self._whole,
            self._outcomes[before.outcome],
            self._districts[f"{dated.export_district or '?'} → {dated.return_district or '?'}"],
            self._firms[dated.declaration.exporter.code],
            *(self._provisions[name] for name in changed),
        ):
            tally.add(before, after, flips)


def _counts(tallies: dict[str, _Tally]) -> tuple[Count, ...]:
    """The counts of each kind, those with most flips first."""
    ordered = sorted(tallies.items(), key=lambda each: (-each[1].flips, -each[1].declarations, each[0]))
    return tuple(tally.count(name) for name, tally in ordered)


def _flip(dated: DatedDossier, before: Decision, after: Decision) -> Flip:
    return Flip(
        application_no=dated.declaration.application_no,
        exporter=dated.declaration.exporter.code,
        as_of=dated.as_of,
        export_district=dated.export_district,
        return_district=dated.return_district,
        before=before.outcome,
        after=after.outcome,
        relief_before=before.tax_relief,
        relief_after=after.tax_relief,
        reasons_before=reasons(before),
        reasons_after=reasons(after),
    )


def regimes(rulebook: Rulebook, dossier: Dossier, days: Sequence[date] = ()) -> tuple[Regime, ...]:
    """What the law of each span of days, or of those that hold some days, says of the same facts; oldest first."""
    return tuple(
        _under(law.period, rulebook.decide(dossier, law_of=law.day))
        for law in rulebook.regimes
        if not days or any(law.period.contains(day) for day in days)
    )


def _under(period: Period, decision: Decision) -> Regime:
    return Regime(
        since=period.since,
        until=period.until,
        outcome=decision.outcome,
        tax_relief=decision.tax_relief,
        reasons=reasons(decision),
    )
