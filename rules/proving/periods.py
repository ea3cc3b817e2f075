"""Theorems about time: what the permissions cover, without gap and without overlap."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Final

from rules.proving.model_finder import Inquiry
from rules.proving.regimes import QUESTIONS, Regime
from rules.readings.smt import some
from schemas.base import LocalizedText
from schemas.law.certificate import CounterExample, Coverage
from schemas.law.condition import Before, OnOrAfter, tests_of
from schemas.law.policy import Question

_KINDS: Final[Mapping[bool, LocalizedText]] = {
    False: LocalizedText(zh="同关区退货（申请日）", en="same-district returns (day of application)"),
    True: LocalizedText(zh="跨关区退货（申请日）", en="cross-district returns (day of application)"),
}
_RELIEF: Final = LocalizedText(zh="税收优惠（出口申报日）", en="tax relief (day of export declaration)")


def gaps(inquiry: Inquiry) -> Iterator[CounterExample]:
    """Cases that no permission covers though one covers them before and one after.

    *In the law*: a permission of an earlier interval applies to them, and one of a later, but none of this. *In a day
    that the law asks about*, like that of the export declaration: a permission applies to the same case declared
    earlier, and one to the same case declared later, but none to this.
    """
    words = LocalizedText(
        zh="此前、此后都有许可适用，此时没有。", en="A permission applies before and after, and none now."
    )
    for question in QUESTIONS:
        covers = [regime.covers(question) for regime in inquiry.regimes]
        for number, regime in enumerate(inquiry.regimes):
            gap = some(covers[:number]) & ~covers[number] & some(covers[number + 1 :])
            if found := inquiry.example(words, gap, [(regime, regime.day)]):
                yield found
    for question, regime, fact, days in _dated(inquiry):
        yield from _gap_within(inquiry, question, regime, fact, days, words)


def _gap_within(
    inquiry: Inquiry, question: Question, regime: Regime, fact: str, days: Sequence[date], words: LocalizedText
) -> Iterator[CounterExample]:
    earlier, one = inquiry.another_world(", earlier", but=(fact,))
    later, other = inquiry.another_world(", later", but=(fact,))
    before, after = (Regime(regime.since, regime.day, regime.provisions, world) for world in (earlier, later))
    solver = inquiry.solver_of(*one, *other)
    for first, day, last in combinations(days, 3):
        gap = inquiry.world.has(fact, day) & ~regime.covers(question)
        around = earlier.has(fact, first) & before.covers(question) & later.has(fact, last) & after.covers(question)
        if solver.find(gap, around) is not None:
            found = inquiry.example(words, gap, [(regime, regime.day)])
            if found is not None:
                yield found
            return


def overlaps(inquiry: Inquiry) -> Iterator[CounterExample]:
    """Cases to which two permissions of one question apply at once."""
    asked: set[tuple[str, str]] = set()
    words = LocalizedText(zh="两项许可同时适用。", en="Two permissions apply at once.")
    for regime in inquiry.regimes:
        for question in QUESTIONS:
            for one, other in combinations(regime.permissions(question), 2):
                if (one.name, other.name) in asked:
                    continue
                asked.add((one.name, other.name))
                both = one.applies & other.applies
                if found := inquiry.example(words, both, [(regime, regime.day)], one.name, other.name):
                    yield found


def coverage(inquiry: Inquiry) -> Iterator[Coverage]:
    """Over which days every case of a kind finds a permission that applies."""
    world, solver = inquiry.world, inquiry.solver
    for cross, kind in _KINDS.items():
        case = world.has("cross_district", cross)
        covered = [(regime.since, solver.find(case, ~regime.covers("return")) is None) for regime in inquiry.regimes]
        yield Coverage(kind=kind, spans=tuple(_spans(covered)))
    for question, regime, fact, days in _dated(inquiry):
        if question == "tax_relief" and regime is inquiry.regimes[-1]:
            found = [(day, solver.find(world.has(fact, day), ~regime.covers(question)) is None) for day in days]
            yield Coverage(kind=_RELIEF, spans=tuple(_spans([(None, found[0][1]), *found[1:]])))


def _spans(covered: Sequence[tuple[date | None, bool]]) -> Iterator[tuple[date | None, date | None]]:
    start: tuple[date | None] | None = None
    for day, here in covered:
        if here and start is None:
            start = (day,)
        elif not here and start is not None:
            yield start[0], day
            start = None
    if start is not None:
        yield start[0], None


def _dated(inquiry: Inquiry) -> Iterator[tuple[Question, Regime, str, Sequence[date]]]:
    """Each day that permissions ask about, with one day of every span over which they say the same of it."""
    for regime in inquiry.regimes:
        for question in QUESTIONS:
            named: dict[str, set[date]] = {}
            for each in regime.permissions(question):
                for test in tests_of(each.provision.applies) if each.provision.applies else ():
                    if isinstance(test, Before):
                        named.setdefault(test.fact, set()).add(test.before)
                    elif isinstance(test, OnOrAfter):
                        named.setdefault(test.fact, set()).add(test.on_or_after)
            for fact, days in named.items():
                yield question, regime, fact, [min(days) - timedelta(days=1), *sorted(days)]
