"""How days are counted (interpretations I1 to I3)."""

from calendar import monthrange
from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
"""The zone of the law; it knew summer time from 1986 to 1991, so it is no fixed offset."""


def day_in_shanghai(instant: datetime) -> date:
    """The calendar day in Shanghai at that moment (I1)."""
    return instant.astimezone(SHANGHAI).date()


def months_after(day: date, months: int) -> date:
    """The same date so many months later, or the last day of that month where it has no such date (I2)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    if day.day <= 28:
        return date(year, month, day.day)
    return date(year, month, min(day.day, monthrange(year, month)[1]))
