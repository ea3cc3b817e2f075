"""The life of a return: submitted, changed, withdrawn, tallied; every call decides and keeps in one transaction."""

from dataclasses import dataclass
from datetime import UTC, date
from uuid import uuid4

from sqlmodel import Session

from rules import gherkin, impact
from schemas.decision import Decision
from schemas.declaration import ReturnDeclaration
from schemas.dossier import Dossier
from schemas.faults import BadInput
from schemas.law.impact import Regime
from schemas.tables import DecisionRow, ReturnRow
from schemas.work.returns import COUNTED_STATES, ReturnRecord
from service.context import Workplace
from service.evidence import audit
from service.problems import Conflict, Forbidden, NotFound
from service.returns import dossiers, recording
from service.returns.recording import Decided, Revision, content_of, record_of
from service.store import balances
from service.store import returns as store


@dataclass(frozen=True)
class Submitted:
    """The return as it stands after a submission, and whether the submission added a revision to it."""

    record: ReturnRecord
    created: bool


def check(place: Workplace, declaration: ReturnDeclaration, as_of: date | None = None) -> Decision:
    """Decide a declaration against the registers and keep nothing.

    Raises:
        Forbidden: the asking firm is neither its exporter nor its agent.
    """
    return Decided.of(place, dossier_of(place, declaration, as_of), as_of=as_of).decision


def scenario(place: Workplace, declaration: ReturnDeclaration) -> str:
    """A feature file of the acceptance book that tells the declaration, and comes out as `check` does.

    Raises:
        Forbidden: as `check`, or the original list, whose goods it tells, is another firm's.
    """
    dossier = dossier_of(place, declaration)
    refuse_others_list(place, dossier)
    return gherkin.checked(dossier, place.rulebook.decide(dossier), place.rulebook.districts)


def regimes(place: Workplace, declaration: ReturnDeclaration) -> tuple[Regime, ...]:
    """What the law of each stretch of days says of the same facts.

    Raises:
        Forbidden: as `check`.
    """
    return impact.regimes(place.rulebook, dossier_of(place, declaration))


def dossier_of(place: Workplace, declaration: ReturnDeclaration, as_of: date | None = None) -> Dossier:
    """What is known about a declaration that is not filed, or not filed again yet.

    Raises:
        Forbidden: as `check`.
    """
    _refuse_stranger(place, declaration)
    with place.store.read() as session:
        free = balances.of_list(session, declaration.list_no)
        filed = store.is_filed(session, declaration.exporter.code, declaration.application_no)
        earlier = filed and store.by_application(session, declaration.exporter.code, declaration.application_no)
        if earlier and not _sees(place, earlier):
            earlier = None
        if earlier and earlier.state in COUNTED_STATES:
            lines = store.lines_of(session, earlier.id)
            free = free.without(line for line in lines if line.list_no == declaration.list_no)
        if earlier and earlier.state != "draft":
            declaration = recording.with_arrival(session, earlier, declaration)
        return dossiers.gather(session, declaration, free, as_of=as_of)


def submit(place: Workplace, declaration: ReturnDeclaration, *, draft: bool = False) -> Submitted:
    """File a return, or the same one again.

    Equal content gives the answer given before; other content is refused unless the earlier one was a draft, rejected
    or withdrawn, and is then a new revision. Who names himself the agent takes over nothing that another agent filed.

    Raises:
        Conflict: the number is taken by a declaration of other content.
        Forbidden: the asking firm is neither its exporter nor its agent.
    """
    _refuse_stranger(place, declaration)
    with place.store.write() as session:
        recording.lock_application(session, declaration)
        filed = store.is_filed(session, declaration.exporter.code, declaration.application_no)
        row = store.by_application(session, declaration.exporter.code, declaration.application_no) if filed else None
        if row is None:
            row = ReturnRow(
                sequence=place.number(),
                id=str(uuid4()),
                exporter_code=declaration.exporter.code,
                agent_code=declaration.agent.code,
                application_no=declaration.application_no,
                list_no=declaration.list_no,
                state="draft",
                revision=0,
                changed_at=place.now(),
            )
            return Submitted(_revise(session, place, row, declaration, draft, "return.declared", new=True), True)
        if _says_the_same(session, row, declaration, draft):
            audit.record(session, place, row.exporter_code, "return.read", row.id)
            return Submitted(record(session, row), created=False)
        if row.state not in ("draft", "rejected", "withdrawn") or not _sees(place, row):
            raise Conflict(
                "return.exists",
                f"申请编号 {row.application_no} 已按其他内容申报；变更请用变更申请",
                f"application {row.application_no} was declared with other content; change it by a change",
                "/application_no",
            )
        return Submitted(_revise(session, place, row, declaration, draft, "return.declared"), created=True)


def change(place: Workplace, return_id: str, declaration: ReturnDeclaration, *, draft: bool = False) -> ReturnRecord:
    """Replace a return that is not yet released; its quantities are swapped in the same step.

    A change is decided from what the registers know now, also where its content is that of before.

    Raises:
        NotFound: there is no such return, or it is not the asking firm's.
        Conflict: it is released, or a declared one should become a draft again.
        BadInput: the number or the exporter is another.
    """
    _refuse_stranger(place, declaration)
    with place.store.write() as session:
        recording.lock_application(session, declaration, filed=True)
        return _change(session, place, existing(session, place, return_id), declaration, draft)


def change_application(place: Workplace, declaration: ReturnDeclaration, *, draft: bool = False) -> ReturnRecord:
    """As `change`, for the return that the declaration's exporter filed under its number (appType 2).

    Raises:
        NotFound, Conflict: as `change`.
    """
    _refuse_stranger(place, declaration)
    with place.store.write() as session:
        recording.lock_application(session, declaration, filed=True)
        return _change(session, place, _filed(session, place, declaration), declaration, draft)


def withdraw(place: Workplace, return_id: str) -> ReturnRecord:
    """Take back a return that is not yet released; withdrawing it again changes nothing.

    Raises:
        NotFound: there is no such return, or it is not the asking firm's.
        Conflict: it is released.
    """
    with place.store.write() as session:
        return _withdraw(session, place, existing(session, place, return_id))


def withdraw_application(place: Workplace, declaration: ReturnDeclaration) -> ReturnRecord:
    """As `withdraw`, for the return that the declaration's exporter filed under its number (appType 3).

    Raises:
        NotFound, Conflict: as `withdraw`.
    """
    _refuse_stranger(place, declaration)
    with place.store.write() as session:
        return _withdraw(session, place, _filed(session, place, declaration))


def filed(place: Workplace, declaration: ReturnDeclaration) -> ReturnRecord:
    """The return that the declaration's exporter filed under its number, as it stands.

    Raises:
        NotFound: there is none, or it is not the asking firm's.
        Forbidden: the asking firm is neither its exporter nor its agent.
    """
    _refuse_stranger(place, declaration)
    with place.store.read() as session:
        return record(session, _filed(session, place, declaration))


def one(place: Workplace, return_id: str) -> ReturnRecord:
    """The return of that id; the chain notes who read it.

    Raises:
        NotFound: there is none, or it is not the asking firm's.
    """
    with place.store.write() as session:
        row = existing(session, place, return_id)
        audit.record(session, place, row.exporter_code, "return.read", row.id)
        return record(session, row)


def decisions(place: Workplace, return_id: str) -> tuple[Decision, ...]:
    """Every decision on a return, the oldest first; the chain notes who read them.

    Raises:
        NotFound: there is no such return, or it is not the asking firm's.
    """
    with place.store.write() as session:
        row = existing(session, place, return_id)
        audit.record(session, place, row.exporter_code, "decisions.read", row.id)
        return tuple(store.decisions_of(session, row.id))


def decision(place: Workplace, decision_id: str) -> Decision:
    """The decision of that id; the chain notes who read it.

    Raises:
        NotFound: there is none, or it is not the asking firm's.
    """
    with place.store.write() as session:
        return _decision(session, place, decision_id, "decision.read")[0].decision


def receipt(place: Workplace, decision_id: str) -> str:
    """The signed receipt of a decision, a compact JWS; the chain notes who took it.

    Raises:
        NotFound: there is none, or it is not the asking firm's.
    """
    with place.store.write() as session:
        row, owner = _decision(session, place, decision_id, "receipt.read")
        if row.signature is None:
            raise NotFound("receipt.none", "此判定早于签名回执", "this decision was made before receipts were signed")
        return recording.receipt_of(row, owner.exporter_code, store.decision_text(session, row.id))


def dossier(place: Workplace, decision_id: str) -> Dossier:
    """What a decision was made from; the chain notes who took it.

    Raises:
        NotFound: there is no such decision, or it is not the asking firm's.
        Forbidden: the original list in it is another firm's.
    """
    return decided(place, decision_id, "dossier.read")[0]


def decided(place: Workplace, decision_id: str, action: str) -> tuple[Dossier, Decision]:
    """A decision and what it was made from, read for a purpose that the chain notes.

    Raises:
        NotFound, Forbidden: as `dossier`.
    """
    with place.store.write() as session:
        row, _ = _decision(session, place, decision_id, action)
    refuse_others_list(place, row.dossier)
    return row.dossier, row.decision


def refuse_others_list(place: Workplace, dossier: Dossier) -> None:
    """Refuse to show what stands in an original list to a firm that is neither its exporter nor its agent.

    Raises:
        Forbidden: the asking firm is neither.
    """
    listed = dossier.export_list
    if listed is not None and not place.actor.sees(listed.exporter.code, listed.agent.code):
        raise Forbidden(
            "access.list", "案卷中的原清单属于其他企业", "the original list in this dossier is another firm's"
        )


def page(
    place: Workplace, wanted: store.Wanted, *, limit: int, before: int | None = None
) -> tuple[tuple[ReturnRecord, ...], int | None]:
    """A page of returns from the newest on, and where the next page begins; the asker's chain notes it."""
    with place.store.write() as session:
        rows = store.page(session, wanted, limit=limit, before=before)
        records = tuple(record_of(row, *found) for row, found in zip(rows, store.standing(session, rows), strict=True))
        told = {"returns": len(rows), "first": rows[0].id if rows else None, "last": rows[-1].id if rows else None}
        audit.record(session, place, place.actor.firm or audit.OFFICE, "returns.listed", "-", told)
    return records, rows[-1].sequence if len(rows) == limit else None


def _refuse_stranger(place: Workplace, declaration: ReturnDeclaration) -> None:
    if not place.actor.sees(declaration.exporter.code, declaration.agent.code):
        raise Forbidden(
            "access.firm",
            f"密钥所属企业 {place.actor.firm} 既不是收发货人，也不是申报单位",
            f"the key's firm {place.actor.firm} is neither the exporter nor the agent",
            "/agent/code",
        )


def existing(session: Session, place: Workplace, return_id: str) -> ReturnRow:
    """The row of a return that the asker may see.

    Raises:
        NotFound: there is none.
    """
    row = store.by_id(session, return_id)
    if row is None or row.state == "erased" or not _sees(place, row):
        raise NotFound("return.not_found", f"没有编号为 {return_id} 的退货申请", f"there is no return {return_id}")
    return row


def _sees(place: Workplace, row: ReturnRow) -> bool:
    return place.actor.sees(row.exporter_code, row.agent_code)


def _filed(session: Session, place: Workplace, declaration: ReturnDeclaration) -> ReturnRow:
    row = store.by_application(session, declaration.exporter.code, declaration.application_no)
    if row is None or row.state == "erased" or not _sees(place, row):
        number = declaration.application_no
        raise NotFound("return.not_found", f"该企业没有申请编号 {number}", f"the exporter has no application {number}")
    return row


def _decision(session: Session, place: Workplace, decision_id: str, action: str) -> tuple[DecisionRow, ReturnRow]:
    row = store.decision(session, decision_id)
    owner = store.by_id(session, row.return_id) if row else None
    if row is None or owner is None or not _sees(place, owner):
        raise NotFound("decision.not_found", f"没有编号为 {decision_id} 的判定", f"there is no decision {decision_id}")
    audit.record(session, place, owner.exporter_code, action, row.return_id, {"decision": decision_id})
    return row, owner


def _change(
    session: Session, place: Workplace, row: ReturnRow, declaration: ReturnDeclaration, draft: bool
) -> ReturnRecord:
    recording.lock_row(session, row)
    _refuse_released(row)
    for pointer, old, new in (
        ("/application_no", row.application_no, declaration.application_no),
        ("/exporter/code", row.exporter_code, declaration.exporter.code),
    ):
        if old != new:
            raise BadInput.at(pointer, "return.identity", f"变更不能改为 {new}", f"a change must keep {old}")
    if draft and row.state != "draft":
        raise Conflict("return.declared", "已申报的退货不能改回暂存", "a declared return cannot become a draft again")
    return _revise(session, place, row, declaration, draft, "return.changed")


def _withdraw(session: Session, place: Workplace, row: ReturnRow) -> ReturnRecord:
    recording.lock_row(session, row)
    _refuse_released(row)
    if is_withdrawable(row):
        recording.moved(session, place, row, "withdrawn", "return.withdrawn")
    return record(session, row)


def is_changeable(row: ReturnRow) -> bool:
    """Whether a return can still be changed: it is not released."""
    return row.state != "released"


def is_withdrawable(row: ReturnRow) -> bool:
    """Whether a return can be withdrawn: it is neither released nor withdrawn already."""
    return is_changeable(row) and row.state != "withdrawn"


def _refuse_released(row: ReturnRow) -> None:
    if not is_changeable(row):
        number = row.application_no
        raise Conflict("return.released", f"退货 {number} 已放行，不能变更或撤回", f"return {number} has been released")


def _says_the_same(session: Session, row: ReturnRow, declaration: ReturnDeclaration, draft: bool) -> bool:
    if row.state in ("withdrawn", "erased") or (row.state == "draft" and not draft):
        return False
    return store.newest_revision(session, row).content == content_of(declaration)


def _revise(
    session: Session,
    place: Workplace,
    row: ReturnRow,
    declaration: ReturnDeclaration,
    draft: bool,
    action: str,
    *,
    new: bool = False,
) -> ReturnRecord:
    revision = Revision(
        return_id=row.id,
        number=row.revision + 1,
        draft=draft,
        content=content_of(declaration),
        declaration=declaration,
        recorded_at=place.now().astimezone(UTC),
    )
    if draft:
        return recording.draft(session, place, row, revision, new=new)
    return recording.declared(session, place, row, revision, new=new, action=action)


def record(session: Session, row: ReturnRow) -> ReturnRecord:
    """The return as it stands."""
    return record_of(row, *store.standing(session, [row])[0])
