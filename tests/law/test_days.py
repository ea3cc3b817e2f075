"""How days are counted: the last day of a year and of six months, and which day it is in Shanghai."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.days import day_in_shanghai, months_after
from tests.law.reference import later


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        ("2025-05-02", 12, "2026-05-02"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-28", 12, "2025-02-28"),
        ("2023-02-28", 12, "2024-02-28"),
        ("2023-03-01", 12, "2024-03-01"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2027-08-29", 6, "2028-02-29"),
        ("2025-08-28", 6, "2026-02-28"),
        ("2025-12-31", 6, "2026-06-30"),
        ("2025-03-31", 6, "2025-09-30"),
        ("2025-10-31", 6, "2026-04-30"),
        ("2025-12-01", 1, "2026-01-01"),
        ("2025-12-15", 12, "2026-12-15"),
    ],
)
def test_the_last_day(start: str, months: int, last: str) -> None:
    assert months_after(date.fromisoformat(start), months) == date.fromisoformat(last)


@given(st.dates(date(1980, 1, 1), date(2999, 12, 31)), st.sampled_from((6, 12)))
def test_the_last_day_is_the_references_and_never_a_month_late(start: date, months: int) -> None:
    last = months_after(start, months)
    assert last == later(start, months)
    assert (last.year * 12 + last.month) - (start.year * 12 + start.month) == months
    assert last.day == start.day or (last + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-03-31T15:59:59Z", "2026-03-31"),
        ("2026-03-31T16:00:00Z", "2026-04-01"),
        ("2026-03-31T23:59:59.999999+08:00", "2026-03-31"),
        ("2026-04-01T00:00:00+08:00", "2026-04-01"),
        ("2026-03-31T23:00:00-05:00", "2026-04-01"),
        ("2026-04-01T00:00:00+14:00", "2026-03-31"),
        ("2024-02-28T16:00:00Z", "2024-02-29"),
        ("1988-07-01T14:59:59Z", "1988-07-01"),
        ("1988-07-01T15:00:00Z", "1988-07-02"),
        ("1988-01-01T15:00:00Z", "1988-01-01"),
        ("1991-09-14T15:30:00Z", "1991-09-15"),
        ("1992-07-01T15:30:00Z", "1992-07-01"),
        ("1985-07-01T15:30:00Z", "1985-07-01"),
    ],
)
def test_the_day_in_shanghai(instant: str, day: str) -> None:
    """Summer time ruled from 1986 to 1991: in July 1988 midnight in Shanghai was 15:00 UTC."""
    assert day_in_shanghai(datetime.fromisoformat(instant)) == date.fromisoformat(day)
