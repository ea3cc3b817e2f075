"""How the scenarios of the acceptance book came out."""

from pydantic import NonNegativeInt, PositiveInt

from schemas.base import Document
from schemas.codes import Digest, Instant


class ScenarioResult(Document):
    """A scenario that stands at a line of a feature file, what it is about, and how often it came out in which way.

    An outline is run once for each of its examples; those that name other provisions are told apart.
    """

    feature: str
    line: PositiveInt
    name: str
    instruments: tuple[str, ...]
    provisions: tuple[str, ...]
    passed: NonNegativeInt = 0
    failed: NonNegativeInt = 0
    skipped: NonNegativeInt = 0


class AcceptanceRun(Document):
    """One run of the whole acceptance book, and the rulebook that it was run with."""

    rulebook: Digest
    ran_at: Instant
    scenarios: tuple[ScenarioResult, ...]
