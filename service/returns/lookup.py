"""Find returns, decisions, receipts and dossiers, each for whoever may see it; the chain notes who read what."""

from schemas.decision import Decision
from schemas.declaration import ReturnDeclaration
from schemas.dossier import Dossier
from schemas.export_list import ExportList
from schemas.paging import Paged, paged
from schemas.tables import DecisionRow, ReturnRow
from schemas.work.returns import ReturnFilter, ReturnRecord
from service.context import Context
from service.evidence import audit
from service.evidence.actions import AuditAction
from service.evidence.receipts import receipt_of
from service.problems import Forbidden, NotFound, found
from service.returns.recording import record_of
from service.store import Session
from service.store import returns as store


def one(context: Context, return_id: str) -> ReturnRecord:
    """The return of that id; the chain notes who read it.

    Raises:
        NotFound: there is none, or it is not the asking firm's.
    """
    with context.store.write() as session:
        row = existing(session, context, return_id)
        audit.record(session, context, row.exporter_code, "return.read", row.id)
        return record(session, row)


def decisions(context: Context, return_id: str) -> tuple[Decision, ...]:
    """Every decision on a return, the oldest first; the chain notes who read them.

    Raises:
        NotFound: there is no such return, or it is not the asking firm's.
    """
    with context.store.write() as session:
        row = existing(session, context, return_id)
        audit.record(session, context, row.exporter_code, "decisions.read", row.id)
        return tuple(store.decisions_of(session, row.id))


def decision(context: Context, decision_id: str) -> Decision:
    """The decision of that id; the chain notes who read it.

    Raises:
        NotFound: there is none, or it is not the asking firm's.
    """
    with context.store.write() as session:
        return _decision(session, context, decision_id, "decision.read")[0].decision


def receipt(context: Context, decision_id: str) -> str:
    """The signed receipt of a decision, a compact JWS; the chain notes who took it.

    Raises:
        NotFound: there is none, or it is not the asking firm's.
    """
    with context.store.write() as session:
        row, owner = _decision(session, context, decision_id, "receipt.read")
        if row.signature is None:
            raise NotFound("receipt.none")
        return receipt_of(row, owner.exporter_code, store.decision_text(session, row.id))


def dossier(context: Context, decision_id: str) -> Dossier:
    """What a decision was made from; the chain notes who took it.

    Raises:
        NotFound: there is no such decision, or it is not the asking firm's.
        Forbidden: the original list in it is another firm's.
    """
    return decided(context, decision_id, "dossier.read")[0]


def decided(context: Context, decision_id: str, action: AuditAction) -> tuple[Dossier, Decision]:
    """A decision and what it was made from, read for a purpose that the chain notes.

    Raises:
        NotFound, Forbidden: as `dossier`.
    """
    with context.store.write() as session:
        row, _ = _decision(session, context, decision_id, action)
    refuse_others_list(context, row.dossier)
    return row.dossier, row.decision


def refuse_others_list(context: Context, dossier: Dossier) -> None:
    """Refuse to show what stands in an original list to a firm that is neither its exporter nor its agent.

    Raises:
        Forbidden: the asking firm is neither.
    """
    listed = dossier.export_list
    if listed is not None and not context.actor.sees(listed.exporter.code, listed.agent.code):
        raise Forbidden("access.list")


def page(context: Context, filters: ReturnFilter, *, limit: int, before: int | None = None) -> Paged[ReturnRecord, int]:
    """A page of returns from the newest on, and where the next page begins; the asker's chain notes it."""
    with context.store.write() as session:
        rows = store.page(session, filters, limit=limit, before=before)
        standings = zip(rows, store.standing(session, rows), strict=True)
        records = {row.id: record_of(row, *standing) for row, standing in standings}
        detail = {"returns": len(rows), "first": rows[0].id if rows else None, "last": rows[-1].id if rows else None}
        audit.record(session, context, context.actor.firm or audit.AUTHORITY, "returns.listed", "-", detail)
    return paged(rows, limit, lambda row: records[row.id], lambda row: row.sequence)


def existing(session: Session, context: Context, return_id: str) -> ReturnRow:
    """The row of a return that the asker may see.

    Raises:
        NotFound: there is none.
    """
    row = store.by_id(session, return_id)
    seen = row if row is not None and row.state != "erased" and sees(context, row) else None
    return found(seen, "return.not_found", return_id, variant="number")


def record(session: Session, row: ReturnRow) -> ReturnRecord:
    """The return as it stands."""
    return record_of(row, *store.standing(session, [row])[0])


def refuse_stranger(context: Context, document: ReturnDeclaration | ExportList, pointer: str = "/agent/code") -> None:
    """Refuse a firm that is neither exporter nor agent of a declaration or of an original list.

    Raises:
        Forbidden: it is neither.
    """
    if not context.actor.sees(document.exporter.code, document.agent.code):
        raise Forbidden("access.firm", pointer, variant="declarant", firm=context.actor.firm)


def sees(context: Context, row: ReturnRow) -> bool:
    """Whether the asker may see a return: as its exporter, its agent or staff."""
    return context.actor.sees(row.exporter_code, row.agent_code)


def _decision(
    session: Session, context: Context, decision_id: str, action: AuditAction
) -> tuple[DecisionRow, ReturnRow]:
    row = store.decision(session, decision_id)
    owner = store.by_id(session, row.return_id) if row else None
    if row is None or owner is None or not sees(context, owner):
        raise NotFound("decision.not_found", number=decision_id)
    audit.record(session, context, owner.exporter_code, action, row.return_id, {"decision": decision_id})
    return row, owner
