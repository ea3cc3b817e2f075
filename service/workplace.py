"""What a use case works with: the law, the database and the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from rules import Rulebook, load_rulebook
from service.settings import Settings
from service.store import Store


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Workplace:
    """The rulebook that decides, the store that keeps and the clock that is read."""

    rulebook: Rulebook
    store: Store
    now: Callable[[], datetime] = _now

    @classmethod
    def open(cls, settings: Settings) -> "Workplace":
        """Load the law and open the database, its tables brought up to date.

        Raises:
            schemas.faults.BadInput: a policy does not load.
        """
        store = Store(settings.database)
        store.migrate()
        return cls(load_rulebook(settings.policy_dirs), store)
