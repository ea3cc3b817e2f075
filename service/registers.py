"""The registers of sites, firms and offices: rows are added, never overwritten."""

from collections.abc import Sequence
from typing import TypeVar

from schemas.registers import RegisterRow
from service.store import registers as store
from service.workplace import Workplace

R = TypeVar("R", bound=RegisterRow)


def put(place: Workplace, rows: Sequence[RegisterRow]) -> int:
    """Enter rows and tell how many were new or different; a row replaces one that begins on the same day."""
    with place.store.write() as session:
        now = place.now()
        return sum(store.put(session, row, now) for row in rows)


def page(
    place: Workplace, kind: type[R], *, limit: int, after: int = 0, code: str | None = None
) -> tuple[tuple[R, ...], int | None]:
    """A page of recorded rows, the oldest first, and where the next page begins."""
    with place.store.read() as session:
        rows = store.page(session, kind, limit=limit, after=after, code=code)
    return tuple(row for _, row in rows), rows[-1][0] if len(rows) == limit else None
