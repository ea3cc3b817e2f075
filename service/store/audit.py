"""The audit chains in the database."""

import hashlib
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col, select

from schemas.tables import EntryRow, HeadRow, metadata
from schemas.work.audit import Entry
from service.store.database import run

_START: Final = "0" * 64
_ENTRIES: Final = metadata.tables["audit_entries"]
_HEADS: Final = metadata.tables["heads"]
_HEAD: Final = select(_HEADS.c.chain, _HEADS.c.number, _HEADS.c.digest, _HEADS.c.receipt).where(
    _HEADS.c.chain == bindparam("of_chain")
)
_ADD_ENTRY: Final = insert(_ENTRIES)
_ADD_HEAD: Final = insert(_HEADS)
_MOVE: Final = (
    update(_HEADS)
    .where(_HEADS.c.chain == bindparam("of_chain"), _HEADS.c.number == bindparam("before"))
    .values(number=bindparam("to_number"), digest=bindparam("to_digest"), receipt=bindparam("to_receipt"))
)


class End(NamedTuple):
    """Where a chain ends: its newest entry, and the digest of the firm's newest receipt."""

    chain: str
    number: int
    digest: str
    receipt: str | None


def head(session: Session, chain: str) -> End:
    """Where a chain ends; a chain that is not there yet begins here."""
    row = run(session, _HEAD, {"of_chain": chain}).fetchone()
    return End(*row) if row else End(chain, 0, _START, None)


def append(session: Session, entry: Entry, text: str, before: End, receipt: str | None) -> End:
    """Add an entry and move the chain's head to it; gives the new head."""
    digest = digest_of_text(text)
    run(
        session,
        _ADD_ENTRY,
        {
            "chain": entry.chain,
            "number": entry.number,
            "subject": entry.subject,
            "entry": text,
            "digest": digest,
        },
    )
    latest = receipt or before.receipt
    if before.number == 0:
        run(session, _ADD_HEAD, {"chain": entry.chain, "number": entry.number, "digest": digest, "receipt": latest})
        return End(entry.chain, entry.number, digest, latest)
    run(
        session,
        _MOVE,
        {
            "of_chain": entry.chain,
            "before": before.number,
            "to_number": entry.number,
            "to_digest": digest,
            "to_receipt": latest,
        },
    )
    return End(entry.chain, entry.number, digest, latest)


def digest_of_text(text: str) -> str:
    """The digest of an entry, which is kept in canonical form."""
    return hashlib.sha256(text.encode()).hexdigest()


def entry(session: Session, chain: str, number: int) -> EntryRow | None:
    """One entry of a chain."""
    return session.get(EntryRow, (chain, number))


def heads(session: Session) -> list[HeadRow]:
    """Where every chain ends."""
    return list(session.exec(select(HeadRow).order_by(col(HeadRow.chain))))


def entries(session: Session, chain: str) -> Iterator[EntryRow]:
    """The entries of a chain, the oldest first."""
    query = select(EntryRow).where(EntryRow.chain == chain).order_by(col(EntryRow.number))
    yield from session.exec(query.execution_options(yield_per=1000))


def page(session: Session, chain: str, subject: str | None, before: int | None, limit: int) -> list[EntryRow]:
    """Entries of a chain from the newest on."""
    query = select(EntryRow).where(EntryRow.chain == chain).order_by(col(EntryRow.number).desc()).limit(limit)
    if subject is not None:
        query = query.where(EntryRow.subject == subject)
    if before is not None:
        query = query.where(col(EntryRow.number) < before)
    return list(session.exec(query))


def changes_of(session: Session, chain: str, subject: str, limit: int) -> list[Entry]:
    """The newest entries about one subject, reads left out."""
    query = select(EntryRow).where(EntryRow.chain == chain, EntryRow.subject == subject)
    entries = (
        Entry.model_validate_json(row.entry)
        for row in session.exec(query.order_by(col(EntryRow.number).desc()).execution_options(yield_per=200))
    )
    return list(islice((entry for entry in entries if not entry.action.endswith(".read")), limit))


def chains(session: Session) -> list[str]:
    """Every chain that has an entry or a head."""
    with_entries = set(session.exec(select(EntryRow.chain).distinct()))
    return sorted(with_entries | {row.chain for row in heads(session)})
