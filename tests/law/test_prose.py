"""Conditions said in words of both languages."""

from datetime import date

import pytest

from rules import Rulebook
from rules.readings.prose import say, tell
from schemas.law.condition import AllOf, AnyOf, AtLeast, AtMost, Before, Condition, FactValue, Is, OneOf, OnOrAfter


def _is(fact: str, value: object) -> Is:
    return Is.model_validate({"fact": fact, "is": value})


FOOD, MODE = _is("food", True), OneOf(fact="supervision_mode", one_of=("9610",))


@pytest.mark.parametrize(
    ("condition", "zh", "en"),
    [
        (FOOD, "商品为食品", "the goods are food"),
        (_is("food", False), "商品不是食品", "the goods are not food"),
        (_is("direction", "I"), "进出口标记为 I", "the direction is I"),
        (MODE, "原出口的监管方式为 9610", "the supervision mode of the export is 9610"),
        (
            OneOf(fact="supervision_mode", one_of=("9610", "1210")),
            "原出口的监管方式为 9610、1210 之一",
            "the supervision mode of the export is one of 9610, 1210",
        ),
        (
            AtMost(fact="list_no_length", at_most=20),
            "原出口清单号的位数不大于 20",
            "the length of the list number is at most 20",
        ),
        (
            AtLeast(fact="list_no_length", at_least=18),
            "原出口清单号的位数不小于 18",
            "the length of the list number is at least 18",
        ),
        (
            Before(fact="export_declared_on", before=date(2026, 1, 1)),
            "出口申报日早于 2026-01-01",
            "the day of the export declaration lies before 2026-01-01",
        ),
        (
            OnOrAfter(fact="export_declared_on", on_or_after=date(2026, 1, 1)),
            "出口申报日不早于 2026-01-01",
            "the day of the export declaration is 2026-01-01 or later",
        ),
        (AllOf(all_of=(FOOD,)), "商品为食品", "the goods are food"),
        (
            AnyOf(any_of=(FOOD, AllOf(all_of=(FOOD, _is("food", False))))),
            "商品为食品，或（商品为食品，且商品不是食品）",
            "the goods are food or (the goods are food and the goods are not food)",
        ),
    ],
)
def test_a_condition_in_words(condition: Condition, zh: str, en: str) -> None:
    words = say(condition)
    assert (words.zh, words.en) == (zh, en)


def test_every_condition_of_the_law_can_be_said(rulebook: Rulebook) -> None:
    provisions = [provision for policy in rulebook.policies for provision in policy.provisions]
    parts = [part for provision in provisions for part in (provision.applies, provision.needs) if part is not None]
    said = {part: say(part) for part in parts}
    assert all(words.zh and words.en.isascii() for words in said.values())
    assert len({words.zh for words in said.values()}) == len({words.en for words in said.values()}) == len(said)


@pytest.mark.parametrize(
    ("fact", "value", "zh", "en"),
    [
        ("food", True, "商品为食品", "the goods are food"),
        ("food", False, "商品不是食品", "the goods are not food"),
        ("food", None, "商品为食品：未知", "the goods are food: unknown"),
        ("days_left_of_one_year", -4, "距一年期满的天数：-4", "the days left of the one year: -4"),
        (
            "export_declared_on",
            date(2026, 4, 1),
            "出口申报日：2026-04-01",
            "the day of the export declaration: 2026-04-01",
        ),
    ],
)
def test_evidence_is_told(fact: str, value: FactValue, zh: str, en: str) -> None:
    told = tell(fact, value)
    assert (told.zh, told.en) == (zh, en)
