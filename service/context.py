"""What a use case works with: the law, the database, the clock, the key that signs, and who asks."""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from rules import Rulebook
from service.access import OPERATOR, Actor
from service.settings import Settings
from service.signing import Signer
from service.store import Store
from service.store.audited_rows import refuse_unaudited

_RANDOM_BITS: Final = 11


def utc_now() -> datetime:
    """The moment, in UTC: the clock of a context that is given no other."""
    return datetime.now(UTC)


class _Numbers:
    """Numbers that grow with time and never repeat in one process; those of several processes hardly ever meet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def after(self, moment: datetime) -> int:
        microseconds = int(moment.timestamp() * 1_000_000)
        with self._lock:
            salt = secrets.randbits(_RANDOM_BITS)
            self._last = max(self._last + 1, (microseconds << _RANDOM_BITS) | salt)
            return self._last


_NUMBERS: Final = _Numbers()


@dataclass(frozen=True)
class Context:
    """The rulebook that decides, the store that keeps, the clock that is read, and in whose name it is done."""

    rulebook: Rulebook
    store: Store
    now: Callable[[], datetime] = utc_now
    signer: Signer = field(default_factory=Signer.fresh)
    actor: Actor = OPERATOR
    settings: Settings = field(default_factory=Settings)

    def __post_init__(self) -> None:
        if refuse_unaudited not in self.store.before_commit:
            self.store.before_commit.append(refuse_unaudited)

    def as_actor(self, actor: Actor) -> "Context":
        """The same place, worked at by someone else."""
        return replace(self, actor=actor)

    def number(self) -> int:
        """The next number in the order of time, for a row that is listed by it."""
        return _NUMBERS.after(self.now())
