"""The audit chain: every change, decision, sign-in, export and read of a case, one entry each, in one chain a firm.

An entry carries the digest of the entry before it and of every row of evidence that its transaction wrote, and is
written in that transaction. Whoever changes, removes, inserts or reorders rows or entries later breaks the chain.
"""

from collections.abc import Mapping
from itertools import islice
from typing import Final

from sqlmodel import Session

from rules.digests import canonical
from schemas.work.audit import Entry
from service.context import Context
from service.evidence.checkpoints import Head, note_head
from service.store import audit as store
from service.store.audited_rows import every_digest, note, take_written
from service.store.database import lock

AUTHORITY: Final = "-"
"""The chain of what belongs to no firm: registers, users, keys, the operator's commands."""
_ADOPTED_AT_ONCE: Final = 10_000
Detail = Mapping[str, str | int | bool | None]


def lock_name(chain: str) -> str:
    """The name that writers of a chain lock."""
    return f"chain {chain}"


class Chain:
    """A firm's chain within one transaction, from its head on; the chain must be locked by now."""

    def __init__(self, session: Session, context: Context, chain: str) -> None:
        self._session = session
        self._context = context
        self._head = store.head(session, chain)

    @property
    def receipt(self) -> str | None:
        """The digest of the firm's newest receipt."""
        return self._head.receipt

    def record(self, action: str, subject: str, detail: Detail | None = None, receipt: str | None = None) -> None:
        """Add an entry that vouches for the evidence written in this transaction since the last one."""
        head = self._head
        entry = Entry.model_construct(
            action=action,
            actor=self._context.actor.name,
            at=self._context.now(),
            chain=head.chain,
            detail=dict(detail or {}),
            number=head.number + 1,
            previous=head.digest,
            rows=take_written(self._session),
            subject=subject,
        )
        self._head = store.append(self._session, entry, canonical(entry).decode(), head, receipt)
        note_head(self._session, Head(chain=head.chain, number=entry.number, digest=self._head.digest))


def record(
    session: Session, context: Context, chain: str, action: str, subject: str, detail: Detail | None = None
) -> None:
    """Lock a chain and add one entry to it."""
    lock(session, lock_name(chain))
    Chain(session, context, chain).record(action, subject, detail)


def backfill(context: Context) -> int:
    """Vouch, in the office's chain, for evidence that is older than the chains; gives how many rows there were.

    Where there is any chain already nothing is adopted: rows without an entry are then what `verify` is to find.
    """
    adopted = 0
    with context.store.write() as session:
        lock(session, lock_name(AUTHORITY))
        if store.heads(session):
            return 0
        found = iter(list(every_digest(session)))
        chain = Chain(session, context, AUTHORITY)
        while rows := dict(islice(found, _ADOPTED_AT_ONCE)):
            note(session, rows)
            chain.record("store.adopted", "-", {"rows": len(rows)})
            adopted += len(rows)
    return adopted
