"""Theorems about time: what the permissions cover, without gap and without overlap."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Final

from rules.proving.model_finder import ModelFinder
from rules.proving.regimes import QUESTIONS, RegimeFormulas
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


def gaps(finder: ModelFinder) -> Iterator[CounterExample]:
    """Cases that no permission covers though one covers them before and one after.

    *In the law*: a permission of an earlier interval applies to them, and one of a later, but none of this. *In a day
    that the law asks about*, like that of the export declaration: a permission applies to the same case declared
    earlier, and one to the same case declared later, but none to this.
    """
    words = LocalizedText(
        zh="此前、此后都有许可适用，此时没有。", en="A permission applies before and after, and none now."
    )
    for question in QUESTIONS:
        covers = [regime.covers(question) for regime in finder.regimes]
        for number, regime in enumerate(finder.regimes):
            gap = some(covers[:number]) & ~covers[number] & some(covers[number + 1 :])
            if example := finder.example(words, gap, [(regime, regime.day)]):
                yield example
    for question, regime, fact, days in _dated(finder):
        yield from _gap_within(finder, question, regime, fact, days, words)


def _gap_within(
    finder: ModelFinder,
    question: Question,
    regime: RegimeFormulas,
    fact: str,
    days: Sequence[date],
    words: LocalizedText,
) -> Iterator[CounterExample]:
    earlier, one = finder.another_world(", earlier", but=(fact,))
    later, other = finder.another_world(", later", but=(fact,))
    before, after = (RegimeFormulas(regime.law, world) for world in (earlier, later))
    solver = finder.solver_of(*one, *other)
    for first, day, last in combinations(days, 3):
        gap = finder.world.has(fact, day) & ~regime.covers(question)
        around = earlier.has(fact, first) & before.covers(question) & later.has(fact, last) & after.covers(question)
        if solver.find(gap, around) is not None:
            example = finder.example(words, gap, [(regime, regime.day)])
            if example is not None:
                yield example
            return


def overlaps(finder: ModelFinder) -> Iterator[CounterExample]:
    """Cases to which two permissions of one question apply at once."""
    asked: set[tuple[str, str]] = set()
    words = LocalizedText(zh="两项许可同时适用。", en="Two permissions apply at once.")
    for regime in finder.regimes:
        for question in QUESTIONS:
            for one, other in combinations(regime.permissions(question), 2):
                if (one.name, other.name) in asked:
                    continue
                asked.add((one.name, other.name))
                both = one.applies & other.applies
                if example := finder.example(words, both, [(regime, regime.day)], one.name, other.name):
                    yield example


def coverage(finder: ModelFinder) -> Iterator[Coverage]:
    """Over which days every case of a kind finds a permission that applies."""
    world, solver = finder.world, finder.solver
    for cross, kind in _KINDS.items():
        of_kind = world.has("cross_district", cross)
        covered = [(regime.since, solver.find(of_kind, ~regime.covers("return")) is None) for regime in finder.regimes]
        yield Coverage(kind=kind, spans=tuple(_spans(covered)))
    for question, regime, fact, days in _dated(finder):
        if question == "tax_relief" and regime is finder.regimes[-1]:
            covered = [(day, solver.find(world.has(fact, day), ~regime.covers(question)) is None) for day in days]
            yield Coverage(kind=_RELIEF, spans=tuple(_spans([(None, covered[0][1]), *covered[1:]])))


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


def _dated(finder: ModelFinder) -> Iterator[tuple[Question, RegimeFormulas, str, Sequence[date]]]:
    """Each day that permissions ask about, with one day of every span over which they say the same of it."""
    for regime in finder.regimes:
        for question in QUESTIONS:
            named: dict[str, set[date]] = {}
            for standing in regime.permissions(question):
                for test in tests_of(standing.provision.applies) if standing.provision.applies else ():
                    if isinstance(test, Before):
                        named.setdefault(test.fact, set()).add(test.before)
                    elif isinstance(test, OnOrAfter):
                        named.setdefault(test.fact, set()).add(test.on_or_after)
            for fact, days in named.items():
                yield question, regime, fact, [min(days) - timedelta(days=1), *sorted(days)]
