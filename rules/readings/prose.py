"""The telling reading: a condition as a Chinese and an English sentence."""

from datetime import date

from rules.facts import FACTS
from schemas.base import LocalizedText
from schemas.law.condition import AllOf, AnyOf, AtLeast, AtMost, Before, Condition, FactValue, Is, OneOf, OnOrAfter


def say(condition: Condition) -> LocalizedText:
    """The condition in words of both languages; nested parts stand in brackets."""
    match condition:
        case AllOf(all_of=parts):
            return _join(parts, zh="，且", en=" and ")
        case AnyOf(any_of=parts):
            return _join(parts, zh="，或", en=" or ")
        case Is(fact=fact, equals=bool(value)):
            known = FACTS[fact]
            return known.label if value or known.denial is None else known.denial
        case Is(fact=fact, equals=value):
            return _test(fact, f"为 {_text(value)}", f"is {_text(value)}")
        case OneOf(fact=fact, one_of=tuple(values)):
            if len(values) == 1:
                return _test(fact, f"为 {values[0]}", f"is {values[0]}")
            return _test(fact, f"为 {'、'.join(values)} 之一", f"is one of {', '.join(values)}")
        case AtMost(fact=fact, at_most=bound):
            return _test(fact, f"不大于 {bound}", f"is at most {bound}")
        case AtLeast(fact=fact, at_least=bound):
            return _test(fact, f"不小于 {bound}", f"is at least {bound}")
        case Before(fact=fact, before=day):
            return _test(fact, f"早于 {day}", f"lies before {day}")
        case OnOrAfter(fact=fact, on_or_after=day):
            return _test(fact, f"不早于 {day}", f"is {day} or later")
    raise AssertionError(f"no words for {condition}")


def tell(fact: str, value: FactValue) -> LocalizedText:
    """A fact with its value, as evidence says it."""
    known = FACTS[fact]
    if value is None:
        return LocalizedText(zh=f"{known.label.zh}：未知", en=f"{known.label.en}: unknown")
    if isinstance(value, bool):
        return known.label if value or known.denial is None else known.denial
    return LocalizedText(zh=f"{known.label.zh}：{_text(value)}", en=f"{known.label.en}: {_text(value)}")


def _test(fact: str, zh: str, en: str) -> LocalizedText:
    label = FACTS[fact].label
    return LocalizedText(zh=f"{label.zh}{zh}", en=f"{label.en} {en}")


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _join(parts: tuple[Condition, ...], zh: str, en: str) -> LocalizedText:
    said = [(say(part), isinstance(part, AllOf | AnyOf) and len(parts) > 1) for part in parts]
    return LocalizedText(
        zh=zh.join(f"（{text.zh}）" if nested else text.zh for text, nested in said),
        en=en.join(f"({text.en})" if nested else text.en for text, nested in said),
    )
