"""The life of a return: submitted, changed, withdrawn, tallied; every call decides and keeps in one transaction."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import uuid4

from sqlmodel import Session

from rules.digests import digest_of, document_digest
from schemas.decision import Decision, Outcome
from schemas.declaration import ReturnDeclaration
from schemas.dossier import Dossier
from schemas.faults import BadInput
from schemas.returns import RETURN_STATUS, ReturnRecord, State
from schemas.tables import DecisionRow, ReturnRow, RevisionRow
from service import dossiers
from service.problems import Conflict, NotFound
from service.store import returns as store
from service.workplace import Workplace

_STATE_OF: Final[dict[Outcome, State]] = {"eligible": "accepted", "ineligible": "rejected", "refer": "review"}
_NOT_CONTENT: Final = {"guid", "declared_at", "pre_no"}
"""Fields in which two submissions of equal content may differ (LAW: life of a return application)."""


@dataclass(frozen=True)
class Submitted:
    """The return as it stands after a submission, and whether the submission added a revision to it."""

    record: ReturnRecord
    created: bool


def check(place: Workplace, declaration: ReturnDeclaration, as_of: date | None = None) -> Decision:
    """Decide a declaration against the registers and keep nothing."""
    with place.store.read() as session:
        earlier = store.by_application(session, declaration.exporter.code, declaration.application_no)
        dossier = dossiers.gather(session, declaration, besides=earlier.id if earlier else None, as_of=as_of)
    return stamped(place, dossier, place.rulebook.decide(dossier, as_of=as_of))


def stamped(place: Workplace, dossier: Dossier, decision: Decision, decision_id: str | None = None) -> Decision:
    """The decision with its id and the digests of the rulebook and of the dossier it was made from."""
    digests = {"rulebook": place.rulebook.digest, "dossier": document_digest(dossier)}
    return decision.model_copy(update={"decision_id": decision_id, **digests})


def submit(place: Workplace, declaration: ReturnDeclaration, *, draft: bool = False) -> Submitted:
    """File a return, or the same one again.

    Equal content gives the answer given before; other content is refused unless the earlier one was a draft, rejected
    or withdrawn, and is then a new revision.

    Raises:
        Conflict: the number is taken by a declaration of other content.
    """
    with place.store.write() as session:
        row = store.by_application(session, declaration.exporter.code, declaration.application_no)
        if row is None:
            row = ReturnRow(
                id=str(uuid4()),
                exporter_code=declaration.exporter.code,
                agent_code=declaration.agent.code,
                application_no=declaration.application_no,
                list_no=declaration.list_no,
                state="draft",
                revision=0,
            )
            session.add(row)
            session.flush()
            return Submitted(_revise(session, place, row, declaration, draft), created=True)
        if _says_the_same(session, row, declaration, draft):
            return Submitted(_record(session, row), created=False)
        if row.state not in ("draft", "rejected", "withdrawn"):
            raise Conflict(
                "return.exists",
                f"申请编号 {row.application_no} 已按其他内容申报；变更请用变更申请",
                f"application {row.application_no} was declared with other content; change it by a change",
                "/application_no",
            )
        return Submitted(_revise(session, place, row, declaration, draft), created=True)


def change(place: Workplace, return_id: str, declaration: ReturnDeclaration, *, draft: bool = False) -> ReturnRecord:
    """Replace a return that is not yet released; its quantities are swapped in the same step.

    A change is decided from what the registers know now, also where its content is that of before.

    Raises:
        NotFound: there is no such return.
        Conflict: it is released, or a declared one should become a draft again.
        BadInput: the number or the exporter is another.
    """
    with place.store.write() as session:
        return _change(session, place, _existing(session, return_id), declaration, draft)


def change_application(place: Workplace, declaration: ReturnDeclaration, *, draft: bool = False) -> ReturnRecord:
    """As `change`, for the return that the declaration's exporter filed under its number (appType 2).

    Raises:
        NotFound, Conflict: as `change`.
    """
    with place.store.write() as session:
        return _change(session, place, _filed(session, declaration), declaration, draft)


def withdraw(place: Workplace, return_id: str) -> ReturnRecord:
    """Take back a return that is not yet released; withdrawing it again changes nothing.

    Raises:
        NotFound: there is no such return.
        Conflict: it is released.
    """
    with place.store.write() as session:
        return _withdraw(session, _existing(session, return_id))


def withdraw_application(place: Workplace, declaration: ReturnDeclaration) -> ReturnRecord:
    """As `withdraw`, for the return that the declaration's exporter filed under its number (appType 3).

    Raises:
        NotFound, Conflict: as `withdraw`.
    """
    with place.store.write() as session:
        return _withdraw(session, _filed(session, declaration))


def one(place: Workplace, return_id: str) -> ReturnRecord:
    """The return of that id.

    Raises:
        NotFound: there is none.
    """
    with place.store.read() as session:
        return _record(session, _existing(session, return_id))


def decide_again(session: Session, place: Workplace, row: ReturnRow) -> None:
    """Decide a declared return anew from what is known now; the earlier decisions stay."""
    _decide(session, place, row, store.newest_revision(session, row).declaration)


def _existing(session: Session, return_id: str) -> ReturnRow:
    row = store.by_id(session, return_id)
    if row is None:
        raise NotFound("return.not_found", f"没有编号为 {return_id} 的退货申请", f"there is no return {return_id}")
    return row


def _filed(session: Session, declaration: ReturnDeclaration) -> ReturnRow:
    row = store.by_application(session, declaration.exporter.code, declaration.application_no)
    if row is None:
        number = declaration.application_no
        raise NotFound("return.not_found", f"该企业没有申请编号 {number}", f"the exporter has no application {number}")
    return row


def _change(
    session: Session, place: Workplace, row: ReturnRow, declaration: ReturnDeclaration, draft: bool
) -> ReturnRecord:
    _refuse_released(row)
    for pointer, old, new in (
        ("/application_no", row.application_no, declaration.application_no),
        ("/exporter/code", row.exporter_code, declaration.exporter.code),
    ):
        if old != new:
            raise BadInput.at(pointer, "return.identity", f"变更不能改为 {new}", f"a change must keep {old}")
    if draft and row.state != "draft":
        raise Conflict("return.declared", "已申报的退货不能改回暂存", "a declared return cannot become a draft again")
    return _revise(session, place, row, declaration, draft)


def _withdraw(session: Session, row: ReturnRow) -> ReturnRecord:
    _refuse_released(row)
    row.state = "withdrawn"
    session.add(row)
    session.flush()
    return _record(session, row)


def _refuse_released(row: ReturnRow) -> None:
    if row.state == "released":
        number = row.application_no
        raise Conflict("return.released", f"退货 {number} 已放行，不能变更或撤回", f"return {number} has been released")


def _says_the_same(session: Session, row: ReturnRow, declaration: ReturnDeclaration, draft: bool) -> bool:
    if row.state == "withdrawn" or (row.state == "draft") != draft:
        return False
    return store.newest_revision(session, row).content == _content(declaration)


def _content(declaration: ReturnDeclaration) -> str:
    return digest_of(declaration.model_dump(mode="json", exclude=_NOT_CONTENT))


def _revise(
    session: Session, place: Workplace, row: ReturnRow, declaration: ReturnDeclaration, draft: bool
) -> ReturnRecord:
    row.revision += 1
    row.agent_code, row.list_no, row.state = declaration.agent.code, declaration.list_no, "draft"
    session.add(
        RevisionRow(
            return_id=row.id,
            number=row.revision,
            draft=draft,
            content=_content(declaration),
            declaration=declaration,
            recorded_at=place.now(),
        )
    )
    if not draft:
        _decide(session, place, row, declaration)
    session.add(row)
    session.flush()
    return _record(session, row)


def _decide(session: Session, place: Workplace, row: ReturnRow, declaration: ReturnDeclaration) -> None:
    tally = store.newest_tally(session, row.id)
    if tally is not None and declaration.arrived_on is None:
        declaration = declaration.model_copy(update={"arrived_on": tally.arrived_on})
    dossier = dossiers.gather(session, declaration, besides=row.id)
    decision = stamped(place, dossier, place.rulebook.decide(dossier), str(uuid4()))
    row.state = _STATE_OF[decision.outcome]
    session.add(
        DecisionRow(
            id=str(decision.decision_id),
            return_id=row.id,
            revision=row.revision,
            outcome=decision.outcome,
            dossier=dossier,
            decision=decision,
            decided_at=place.now(),
        )
    )
    store.take_quantities(session, row.id, declaration)
    session.add(row)


def _record(session: Session, row: ReturnRow) -> ReturnRecord:
    session.flush()
    revision = store.newest_revision(session, row)
    decided = store.newest_decision(session, row)
    state: State = row.state  # type: ignore[assignment]  # written by this module alone
    return ReturnRecord(
        id=row.id,
        application_no=row.application_no,
        state=state,
        return_status=RETURN_STATUS[state],
        revision=row.revision,
        recorded_at=revision.recorded_at,
        arrived_on=decided.dossier.declaration.arrived_on if decided else None,
        declaration=revision.declaration,
        decision=decided.decision if decided else None,
    )


def page(
    place: Workplace, wanted: store.Wanted, *, limit: int, before: int | None = None
) -> tuple[tuple[ReturnRecord, ...], int | None]:
    """A page of returns from the newest on, and where the next page begins."""
    with place.store.read() as session:
        rows = store.page(session, wanted, limit=limit, before=before)
        records = tuple(_record(session, row) for row in rows)
    return records, rows[-1].sequence if len(rows) == limit else None


def decisions(place: Workplace, return_id: str) -> tuple[Decision, ...]:
    """Every decision on a return, the oldest first.

    Raises:
        NotFound: there is no such return.
    """
    with place.store.read() as session:
        return tuple(store.decisions_of(session, _existing(session, return_id).id))


def decision(place: Workplace, decision_id: str) -> Decision:
    """The decision of that id.

    Raises:
        NotFound: there is none.
    """
    with place.store.read() as session:
        row = store.decision(session, decision_id)
    if row is None:
        raise NotFound("decision.not_found", f"没有编号为 {decision_id} 的判定", f"there is no decision {decision_id}")
    return row.decision
