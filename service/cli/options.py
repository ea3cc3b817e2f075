"""Options that several commands have."""

import re
from datetime import date, datetime
from typing import Annotated, Final

import typer

from schemas.codes import FIRST_DAY, LAST_DAY

AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], metavar="DATE", help="按这一天的规定判定 · decide as on that day"),
]
_MEMORY: Final = re.compile(r"[1-9][0-9]*(MB|GB)", re.ASCII)


def day_of(value: datetime | None) -> date | None:
    """The day of an option.

    Raises:
        typer.BadParameter: it is none that a declaration could have.
    """
    day = value.date() if value else None
    if day is not None and not FIRST_DAY <= day <= LAST_DAY:
        raise typer.BadParameter(f"{day}: 日期应在 1980 至 2999 年之间 · must be a day between 1980 and 2999")
    return day


def refuse_memory(value: str) -> None:
    """Refuse a bound of memory that is none; without one nothing is bounded.

    Raises:
        typer.BadParameter: it is not written as `512MB` or `2GB`.
    """
    if value and not _MEMORY.fullmatch(value):
        raise typer.BadParameter("--memory: 512MB | 2GB …")
