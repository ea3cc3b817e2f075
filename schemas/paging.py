"""Pages of a list: so many items, and where the following page begins."""

from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, Self, TypeVar

from schemas.base import Document

R = TypeVar("R")
T = TypeVar("T")
C = TypeVar("C", int, str)


class Paged(NamedTuple, Generic[T, C]):
    """Items and the cursor of the following page, null where there is none."""

    items: tuple[T, ...]
    next: C | None


def paged(rows: Sequence[R], limit: int, item: Callable[[R], T], cursor: Callable[[R], C]) -> Paged[T, C]:
    """The page that rows make: another may follow where there are as many as were asked for."""
    return Paged(tuple(map(item, rows)), cursor(rows[-1]) if len(rows) == limit else None)


class Page(Document, Generic[T, C]):
    """A page as it is answered; `next` begins the following one."""

    items: tuple[T, ...]
    next: C | None

    @classmethod
    def of(cls, found: Paged[T, C]) -> Self:
        """The document of a page."""
        return cls(items=found.items, next=found.next)
