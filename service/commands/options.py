"""Options that several commands have."""

from datetime import date, datetime
from typing import Annotated

import typer

from schemas.codes import FIRST_DAY, LAST_DAY

AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], metavar="DATE", help="按这一天的规定判定 · decide as on that day"),
]


def day_of(value: datetime | None) -> date | None:
    """The day of an option.

    Raises:
        typer.BadParameter: it is none that a declaration could have.
    """
    day = value.date() if value else None
    if day is not None and not FIRST_DAY <= day <= LAST_DAY:
        raise typer.BadParameter(f"{day}: 日期应在 1980 至 2999 年之间 · must be a day between 1980 and 2999")
    return day
