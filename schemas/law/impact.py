"""What a draft announcement would change: how many decisions, which, and why."""

from pydantic import Field

from schemas.base import Document
from schemas.codes import Day, Digest
from schemas.decision import Outcome, Relief


class Flip(Document):
    """One declaration that would be decided otherwise, with the provisions that decide before and after."""

    application_no: str
    exporter: str
    as_of: Day
    export_district: str | None
    return_district: str | None
    before: Outcome
    after: Outcome
    relief_before: Relief
    relief_after: Relief
    reasons_before: tuple[str, ...]
    reasons_after: tuple[str, ...]


class Count(Document):
    """How many declarations of a kind come out how, before and after, and how many of them flip."""

    name: str
    declarations: int
    flips: int
    eligible_before: int
    eligible_after: int
    refer_before: int
    refer_after: int


class Impact(Document):
    """What a draft would change over a stretch of history.

    `cases_per_day` is how many declarations a day go to a person, over the days that have any declaration.
    """

    rulebook: Digest
    draft: Digest
    since: Day | None = None
    until: Day | None = None
    declarations: int
    flips: int
    outcomes: tuple[Count, ...] = Field(description="by outcome before")
    districts: tuple[Count, ...] = Field(description="by export and return district, `2200 → 2900`")
    firms: tuple[Count, ...] = Field(description="by exporter")
    provisions: tuple[Count, ...] = Field(description="by provision that would say otherwise than now")
    cases_per_day_before: float
    cases_per_day_after: float
    listed: tuple[Flip, ...] = Field(description="the flips, as many as were asked for")


class Regime(Document):
    """What the law of one stretch of days says of a declaration's facts."""

    since: Day | None
    until: Day | None
    outcome: Outcome
    tax_relief: Relief
    reasons: tuple[str, ...]
