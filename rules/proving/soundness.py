"""Theorems about each provision and each answer: nothing unanswered, contradictory, dead, idle or shadowed."""

from collections.abc import Iterator
from itertools import combinations

from rules.proving.model_finder import ModelFinder
from rules.proving.regimes import QUESTIONS, ProvisionFormulas, RegimeFormulas, exactly_one
from rules.readings.prose import say
from rules.readings.smt import TRUE, Formula, leaves, some
from rules.weighing import ANSWERS
from schemas.base import LocalizedText
from schemas.law.certificate import CounterExample
from schemas.law.condition import OneOf
from schemas.law.policy import Question


def unanswered(finder: ModelFinder) -> Iterator[CounterExample]:
    """Returns without exactly one answer, or with another than the best and no reason why.

    No condition both holds and fails; exactly one answer of each question is given; where it is not the best, some
    provision that tells is unmet or undetermined, or no permission applies (the finding `default.no_permission`).
    """
    for regime in finder.regimes:
        both = some(finder.world.holds(condition) & finder.world.fails(condition) for condition in regime.conditions)
        for question in QUESTIONS:
            answers = regime.answers(question)
            reasons = [
                standing.unmet | standing.undetermined
                for standing in regime.of(question)
                if standing.binds or standing.permits
            ]
            idle = some(
                standing.met | standing.undetermined | standing.unmet for standing in regime.permissions(question)
            )
            sought = both | ~exactly_one(answers) | (~answers[2] & ~some(reasons) & idle)
            words = LocalizedText(zh="没有唯一的、有理由的结论。", en="There is not one answer with a reason.")
            if example := finder.example(words, sought, [(regime, regime.day)]):
                yield example


def contradictory(finder: ModelFinder) -> Iterator[CounterExample]:
    """Requirements that no return to which both apply can meet together; permissions that no return can make use of.

    Two requirements of one question contradict where they are in force together, each can be met and there are returns
    to which both apply, but to none of these are both met. A permission is defeated where no return that meets it gets
    the best answer: the requirements take back all that it gives.
    """
    asked: set[tuple[str, str]] = set()
    for regime in finder.regimes:
        for question in QUESTIONS:
            for one, other in combinations([standing for standing in regime.of(question) if standing.binds], 2):
                if (one.name, other.name) in asked:
                    continue
                asked.add((one.name, other.name))
                yield from _contradiction(finder, regime, one, other)
            for permission in regime.permissions(question):
                if finder.can_be(permission.met) and not finder.can_be(permission.met & regime.answers(question)[2]):
                    words = LocalizedText(
                        zh="符合这项许可的，没有一件能得到准予的结论。",
                        en="Nothing that meets this permission is ever allowed.",
                    )
                    yield from _shown(finder, words, permission.met, regime, permission.name)


def _contradiction(
    finder: ModelFinder, regime: RegimeFormulas, one: ProvisionFormulas, other: ProvisionFormulas
) -> Iterator[CounterExample]:
    if finder.can_be(one.met & other.met) or not finder.can_be(one.applies & other.applies):
        return
    if finder.can_be(one.met) and finder.can_be(other.met):
        words = LocalizedText(
            zh="两项要求同时适用，却不能同时符合。", en="Both requirements apply, and nothing can meet both."
        )
        yield from _shown(finder, words, one.applies & other.applies, regime, one.name, other.name)


def dead(finder: ModelFinder) -> Iterator[CounterExample]:
    """Provisions that never apply, are never met or never unmet; parts of conditions that never decide anything.

    A test decides where all that stands beside it under `all_of` holds and nothing beside it under `any_of` does: there
    it must be able to hold, and (unless its condition is that test alone) to not hold. Each value of a `one_of` must
    be able to occur there.
    """
    asked: set[str] = set()
    for regime in finder.regimes:
        for standing in regime.standings:
            if standing.name in asked:
                continue
            asked.add(standing.name)
            yield from _lifeless(finder, regime, standing)


def _lifeless(finder: ModelFinder, regime: RegimeFormulas, each: ProvisionFormulas) -> Iterator[CounterExample]:
    if not finder.can_be(each.applies):
        yield _about(regime, each, "从不适用。", "It never applies.")
        return
    if not finder.can_be(each.met):
        yield _about(regime, each, "不可能符合。", "It can never be met.")
    if not finder.can_be(each.unmet):
        yield _about(regime, each, "不可能不符合。", "It can never be unmet.")
    provision, world = each.provision, finder.world
    for condition, around in ((provision.applies, TRUE), (provision.needs, each.applies)):
        for test, decides in leaves(condition, world, around) if condition else ():
            said = say(test)
            if not finder.can_be(decides & world.holds(test)):
                yield _about(regime, each, f"不起作用：“{said.zh}”", f"Never decides: “{said.en}”")
            elif not finder.can_be(decides & ~world.holds(test)):
                yield _about(regime, each, f"多余：“{said.zh}”", f"Superfluous: “{said.en}”")
            elif isinstance(test, OneOf) and isinstance(test.one_of, tuple):
                for value in test.one_of:
                    if not finder.can_be(decides & world.has(test.fact, value)):
                        yield _about(regime, each, f"不可能的值：{value}", f"A value that cannot be: {value}")


def shadowed(finder: ModelFinder) -> Iterator[CounterExample]:
    """Provisions that change no answer: whatever they do, others do already.

    A requirement (advice apart, which never changes an answer) must in some case be unmet and the answer another than
    it would be without it; a permission must in some case be met and the answer another than without it. Asked where a
    permission of the question is in force: before, the answer is no throughout.
    """
    for regime in finder.regimes:
        for question in QUESTIONS:
            for standing in regime.of(question) if regime.permissions(question) else ():
                if not (standing.binds or standing.permits):
                    continue
                acts = standing.met if standing.permits else standing.unmet
                if finder.can_be(acts) and not finder.can_be(acts & answers_change(regime, question, standing)):
                    words = LocalizedText(
                        zh="有没有它，结论都一样。", en="With it or without it, every answer is the same."
                    )
                    yield from _shown(finder, words, acts, regime, standing.name)


def answers_change(regime: RegimeFormulas, question: Question, without: ProvisionFormulas) -> Formula:
    """Some answer is another than it would be without the provision."""
    pairs = zip(regime.answers(question), regime.answers_without(question, without), strict=True)
    return some(one & ~other for one, other in pairs)


def one_sided(finder: ModelFinder) -> Iterator[CounterExample]:
    """Pairs of answers that never go together, where each question has a permission in force.

    With it the model of facts shows that it is not empty: nothing here is proved for want of cases.
    """
    for regime in finder.regimes:
        if not all(regime.permissions(question) for question in QUESTIONS):
            continue
        for one, answer in zip(ANSWERS["return"], regime.answers("return"), strict=True):
            for other, relief in zip(ANSWERS["tax_relief"], regime.answers("tax_relief"), strict=True):
                if not finder.can_be(answer & relief):
                    yield CounterExample(
                        words=LocalizedText(zh=f"从不同时得到 {one} 与 {other}。", en=f"Never both {one} and {other}."),
                        since=regime.since,
                    )


def _about(regime: RegimeFormulas, each: ProvisionFormulas, zh: str, en: str) -> CounterExample:
    return CounterExample(words=LocalizedText(zh=zh, en=en), since=regime.since, provisions=(each.name,))


def _shown(
    finder: ModelFinder, words: LocalizedText, sought: Formula, regime: RegimeFormulas, *provisions: str
) -> Iterator[CounterExample]:
    example = finder.example(words, sought, [(regime, regime.day)], *provisions)
    if example is not None:
        yield example
