"""The revisions of a return: one declaration each, told apart by a digest of what it says."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from rules.digests import canonical, digest_of
from schemas.declaration import ReturnDeclaration
from schemas.tables import ReturnRow
from schemas.tables.types import instant_text
from service.store import Session
from service.store import returns as store
from service.store.audited_rows import Stored

NOT_CONTENT: Final = {"guid", "declared_at", "pre_no"}
"""Fields in which two submissions of equal content may differ (the-law: filing, changing, withdrawing)."""
_QUANTITIES: Final = ("quantity", "legal_quantity", "second_quantity")


@dataclass(frozen=True)
class Revision:
    """One declaration of a return, about to be kept."""

    return_id: str
    number: int
    draft: bool
    content: str
    declaration: ReturnDeclaration
    recorded_at: datetime

    def values(self) -> dict[str, Stored]:
        """What each column of its row holds."""
        return {
            "return_id": self.return_id,
            "number": self.number,
            "draft": self.draft,
            "content": self.content,
            "declaration": canonical(self.declaration).decode(),
            "recorded_at": instant_text(self.recorded_at),
        }


def content_of(declaration: ReturnDeclaration) -> str:
    """The digest of what a declaration says; quantities count as numbers: `2` says the same as `2.00`."""
    said = declaration.model_dump(mode="json", exclude=NOT_CONTENT)
    for line, said_line in zip(declaration.lines, said["lines"], strict=True):
        for name in _QUANTITIES:
            if (quantity := getattr(line, name)) is not None:
                said_line[name] = format(quantity.normalize(), "f")
    return digest_of(said)


def with_arrival(session: Session, row: ReturnRow, declaration: ReturnDeclaration) -> ReturnDeclaration:
    """The declaration with the day of arrival that its tally tells, unless it tells one itself (I3)."""
    tally = store.newest_tally(session, row.id, declaration.list_no) if declaration.arrived_on is None else None
    return declaration.model_copy(update={"arrived_on": tally.arrived_on}) if tally else declaration
