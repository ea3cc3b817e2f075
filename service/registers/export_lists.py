"""Original export lists: taken as declared, joined with their receipts whichever comes first.

Returns under a list's number may have come before the list. Those that wait for a person are decided again when it is
known: others' returns are turned away then, and no longer hold what the exporter has left. What staff have in hand
stays there, but with the decision that the list leads to.
"""

from collections.abc import Iterable, Sequence

from schemas.ceb import ExportReceipt
from schemas.export_list import ExportList
from schemas.faults import BadInput, Fault
from schemas.paging import Paged, paged
from schemas.tables import ExportListRow, ExportReceiptRow
from service.context import Context
from service.evidence import audit
from service.evidence.actions import AuditAction
from service.problems import Conflict, Forbidden, fault
from service.returns import locks, lookup, recording
from service.store import Session, audited_rows
from service.store import export_lists as store
from service.store import returns as returns_store
from service.store.database import lock


def put(context: Context, lists: Sequence[ExportList]) -> int:
    """Take lists as their newest version; gives how many were new or different.

    Raises:
        BadInput: one has no number at all; none is taken then.
        Forbidden: the asking firm is neither exporter nor agent of one of them; none is taken then.
        Conflict: the number of one is taken by a list of other firms.
    """
    places = [f"/{number}" if len(lists) > 1 else "" for number in range(len(lists))]
    faults = [fault.below(at) for at, each in zip(places, lists, strict=True) for fault in faults_in(each)]
    if faults:
        raise BadInput(faults)
    for at, each in zip(places, lists, strict=True):
        lookup.refuse_stranger(context, each, f"{at}/exporter/code")
    with context.store.write() as session:
        names = {name for each in lists for name in (*_names(each), *_names_of_known(session, context, each))}
        _lock(session, context, names, [(each.agent.code, each.cop_no, each.list_no) for each in lists])
        return sum(_put(session, context, each, deleted=False) for each in lists)


def faults_in(document: ExportList) -> list[Fault]:
    """What keeps a well-formed list out: with no number, its own or customs', it could never be found again."""
    if document.cop_no is not None or document.list_no is not None:
        return []
    return [fault("/list_no", "list.unnumbered")]


def delete(context: Context, declared: ExportList) -> bool:
    """Take a list back (CEB603 appType 3); whether there was one to take back."""
    lookup.refuse_stranger(context, declared, "/exporter/code")
    with context.store.write() as session:
        lock(session, *_names(declared), *_names_of_known(session, context, declared))
        known = _known(session, declared)
        if known is None or known.deleted:
            return False
        return _put(session, context, known.document, deleted=True)


def take_receipts(context: Context, receipts: Sequence[ExportReceipt]) -> int:
    """Keep customs receipts (CEB604) and settle the lists they are about; gives how many were new.

    Raises:
        Forbidden: the asking firm is not the agent of one of them; none is taken then.
        Conflict: one gives a list the number of another firm's; none is taken then.
    """
    for receipt in receipts:
        if not context.actor.sees(receipt.agent_code):
            raise Forbidden("access.firm", variant="receipt", number=receipt.cop_no)
    with context.store.write() as session:
        names = {name for each in receipts for name in _names_of_receipt(session, each)}
        _lock(session, context, names, [(each.agent_code, each.cop_no, each.invt_no) for each in receipts])
        return sum(_take(session, context, receipt) for receipt in receipts)


def _names(document: ExportList) -> set[str]:
    """What is locked to change a list: the exporter's chain and the list under each number it has."""
    names = {audit.lock_name(document.exporter.code)}
    if document.list_no is not None:
        names.add(locks.list_lock(document.list_no))
    if document.cop_no is not None:
        names.add(_own(document.agent.code, document.cop_no))
    return names


def _names_of_known(session: Session, context: Context, document: ExportList) -> set[str]:
    """The names to lock of the version that is replaced, perhaps of another exporter or number; none on SQLite."""
    known = _known(session, document) if context.store.kind != "sqlite" else None
    return _names(known.document) if known else set()


def _names_of_receipt(session: Session, receipt: ExportReceipt) -> set[str]:
    known = store.newest_of_firm(session, receipt.cop_no, receipt.agent_code)
    own = {audit.lock_name(receipt.agent_code), _own(receipt.agent_code, receipt.cop_no)}
    return own | _names(known.document) if known else own


def _numbers(session: Session, agent_code: str, cop_no: str | None, list_no: str | None) -> set[str]:
    """Every number that a list has or may get: the given one, its newest version's, and those of its receipts."""
    numbers = {list_no}
    if cop_no is not None:
        known = store.newest_of_firm(session, cop_no, agent_code)
        numbers |= {known.list_no, known.document.list_no} if known else set()
        numbers |= {row.document.invt_no for row in store.receipts_of(session, cop_no, agent_code)}
    return {each for each in numbers if each and each.strip()}


def _lock(
    session: Session, context: Context, names: Iterable[str], known_as: Sequence[tuple[str, str | None, str | None]]
) -> None:
    """Lock what is about to change, and the returns that wait under the numbers of these lists, in one order.

    Those that came in the meantime are locked out of order: PostgreSQL then finds two that wait for each other.
    """
    if context.store.kind == "sqlite":
        return  # one writer at a time, and so nothing to look up
    for _ in range(2):
        numbers = {number for each in known_as for number in _numbers(session, *each)}
        waiting = returns_store.waiting(session, numbers)
        of_waiting = (name for row in waiting for name in locks.lock_names_of(row))
        lock(session, *names, *map(locks.list_lock, numbers), *of_waiting)


def _own(agent_code: str, cop_no: str) -> str:
    """The name that writers of a list and of its receipts lock, so that neither overlooks the other."""
    return f"own {agent_code} {cop_no}"


def _refuse_taken(session: Session, context: Context, list_no: str | None) -> None:
    """No list takes the number of another firm's, by whatever other number it is known."""
    holder = store.newest(session, list_no) if list_no is not None else None
    if holder is not None and not context.actor.sees(holder.exporter_code, holder.agent_code):
        raise Conflict("list.taken", "/list_no", number=list_no)


def _put(session: Session, context: Context, document: ExportList, deleted: bool) -> bool:
    known = _known(session, document)
    if known is not None:
        if known.document == document and known.deleted == deleted:
            return False
        _refuse_taken(session, context, document.list_no)
        if not context.actor.sees(known.exporter_code, known.agent_code):
            raise Conflict("list.taken", "/list_no", number=document.list_no)
        known.current = False
        audited_rows.update(session, known)
        if known.exporter_code != document.exporter.code:  # what changes of a row stands in one chain, in order
            audit.record(
                session, context, known.exporter_code, "list.replaced", document.list_no or str(document.cop_no)
            )
    audited_rows.add(
        session,
        ExportListRow(
            sequence=context.number(),
            list_no=document.list_no,
            cop_no=document.cop_no,
            agent_code=document.agent.code,
            exporter_code=document.exporter.code,
            released_on=document.released_on,
            deleted=deleted,
            document=document,
            recorded_at=context.now(),
        ),
    )
    settled = (
        _apply_receipts(session, context, document.cop_no, document.agent.code) if document.cop_no is not None else None
    )
    action: AuditAction = "list.deleted" if deleted else "list.put"
    audit.record(session, context, document.exporter.code, action, document.list_no or str(document.cop_no))
    _decide_waiting(session, context, settled.list_no if settled else document.list_no)
    return True


def _known(session: Session, document: ExportList) -> ExportListRow | None:
    known = store.newest_of_firm(session, document.cop_no, document.agent.code) if document.cop_no else None
    if known is None and document.list_no is not None:
        return store.newest(session, document.list_no)
    return known


def _take(session: Session, context: Context, receipt: ExportReceipt) -> bool:
    known = store.receipts_of(session, receipt.cop_no, receipt.agent_code)
    if any(row.document == receipt for row in known):
        return False
    audited_rows.add(
        session,
        ExportReceiptRow(
            sequence=context.number(),
            cop_no=receipt.cop_no,
            agent_code=receipt.agent_code,
            document=receipt,
            recorded_at=context.now(),
        ),
    )
    settled = _apply_receipts(session, context, receipt.cop_no, receipt.agent_code)
    owner = settled.exporter_code if settled else receipt.agent_code
    audit.record(session, context, owner, "list.receipt", receipt.cop_no)
    _decide_waiting(session, context, settled.list_no if settled else None)
    return True


def _decide_waiting(session: Session, context: Context, list_no: str | None) -> None:
    """Decide again what waits for a person under a list's number, others' returns first and then the newest first.

    All of them hold quantities until they are decided: where they ask for too much together, what came first stays.
    """
    listed = store.current(session, list_no) if list_no is not None else None
    if listed is None:
        return
    waiting = returns_store.waiting(session, {str(listed.list_no)})
    for row in sorted(waiting, key=lambda row: (row.exporter_code == listed.exporter.code, -row.sequence)):
        recording.decide_again(session, context, row, "return.list_known")


def _apply_receipts(session: Session, context: Context, cop_no: str, agent_code: str) -> ExportListRow | None:
    """Give the list what its receipts bring: number and day of the earliest release (the-law: life of a list)."""
    row = store.newest_of_firm(session, cop_no, agent_code)
    receipts = sorted(
        (each.document for each in store.receipts_of(session, cop_no, agent_code)), key=lambda each: each.returned_at
    )
    if row is None or not receipts:
        return row
    released = [each for each in receipts if each.released_on is not None]
    given = [each.invt_no for each in released if each.invt_no.strip()]
    before = [each.invt_no for each in reversed(receipts) if each.invt_no.strip()]
    number = next(iter(given), None) or row.document.list_no or next(iter(before), None)
    _refuse_taken(session, context, number)
    row.list_no = number
    row.released_on = released[0].released_on if released else row.document.released_on
    audited_rows.update(session, row)
    return row


def page(
    context: Context,
    *,
    limit: int,
    before: int | None = None,
    list_no: str | None = None,
    cop_no: str | None = None,
    exporter_code: str | None = None,
) -> Paged[ExportList, int]:
    """A page of lists as they stand, from the newest on, and where the next page begins."""
    with context.store.read() as session:
        rows = store.page(
            session,
            limit=limit,
            before=before,
            list_no=list_no,
            cop_no=cop_no,
            exporter_code=exporter_code,
            firm=context.actor.firm,
        )
    return paged(rows, limit, store.as_it_stands, lambda row: row.sequence)
