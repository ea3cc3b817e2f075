"""How days are counted (interpretations I1 to I3)."""

from calendar import monthrange
from datetime import date, datetime

from schemas.codes import SHANGHAI

__all__ = ["SHANGHAI", "day_in_shanghai", "months_after"]


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
