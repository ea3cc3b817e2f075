"""Which facts are not known, what would tell them, and what each value would mean."""

from collections.abc import Iterator
from datetime import timedelta

from rules.advice.objections import Clause, Facts, Trial
from rules.facts import FACTS, Derived
from rules.provenance import absent
from rules.readings.prose import say, tell
from schemas.base import LocalizedText
from schemas.dossier import Dossier
from schemas.law.advice import Choice, Missing
from schemas.law.condition import AtLeast, AtMost, Before, FactValue, Is, OneOf, OnOrAfter, Test

_OTHER = "-"
"""Stands for a code that no test names, while its effect is tried."""
_Tried = tuple[Derived, LocalizedText]


def missing(trial: Trial, dossier: Dossier) -> tuple[tuple[Missing, ...], bool]:
    """The unknown facts that leave clauses undetermined, and whether all would be well if they came out favourably."""
    facts, case = trial.facts(dossier), trial.case(dossier)
    doubtful = [clause for clause in trial.clauses if clause.status(facts) == "undetermined"]
    unknown = dict.fromkeys(fact for clause in doubtful for fact in clause.facts if facts[fact] is None)
    found, best = [], dict(facts)
    for fact in unknown:
        readers = [clause for clause in doubtful if fact in clause.facts]
        tried = {value: (words, _is_favourable(trial, facts, fact, value)) for value, words in _values(fact, readers)}
        best[fact] = next((value for value, (_, favourable) in tried.items() if favourable), None)
        found.append(
            Missing(
                fact=fact,
                label=FACTS[fact].label,
                supply=tuple(dict.fromkeys(absent(case, fact))),
                provisions=tuple(clause.id for clause in readers),
                choices=tuple(
                    Choice(value=_shown(value), words=words, favourable=favourable)
                    for value, (words, favourable) in tried.items()
                ),
            )
        )
    return tuple(found), not any(True for _ in trial.blocks(best))


def _is_favourable(trial: Trial, facts: Facts, fact: str, value: Derived) -> bool:
    """Whether no more stands against a good answer for certain than while the fact was unknown."""
    return _denied(trial, {**facts, fact: value}) <= _denied(trial, facts)


def _denied(trial: Trial, facts: Facts) -> int:
    permitted, denied = False, 0
    for clause in trial.clauses:
        status = clause.status(facts)
        if clause.provision.kind == "permission":
            permitted |= status in ("met", "undetermined")
        else:
            denied += status == "unmet"
    return denied + (not permitted)


def _values(fact: str, readers: list[Clause]) -> Iterator[_Tried]:
    """A value on either side of every test that the clauses make of the fact, those that pass first."""
    known = FACTS[fact]
    if known.type == "flag":
        yield from ((value, tell(fact, value)) for value in (True, False))
        return
    tests = list(dict.fromkeys(test for clause in readers for test in clause.tests if test.fact == fact))
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
