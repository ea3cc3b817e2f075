"""Original export lists: taken as declared, joined with their receipts whichever comes first."""

from collections.abc import Sequence

from sqlmodel import Session

from schemas.ceb import ExportReceipt
from schemas.export_list import ExportList
from schemas.tables import ExportListRow, ExportReceiptRow
from service.store import exports as store
from service.workplace import Workplace


def put(place: Workplace, lists: Sequence[ExportList]) -> int:
    """Take lists as their newest version; gives how many were new or different."""
    with place.store.write() as session:
        return sum(_put(session, place, each, deleted=False) for each in lists)


def delete(place: Workplace, declared: ExportList) -> bool:
    """Take a list back (CEB603 appType 3); whether there was one to take back."""
    with place.store.write() as session:
        known = _known(session, declared)
        if known is None or known.deleted:
            return False
        return _put(session, place, known.document, deleted=True)


def take_receipts(place: Workplace, receipts: Sequence[ExportReceipt]) -> int:
    """Keep customs receipts (CEB604) and settle the lists they are about; gives how many were new."""
    with place.store.write() as session:
        return sum(_take(session, place, receipt) for receipt in receipts)


def _put(session: Session, place: Workplace, document: ExportList, deleted: bool) -> bool:
    known = _known(session, document)
    if known is not None:
        if known.document == document and known.deleted == deleted:
            return False
        known.current = False
        session.add(known)
    session.add(
        ExportListRow(
            list_no=document.list_no,
            cop_no=document.cop_no,
            agent_code=document.agent.code,
            exporter_code=document.exporter.code,
            released_on=document.released_on,
            deleted=deleted,
            document=document,
            recorded_at=place.now(),
        )
    )
    session.flush()
    if document.cop_no is not None:
        _settle(session, document.cop_no, document.agent.code)
    return True


def _known(session: Session, document: ExportList) -> ExportListRow | None:
    known = store.newest_of_firm(session, document.cop_no, document.agent.code) if document.cop_no else None
    if known is None and document.list_no is not None:
        return store.newest(session, document.list_no)
    return known


def _take(session: Session, place: Workplace, receipt: ExportReceipt) -> bool:
    known = store.receipts_of(session, receipt.cop_no, receipt.agent_code)
    if any(row.document == receipt for row in known):
        return False
    session.add(
        ExportReceiptRow(
            cop_no=receipt.cop_no, agent_code=receipt.agent_code, document=receipt, recorded_at=place.now()
        )
    )
    session.flush()
    _settle(session, receipt.cop_no, receipt.agent_code)
    return True


def _settle(session: Session, cop_no: str, agent_code: str) -> None:
    """Give the list what its receipts bring: the number, and the day of the earliest release (LAW: life of a list)."""
    row = store.newest_of_firm(session, cop_no, agent_code)
    receipts = sorted(
        (each.document for each in store.receipts_of(session, cop_no, agent_code)), key=lambda each: each.returned_at
    )
    if row is None or not receipts:
        return
    released = [each for each in receipts if each.released_on is not None]
    numbered = released or receipts
    row.list_no = row.document.list_no or (numbered[0].invt_no if released else numbered[-1].invt_no)
    row.released_on = row.document.released_on or (released[0].released_on if released else None)
    session.add(row)
    session.flush()


def page(
    place: Workplace,
    *,
    limit: int,
    before: int | None = None,
    list_no: str | None = None,
    cop_no: str | None = None,
    exporter_code: str | None = None,
) -> tuple[tuple[ExportList, ...], int | None]:
    """A page of lists as they stand, from the newest on, and where the next page begins."""
    with place.store.read() as session:
        rows = store.page(
            session, limit=limit, before=before, list_no=list_no, cop_no=cop_no, exporter_code=exporter_code
        )
    lists = tuple(store.as_it_stands(row) for row in rows)
    return lists, rows[-1].sequence if len(rows) == limit else None
