"""The audit chain: every change, decision, sign-in, export and read of a case, one entry each, in one chain a firm.

An entry carries the digest of the entry before it and of every row of evidence that its transaction wrote, and is
written in that transaction. Whoever changes, removes, inserts or reorders rows or entries later breaks the chain.
"""

from collections.abc import Mapping
from itertools import islice
from typing import Final

from rules.digests import canonical
from schemas.faults import parse_json
from schemas.paging import Paged, paged
from schemas.work.audit import Entry
from service.context import Context
from service.evidence.actions import AuditAction
from service.evidence.checkpoints import Head, queue_checkpoint
from service.store import Session
from service.store import audit as store
from service.store.audited_rows import collect_digests, every_digest, pop_digests
from service.store.database import lock

AUTHORITY: Final = "-"
"""The chain of what belongs to no firm: registers, users, keys, the operator's commands."""
_BACKFILLED_AT_ONCE: Final = 10_000
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

    def record(
        self, action: AuditAction, subject: str, detail: Detail | None = None, receipt: str | None = None
    ) -> None:
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
            rows=pop_digests(self._session),
            subject=subject,
        )
        self._head = store.append(self._session, entry, canonical(entry).decode(), head, receipt)
        queue_checkpoint(self._session, Head(chain=head.chain, number=entry.number, digest=self._head.digest))


def record(
    session: Session, context: Context, chain: str, action: AuditAction, subject: str, detail: Detail | None = None
) -> None:
    """Lock a chain and add one entry to it."""
    lock(session, lock_name(chain))
    Chain(session, context, chain).record(action, subject, detail)


def backfill(context: Context) -> int:
    """Vouch, in the authority's chain, for evidence that is older than the chains; gives how many rows there were.

    Where there is any chain already nothing is adopted: rows without an entry are then what `verify` is to find.
    """
    adopted = 0
    with context.store.write() as session:
        lock(session, lock_name(AUTHORITY))
        if store.heads(session):
            return 0
        digests = iter(list(every_digest(session)))
        chain = Chain(session, context, AUTHORITY)
        while rows := dict(islice(digests, _BACKFILLED_AT_ONCE)):
            collect_digests(session, rows)
            chain.record("store.adopted", "-", {"rows": len(rows)})
            adopted += len(rows)
    return adopted


def chains(context: Context) -> tuple[Head, ...]:
    """Every chain and where it ends."""
    with context.store.read() as session:
        return tuple(Head(chain=row.chain, number=row.number, digest=row.digest) for row in store.heads(session))


def signed_checkpoint(context: Context) -> str:
    """The ends of all chains with the moment, signed: a compact JWS (Ed25519)."""
    heads = {each.chain: [each.number, each.digest] for each in chains(context)}
    return context.signer.sign(canonical({"at": context.now().isoformat(), "heads": heads}))


def entries(
    context: Context, chain: str, *, limit: int, subject: str | None = None, before: int | None = None
) -> Paged[Entry, int]:
    """Entries of a chain from the newest on, and where the next page begins; the authority's chain notes the reader."""
    with context.store.write() as session:
        rows = store.page(session, chain, subject, before, limit)
        record(session, context, AUTHORITY, "audit.read", chain)
    return paged(rows, limit, lambda row: parse_json(Entry, row.entry), lambda row: row.number)
