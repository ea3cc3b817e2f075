"""Every trap of durable-rules that trials met, as a test that our profile keeps out of it."""

import re
from datetime import date

import pytest

from rules.readings.rete import MAX_RULES, EngineFault, Matcher
from schemas.law.condition import AllOf, AnyOf, AtLeast, AtMost, Before, Condition, OneOf, OnOrAfter
from tests.engine.conditions import is_
from tests.engine.oracle import truth
from tests.paths import ROOT


def _answer(condition: Condition, **facts: object) -> bool | None:
    (verdict,) = Matcher([condition]).match(facts)
    assert verdict == truth(condition, facts)
    return verdict


@pytest.mark.parametrize(
    "condition",
    [
        is_("f", True),
        is_("f", False),
        is_("f", "A"),
        OneOf(fact="f", one_of=("A", "B")),
        AtMost(fact="f", at_most=0),
        AtLeast(fact="f", at_least=0),
        Before(fact="f", before=date(2026, 4, 1)),
        OnOrAfter(fact="f", on_or_after=date(2026, 4, 1)),
    ],
    ids=lambda condition: type(condition).__name__,
)
def test_comparing_an_absent_fact_is_undetermined(condition: Condition) -> None:
    """The engine reads garbage there, about once in a hundred; so it is asked often and beside a present fact."""
    matcher = Matcher([condition, is_("g", True), AnyOf(any_of=(condition, is_("g", True)))])
    for _ in range(200):
        assert matcher.match({"f": None, "g": True}) == [None, True, True]
        assert matcher.match({"f": None, "g": False}) == [None, False, None]


def test_two_alternatives_true_at_once_count_once() -> None:
    either = AnyOf(any_of=(is_("a", True), is_("b", True), OneOf(fact="c", one_of=("X", "X", "Y"))))
    assert _answer(either, a=True, b=True, c="X") is True
    assert _answer(either, a=True, b=True, c=None) is True
    assert _answer(AllOf(all_of=(is_("a", False), is_("b", False))), a=True, b=True) is False


@pytest.mark.parametrize("count", [MAX_RULES, MAX_RULES + 1, 64, 65, 200, 600])
def test_more_rules_than_one_fact_can_have_pending_are_sharded(count: int) -> None:
    conditions: list[Condition] = [AtMost(fact="n", at_most=number) for number in range(count)]
    matcher = Matcher(conditions)
    assert matcher.match({"n": -1}) == [True] * count
    assert matcher.match({"n": count}) == [False] * count
    assert matcher.match({"n": None}) == [None] * count
    assert matcher.match({"n": count // 2}) == [number >= count // 2 for number in range(count)]


def test_many_rules_on_one_test_do_not_hang() -> None:
    conditions: list[Condition] = [AllOf(all_of=(is_("f", True), AtLeast(fact="n", at_least=k))) for k in range(300)]
    assert Matcher(conditions).match({"f": True, "n": 299}) == [True] * 300
    assert Matcher(conditions).match({"f": False, "n": None}) == [False] * 300


def test_a_long_list_of_values() -> None:
    values = tuple(f"{number:04}" for number in range(700))
    listed = OneOf(fact="c", one_of=values)
    assert _answer(listed, c="0699") is True
    assert _answer(listed, c="0700") is False
    assert _answer(AnyOf(any_of=(listed, is_("f", True))), c="0000", f=None) is True


def test_nothing_of_one_decision_shows_in_the_next() -> None:
    matcher = Matcher([is_("f", True), OneOf(fact="c", one_of=("A", "B")), AtMost(fact="n", at_most=3)])
    present = {"f": True, "c": "A", "n": 3}
    for _ in range(500):
        assert matcher.match(present) == [True, True, True]
        assert matcher.match({"f": None, "c": None, "n": None}) == [None, None, None]
        assert matcher.match({"f": False, "c": "C", "n": 4}) == [False, False, False]


@pytest.mark.parametrize("text", ["长", "é", "x" * 65, "x" * 65536, "１２", "\ud800"])
def test_a_code_the_engine_would_misread_is_a_fault(text: str) -> None:
    """It compares a text of 65,536 characters as equal to the empty one."""
    with pytest.raises(EngineFault, match="short code"):
        Matcher([is_("c", "A")]).match({"c": text})


@pytest.mark.parametrize(
    ("wanted", "given"),
    [("12", 12), ("1", True), ("AB", "AB C"), ("AB", "A"), ("9610", "961"), ("a", "A"), ("0", "00"), ("1", "1.0")],
)
def test_texts_are_equal_only_to_the_same_text(wanted: str, given: object) -> None:
    """The engine takes 12 for "12"; facts are typed, so the number arrives as the text that it is."""
    text = given if isinstance(given, str) else repr(given)
    assert _answer(is_("c", wanted), c=text) is (text == wanted)


def test_flags_are_equal_only_to_themselves() -> None:
    assert [_answer(is_("f", wanted), f=given) for wanted in (True, False) for given in (True, False)] == [
        *(True, False),
        *(False, True),
    ]


@pytest.mark.parametrize("text", ['"', "\\", "'", "{}", "a b", "\\u0041", "\t", "\n", "", "$ex", "null", "true"])
def test_signs_that_mean_something_to_json_or_the_engine_are_text(text: str) -> None:
    assert _answer(is_("c", text), c=text) is True
    assert _answer(is_("c", "A"), c=text) is False


@pytest.mark.parametrize("bound", [-5, -1, 0, 1, 2**31, 2**53])
def test_counts_compare_exactly_about_the_bound(bound: int) -> None:
    for value in (bound - 1, bound, bound + 1):
        assert _answer(AtLeast(fact="n", at_least=bound), n=value) is (value >= bound)
        assert _answer(AtMost(fact="n", at_most=bound), n=value) is (value <= bound)


def test_a_fraction_is_never_given_to_the_engine() -> None:
    """A float such as 1e+16 makes it drop the rest of a batch."""
    with pytest.raises(AssertionError):
        Matcher([AtMost(fact="n", at_most=1)]).match({"n": 1e16})


def test_only_one_module_imports_the_engine() -> None:
    imports = re.compile(r"^\s*(?:import|from)\s+durable(?:_rules_engine|\b)", re.MULTILINE)
    folders = [ROOT / name for name in ("rules", "schemas", "service")]
    found = [file for folder in folders for file in folder.rglob("*.py") if imports.search(file.read_text("utf-8"))]
    assert [file.relative_to(ROOT).as_posix() for file in found] == ["rules/readings/rete.py"]
