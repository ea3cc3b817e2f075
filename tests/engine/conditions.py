"""Random conditions and facts over a handful of typed names."""

from datetime import date, timedelta

from hypothesis import strategies as st

from rules.facts import FACTS
from schemas.law.condition import AllOf, AnyOf, AtLeast, AtMost, Before, Condition, Is, OneOf, OnOrAfter, tests_of

FLAGS, SIGNS, COUNTS, DAYS, GROUPS = ("flag_a", "flag_b"), ("code_a", "code_b"), ("count_a",), ("day_a",), ("lines_a",)
FIRST_DAY = date(2026, 3, 31)
codes = st.sampled_from(("9610", "961", "12", "1", "0", "true", "None", "AB", "ABC", "x" * 64))
counts = st.sampled_from((0, 1, -1, 12, 18, 20, 2**31, -(2**53)))
days = st.integers(0, 3).map(lambda offset: FIRST_DAY + timedelta(days=offset))


def is_(fact: str, value: object) -> Is:
    return Is.model_validate({"fact": fact, "is": value})


_tests: st.SearchStrategy[Condition] = st.one_of(
    st.builds(is_, st.sampled_from(FLAGS), st.booleans()),
    st.builds(is_, st.sampled_from(SIGNS), codes),
    st.builds(OneOf, fact=st.sampled_from(SIGNS), one_of=st.lists(codes, min_size=1, max_size=4).map(tuple)),
    st.builds(AtMost, fact=st.sampled_from(COUNTS), at_most=counts),
    st.builds(AtLeast, fact=st.sampled_from(COUNTS), at_least=counts),
    st.builds(AtMost, fact=st.sampled_from(GROUPS), at_most=st.integers(0, 2)),
    st.builds(Before, fact=st.sampled_from(DAYS), before=days),
    st.builds(OnOrAfter, fact=st.sampled_from(DAYS), on_or_after=days),
)


def _nested(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.builds(AllOf, all_of=several) | st.builds(AnyOf, any_of=several)


conditions = st.recursive(_tests, _nested, max_leaves=8)

facts = st.fixed_dictionaries(
    {
        **dict.fromkeys(FLAGS, st.none() | st.booleans()),
        **dict.fromkeys(SIGNS, st.none() | codes),
        **dict.fromkeys(COUNTS, st.none() | counts),
        **dict.fromkeys(DAYS, st.none() | days),
        **dict.fromkeys(GROUPS, st.none() | st.lists(st.integers(0, 99), max_size=3).map(tuple)),
    }
)


def facts_for(conditions: tuple[Condition, ...]) -> st.SearchStrategy[dict[str, object]]:
    """Facts of the product, each null, or a value at or beside one that some condition names."""
    named: dict[str, list[object]] = {}
    for condition in conditions:
        for test in tests_of(condition):
            values = test.model_dump(exclude={"fact"}).values()
            flat = [item for value in values for item in (value if isinstance(value, tuple) else (value,))]
            named.setdefault(test.fact, []).extend(flat)
    return st.fixed_dictionaries({name: st.none() | _beside(name, values) for name, values in named.items()})


def _beside(name: str, values: list[object]) -> st.SearchStrategy[object]:
    match FACTS[name].type:
        case "flag":
            return st.booleans()
        case "lines":
            return st.lists(st.integers(0, 99), max_size=2, unique=True).map(tuple)
        case "count":
            return st.sampled_from(values).flatmap(lambda value: st.integers(value - 1, value + 1))  # type: ignore
        case "day":
            near = st.integers(-1, 1)
            return st.builds(lambda day, off: day + timedelta(days=off), st.sampled_from(values), near)  # type: ignore
    return st.sampled_from([*values, "0", "9611", "other"])
