"""The workbench's numbers: what waits is asked as it stands, what was decided is added up in the background."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from statistics import median
from typing import Final

from rules.days import SHANGHAI, day_in_shanghai
from rules.weighing import keeps
from schemas.base import Part
from schemas.decision import OPEN, Status
from schemas.law.policy import Otherwise, Question
from schemas.work.cases import CaseFilter
from schemas.work.overview import DayCount, Overview, PairCount, ProvisionCount, ProvisionCounts, ReasonCount
from service.context import Context
from service.store import backlog as waiting_rows
from service.store import cases, decision_counts
from service.store.database import try_lock
from service.store.decision_counts import Key, Made, Total

_DAYS: Final = 30
_MOST: Final = 10_000
_LAG: Final = timedelta(seconds=10)
"""Numbers are given before their rows are kept: what is younger may still have elder ones beside it."""
_AT_ONCE: Final = 500
_CLOSED: Final = 1_000
_MARK: Final = "decisions"


def backlog(context: Context) -> dict[str, int]:
    """How much waits to be worked, by queue: returns in review, open batches, untold events, pending deliveries."""
    with context.store.read() as session:
        return waiting_rows.waiting(session)


def today(context: Context) -> Overview:
    """What waits for whoever asks, and how the last thirty days came out."""
    now = context.now()
    day = day_in_shanghai(now)
    since = day - timedelta(days=_DAYS - 1)
    with context.store.read() as session:

        def waiting(filters: CaseFilter) -> int:
            return cases.count(session, filters, now, _MOST)

        minutes = [
            (closed - opened).total_seconds() / 60
            for opened, closed in cases.closed_since(session, now - timedelta(days=_DAYS), _CLOSED)
        ]
        return Overview(
            mine=waiting(CaseFilter(assignee=context.actor.name)),
            unassigned=waiting(CaseFilter(unassigned=True)),
            overdue=waiting(CaseFilter(due_before=now)),
            proposals=waiting(CaseFilter(proposed=True)),
            answered=waiting(CaseFilter(answered=True)),
            came_in_today=waiting(CaseFilter(opened_since=datetime.combine(day, time(), SHANGHAI))),
            open=waiting(CaseFilter()),
            most=_MOST,
            days=_days(decision_counts.by_day(session, "outcome", since), since),
            reasons=tuple(
                ReasonCount(provision=key, decisions=number)
                for key, number in decision_counts.together(session, "reason", since)[:12]
            ),
            pairs=_pairs(decision_counts.together(session, "pair", since)),
            median_minutes=round(median(minutes)) if minutes else None,
            closed=len(minutes),
            counted_until=now - _LAG,
        )


def by_provision(context: Context) -> ProvisionCounts:
    """In how many decisions each provision was not met or not known to be, in the last thirty days and in all."""
    now = context.now()
    since = day_in_shanghai(now) - timedelta(days=_DAYS - 1)
    with context.store.read() as session:
        unmet, undetermined = (decision_counts.totals(session, kind, since) for kind in OPEN)
    none = Total(0, 0, date.max)
    return ProvisionCounts(
        items=tuple(
            ProvisionCount(
                provision=key,
                unmet=unmet.get(key, none).ever,
                undetermined=undetermined.get(key, none).ever,
                unmet_lately=unmet.get(key, none).lately,
                undetermined_lately=undetermined.get(key, none).lately,
            )
            for key in sorted({*unmet, *undetermined})
        ),
        counted_since=min((each.first for each in (*unmet.values(), *undetermined.values())), default=None),
        counted_until=now - _LAG,
    )


def count_decisions(context: Context) -> bool:
    """Add up the decisions made since the last time; tells whether more are waiting.

    Asked twice a second, and nobody waits for it: decisions younger than `_LAG` are left for the next time, and where
    another worker has moved the mark meanwhile this count is dropped.
    """
    with context.store.read() as session:
        mark = decision_counts.mark(session, _MARK)
        until = context.now() - _LAG
        made = decision_counts.made_after(session, mark, _AT_ONCE)
        settled = [number for number, _ in takewhile(lambda each: each[1] < until, made)]
        if not settled:
            return False
        numbers = _numbers(context, decision_counts.made_between(session, mark, settled[-1]))
    with context.store.write() as session:
        if not try_lock(session, "counting") or decision_counts.mark(session, _MARK) != mark:
            return False
        decision_counts.add(session, numbers)
        decision_counts.put_mark(session, _MARK, settled[-1])
    return len(settled) == _AT_ONCE


class _Declared(Part):
    list_no: str
    customs_code: str


class _About(Part):
    declaration: _Declared


class _Found(Part):
    provision: str
    question: Question
    status: Status
    otherwise: Otherwise | None


class _Answer(Part):
    findings: tuple[_Found, ...]


def _numbers(context: Context, decisions: Iterable[Made]) -> dict[Key, int]:
    numbers: Counter[Key] = Counter()
    districts = context.rulebook.districts
    for made in decisions:
        day, declared = day_in_shanghai(made.decided_at), _About.model_validate_json(made.dossier).declaration
        export = districts.of(declared.list_no) or "-"
        back = districts.of(declared.customs_code) or "-"
        numbers[day, "outcome", made.outcome] += 1
        numbers[day, "pair", f"{export} {back} {made.outcome}"] += 1
        for each in _Answer.model_validate_json(made.decision).findings:
            if each.status in OPEN:
                numbers[day, each.status, each.provision] += 1
            if keeps(each, each.status):
                numbers[day, "reason", each.provision] += 1
    return numbers


def _days(rows: Iterable[tuple[date, str, int]], since: date) -> tuple[DayCount, ...]:
    found: dict[date, Counter[str]] = defaultdict(Counter)
    for day, outcome, number in rows:
        found[day][outcome] += number
    days = (since + timedelta(days=each) for each in range(_DAYS))
    return tuple(
        DayCount(
            day=day, eligible=found[day]["eligible"], ineligible=found[day]["ineligible"], refer=found[day]["refer"]
        )
        for day in days
    )


def _pairs(rows: Iterable[tuple[str, int]]) -> tuple[PairCount, ...]:
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for key, number in rows:
        export, back, outcome = key.split(" ")
        found[export, back][outcome] += number
    return tuple(
        PairCount(
            export_district=export,
            return_district=back,
            eligible=each["eligible"],
            ineligible=each["ineligible"],
            refer=each["refer"],
        )
        for (export, back), each in found.items()
    )
