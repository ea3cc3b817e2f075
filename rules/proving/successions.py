"""Theorems about how one law follows another, and how the two questions stand apart."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Final

import yaml
from pydantic import TypeAdapter

from rules.proving.model_finder import ModelFinder
from rules.proving.regimes import QUESTIONS, RegimeFormulas
from rules.readings.smt import Formula, some
from schemas.base import Document, LocalizedText
from schemas.law.certificate import CounterExample
from schemas.law.condition import FactValue
from schemas.law.policy import Policy, Question

_DAY: Final = timedelta(days=1)
_SHARED: Final = frozenset({"supervision_mode"})
"""What eligibility asks about too, by the announcements' own words: the mode of the export."""


class Difference(Document):
    """A return that fares worse under a later instrument, and why that is as it should be."""

    earlier: str
    later: str
    facts: Mapping[str, FactValue]
    answers: tuple[str, str]
    reason: LocalizedText


_DIFFERENCES = TypeAdapter(tuple[Difference, ...])


@cache
def accepted_differences() -> tuple[Difference, ...]:
    """The differences that were looked at and accepted, from `differences.yaml`."""
    text = (files(__package__) / "differences.yaml").read_text(encoding="utf-8")
    return _DIFFERENCES.validate_python(_tupled(yaml.safe_load(text)))


def _tupled(value: object) -> object:
    """YAML's lists as the tuples of documents."""
    if isinstance(value, list):
        return tuple(map(_tupled, value))
    return {key: _tupled(item) for key, item in value.items()} if isinstance(value, dict) else value


def taken_away(finder: ModelFinder) -> Iterator[CounterExample]:
    """Cross-district returns that fare worse under an instrument than under the one it supersedes, the day held fixed.

    Both laws are asked about the same facts, days of return and export included; worse is refused after refer or
    eligible, refer after eligible. Each counter-example differs from a usual return in as few facts as it can (to leave
    any one of them usual would end it), and they are all there are: every other case has all that one of them has.
    """
    words = LocalizedText(zh="换了公告，结论变差。", en="The later instrument gives a worse answer.")
    for old, new, before, after in _successions(finder):
        _, refer, best = before.answers("return")
        worse = (refer | best) & ((best & ~after.answers("return")[2]) | after.answers("return")[0])
        sought = finder.world.has("cross_district", True) & worse
        asked = [(before, after.day - _DAY), (after, after.day)]
        seen: list[Formula] = []
        while (facts := finder.nearest(sought, asked[0][1], *seen)) is not None:
            odd = finder.unusual(facts, asked[0][1])
            seen.append(~finder.alike(facts, odd, (before, after)))
            shown = finder.shown(words, facts, asked, old.id, new.id)
            yield shown.model_copy(update={"accepted": _accepted(old, new, shown)})


def _accepted(old: Policy, new: Policy, shown: CounterExample) -> LocalizedText | None:
    answers = tuple(witness.outcome for witness in shown.witnesses)
    for difference in accepted_differences():
        if (difference.earlier, difference.later, difference.answers) == (
            old.id,
            new.id,
            answers,
        ) and difference.facts == shown.facts:
            return difference.reason
    return None


def unrelated_changes(finder: ModelFinder) -> Iterator[CounterExample]:
    """Same-district returns that an instrument answers otherwise than the law before it, the day held fixed."""
    words = LocalizedText(zh="同关区退货的结论变了。", en="The answer to a same-district return changes.")
    for old, new, before, after in _successions(finder):
        for question in QUESTIONS:
            pairs = zip(before.answers(question), after.answers(question), strict=True)
            changed = finder.world.has("cross_district", False) & some(one & ~other for one, other in pairs)
            asked = [(before, after.day - _DAY), (after, after.day)]
            if example := finder.example(words, changed, asked, old.id, new.id):
                yield example


def relief_in_eligibility(finder: ModelFinder) -> Iterator[CounterExample]:
    """Returns whose eligibility changes with what tax relief alone should ask about.

    Two returns may differ in any fact that a provision of relief reads, but for the mode of the export, which the
    announcements on returns name themselves; their eligibility must be the same. No other fact may differ, unless it
    follows from one of these.
    """
    words = LocalizedText(zh="只关税收优惠的事实改变了准予与否。", en="A fact of relief alone changes the eligibility.")
    for regime in finder.regimes:
        own = sorted({fact for fact in _read(regime, "tax_relief") if fact not in _SHARED})
        if not own:
            continue
        other, assumed = finder.another_world(", otherwise", but=own)
        twin = RegimeFormulas(regime.law, other)
        pairs = zip(regime.answers("return"), twin.answers("return"), strict=True)
        changed = some(one & ~answer for one, answer in pairs)
        solver = finder.solver_of(*assumed)
        if example := finder.example(words, changed, [(regime, regime.day)], *_readers(regime, own), solver=solver):
            yield example


def _read(regime: RegimeFormulas, question: Question) -> set[str]:
    return {fact for standing in regime.of(question) for fact in standing.provision.facts}


def _readers(regime: RegimeFormulas, facts: Iterable[str]) -> tuple[str, ...]:
    """The provisions on returns that ask about one of these facts."""
    asked = frozenset(facts)
    return tuple(standing.name for standing in regime.of("return") if not asked.isdisjoint(standing.provision.facts))


def _successions(finder: ModelFinder) -> Iterator[tuple[Policy, Policy, RegimeFormulas, RegimeFormulas]]:
    """Each instrument with the one that supersedes it, and the law before and from the day of the change."""
    by_id = {policy.id: policy for policy in finder.rulebook.policies}
    for new in finder.rulebook.policies:
        for old in new.supersedes:
            after = next(regime for regime in finder.regimes if regime.since == new.period.since)
            before = finder.regimes[finder.regimes.index(after) - 1]
            yield by_id[old], new, before, after
