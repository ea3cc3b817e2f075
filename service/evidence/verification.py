"""Check what was kept: the audit chains against the rows, the rows against the chains, and the sums of the ledger."""

from collections.abc import Iterator

from rules.digests import canonical
from schemas.base import Document
from schemas.faults import BadInput, Fault, parse_json
from schemas.tables import EntryRow
from schemas.work.audit import Entry
from service.context import Context
from service.evidence.checkpoints import CheckpointFile, Head
from service.problems import Unprocessable, fault
from service.store import Session, audited_rows
from service.store import audit as store
from service.store.audit import End
from service.store.ledger import Account, accounts
from service.store.row_digests import ExpectedDigests

_START = "0" * 64


class Verified(Document):
    """How much was checked, and everything that does not fit."""

    checked: int
    faults: tuple[Fault, ...]


def audit_chains(context: Context, heads: CheckpointFile | None = None) -> Verified:
    """Check every entry, every link, every head, and every row of evidence; the newest entries against the heads' file.

    Finds what was changed, removed, inserted or reordered, in entries and in the rows they vouch for.
    """
    faults: list[Fault] = []
    outside, unreadable = _heads(heads)  # before the database, which then is at least as far
    checked = 0
    ends: dict[str, End] = {}
    with ExpectedDigests.open() as vouched, context.store.read() as session:
        for chain in store.chains(session):
            for row, entry, found in _walk(session, chain):
                checked += 1
                faults.extend(found)
                if entry is not None:
                    vouched.vouch(entry.rows)
                    receipt = entry.detail.get("receipt") or (ends[chain].receipt if chain in ends else None)
                    ends[chain] = End(chain, entry.number, row.digest, receipt and str(receipt))
            faults.extend(_head(session, chain, ends.get(chain)))
        faults.extend(_rows(session, vouched))
        faults.extend(unreadable)
        faults.extend(_outside(session, outside))
    return Verified(checked=checked, faults=tuple(faults))


def ledger(context: Context) -> Verified:
    """Prove the sums: what the balances say is taken is what the returns take, and nowhere more than was exported."""
    checked = 0
    faults: list[Fault] = []
    with context.store.read() as session:
        for account in accounts(session):
            checked += 1
            faults.extend(_misfits(account))
    return Verified(checked=checked, faults=tuple(faults))


def _misfits(account: Account) -> Iterator[Fault]:
    where = f"{account.list_no}/{account.line_no}"
    if account.taken != account.returned:
        kept, counted = (" / ".join(map(str, each)) for each in (account.taken, account.returned))
        yield fault(where, "ledger.sum", kept=kept, counted=counted)
    if not account.was_exported():
        yield fault(where, "ledger.exported")
    if account.is_exceeded():
        yield fault(where, "ledger.over")


def _walk(session: Session, chain: str) -> Iterator[tuple[EntryRow, Entry | None, list[Fault]]]:
    previous, number = _START, 0
    for row in store.entries(session, chain):
        number += 1
        where = f"{chain}/{row.number}"
        faults = []
        try:
            entry = parse_json(Entry, row.entry)
        except BadInput:
            yield row, None, [fault(where, "audit.changed", variant="unreadable")]
            previous = row.digest
            continue
        if row.number != number:
            faults.append(fault(where, "audit.gap", number=number))
            number = row.number
        columns = (entry.chain, entry.number, entry.subject)
        if canonical(entry).decode() != row.entry or columns != (chain, row.number, row.subject):
            faults.append(fault(where, "audit.changed", variant="text"))
        if store.digest_of_text(row.entry) != row.digest:
            faults.append(fault(where, "audit.changed", variant="digest"))
        if entry.previous != previous:
            faults.append(fault(where, "audit.link"))
        previous = row.digest
        yield row, entry, faults


def _head(session: Session, chain: str, end: End | None) -> list[Fault]:
    if store.head(session, chain) != end:
        return [fault(chain, "audit.head")]
    return []


def _rows(session: Session, vouched: ExpectedDigests) -> Iterator[Fault]:
    for name, known in vouched.compare(audited_rows.every_digest(session)):
        if known:
            yield fault(name, "audit.changed_row")
        else:
            yield fault(name, "audit.unknown_row")
    for name in vouched.missing():
        yield fault(name, "audit.missing_row")


def _heads(heads: CheckpointFile | None) -> tuple[list[Head], list[Fault]]:
    try:
        return list(heads.newest().values()) if heads is not None else [], []
    except Unprocessable as problem:
        return [], [problem.fault.below(heads.path.name if heads is not None else "")]


def _outside(session: Session, heads: list[Head]) -> Iterator[Fault]:
    for head in heads:
        row = store.entry(session, head.chain, head.number)
        if row is None or row.digest != head.digest:
            yield fault(head.chain, "audit.removed", number=head.number)
