"""What the workbench shows of the day."""

from schemas.base import Document
from schemas.codes import Day, Instant


class DayCount(Document):
    """How the decisions of one day came out."""

    day: Day
    eligible: int
    ineligible: int
    refer: int


class ReasonCount(Document):
    """How often a provision kept a return from being eligible."""

    provision: str
    decisions: int


class ProvisionCount(Document):
    """In how many decisions a provision was unmet or undetermined, in all and in the last thirty days."""

    provision: str
    unmet: int
    undetermined: int
    unmet_lately: int
    undetermined_lately: int


class ProvisionCounts(Document):
    """Every provision that was not met in some decision, and over which time they are added up."""

    items: tuple[ProvisionCount, ...]
    counted_since: Day | None
    counted_until: Instant


class PairCount(Document):
    """Decisions on returns exported through one district and sent back through another, by outcome."""

    export_district: str
    return_district: str
    eligible: int
    ineligible: int
    refer: int


class Overview(Document):
    """What waits for whoever asks, and the last thirty days.

    What waits is counted up to `most`. `counted_until` is the moment up to which decisions are added up.
    """

    mine: int
    unassigned: int
    overdue: int
    proposals: int
    answered: int
    came_in_today: int
    open: int
    most: int
    days: tuple[DayCount, ...]
    reasons: tuple[ReasonCount, ...]
    pairs: tuple[PairCount, ...]
    median_minutes: int | None
    closed: int
    counted_until: Instant
