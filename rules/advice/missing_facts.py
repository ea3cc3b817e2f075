"""Which facts are not known, what would tell them, and what each value would mean."""

from collections.abc import Iterator
from datetime import timedelta

from rules.advice.objections import BindingProvision, Objections
from rules.facts import FACTS, Derived, Facts
from rules.provenance import absent
from rules.readings.prose import say, tell
from rules.weighing import decisive
from schemas.base import LocalizedText
from schemas.dossier import Dossier
from schemas.law.advice import Choice, Missing
from schemas.law.condition import AtLeast, AtMost, Before, FactValue, Is, OneOf, OnOrAfter, Test

_OTHER = "-"
"""Stands for a code that no test names, while its effect is tried."""
_Tried = tuple[Derived, LocalizedText]


def missing(objections: Objections, dossier: Dossier) -> tuple[tuple[Missing, ...], bool]:
    """The unknown facts that leave provisions undetermined, and whether all is well if they come out favourably."""
    facts, dated = objections.facts(dossier), objections.dated(dossier)
    doubtful = [provision for provision in objections.provisions if provision.status(facts) == "undetermined"]
    unknown = dict.fromkeys(fact for provision in doubtful for fact in provision.facts if facts[fact] is None)
    missing_facts, best = [], dict(facts)
    for fact in unknown:
        readers = [provision for provision in doubtful if fact in provision.facts]
        tried = {
            value: (words, _is_favourable(objections, facts, fact, value)) for value, words in _values(fact, readers)
        }
        best[fact] = next((value for value, (_, favourable) in tried.items() if favourable), None)
        missing_facts.append(
            Missing(
                fact=fact,
                label=FACTS[fact].label,
                supply=tuple(dict.fromkeys(absent(dated, fact))),
                provisions=tuple(provision.id for provision in readers),
                choices=tuple(
                    Choice(value=_shown(value), words=words, favourable=favourable)
                    for value, (words, favourable) in tried.items()
                ),
            )
        )
    return tuple(missing_facts), not any(True for _ in objections.to(best))


def _is_favourable(objections: Objections, facts: Facts, fact: str, value: Derived) -> bool:
    """Whether giving the fact this value adds no certain refusal to those there are while it is unknown."""
    return _denied(objections, {**facts, fact: value}) <= _denied(objections, facts)


def _denied(objections: Objections, facts: Facts) -> int:
    permitted, denied = False, 0
    for provision in objections.provisions:
        status, otherwise = provision.status(facts), provision.provision.otherwise
        permitted |= status in decisive(otherwise) and decisive(otherwise)[status].permitted
        denied += otherwise is not None and status == "unmet"
    return denied + (not permitted)


def _values(fact: str, readers: list[BindingProvision]) -> Iterator[_Tried]:
    """A value on either side of every test that the provisions make of the fact, those that pass first."""
    known = FACTS[fact]
    if known.type == "flag":
        yield from ((value, tell(fact, value)) for value in (True, False))
        return
    tests = list(dict.fromkeys(test for provision in readers for test in provision.tests if test.fact == fact))
    for test in tests:
        yield from _passing(test)
    if known.type == "code":
        yield _OTHER, LocalizedText(zh=f"{known.label.zh}：其他", en=f"{known.label.en}: any other")
    else:
        yield from (_failing(test) for test in tests)


def _passing(test: Test) -> Iterator[_Tried]:
    match test:
        case Is(fact=fact, equals=str(value)):
            yield value, tell(fact, value)
        case OneOf(fact=fact, one_of=tuple(values)):
            yield from ((value, tell(fact, value)) for value in values)
        case AtMost(at_most=int(bound)) | AtLeast(at_least=int(bound)):
            yield _counted(test.fact, bound), say(test)
        case OnOrAfter(on_or_after=day):
            yield day, say(test)
        case Before(before=day):
            yield day - timedelta(days=1), say(test)


def _failing(test: Test) -> _Tried:
    label = FACTS[test.fact].label
    match test:
        case AtMost(at_most=int(bound)):
            words = LocalizedText(zh=f"{label.zh}大于 {bound}", en=f"{label.en} is above {bound}")
            return _counted(test.fact, bound + 1), words
        case AtLeast(at_least=int(bound)):
            words = LocalizedText(zh=f"{label.zh}小于 {bound}", en=f"{label.en} is below {bound}")
            return _counted(test.fact, bound - 1), words
        case OnOrAfter(on_or_after=day):
            words = LocalizedText(zh=f"{label.zh}早于 {day}", en=f"{label.en} lies before {day}")
            return day - timedelta(days=1), words
        case Before(before=day):
            return day, LocalizedText(zh=f"{label.zh}不早于 {day}", en=f"{label.en} is {day} or later")
    raise AssertionError(f"no such test: {test}")


def _counted(fact: str, number: int) -> Derived:
    return tuple(range(number)) if FACTS[fact].type == "lines" else number


def _shown(value: Derived) -> FactValue:
    if isinstance(value, tuple):
        return len(value)
    return None if value == _OTHER else value
