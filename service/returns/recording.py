"""Write down what was declared and decided: rows, quantities, signed receipt, event and audit entry, all or nothing."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from uuid import uuid4

from sqlmodel import Session

from rules.digests import canonical, canonical_object, digest_of
from schemas.decision import Decision
from schemas.declaration import ReturnDeclaration
from schemas.dossier import Dossier
from schemas.tables import DecisionRow, EventRow, ReturnedLineRow, ReturnRow, RevisionRow
from schemas.tables.types import instant_text
from schemas.work.returns import COUNTED_STATES, HELD_STATES, RETURN_STATUS, STATE_OF, ReturnRecord, State
from service.context import Context
from service.evidence.audit import Chain, lock_name
from service.problems import Conflict
from service.returns import case_projection, dossiers
from service.signing import assembled
from service.store import audited_rows, balances, export_lists
from service.store import returns as store
from service.store.audited_rows import Stored
from service.store.balances import Balances, Line, lines_of
from service.store.database import lock, pipelined

_LET_THROUGH: Final[tuple[State, ...]] = ("accepted", "released")


@dataclass(frozen=True)
class Decided:
    """A decision with its dossier in hand and what the receipt needs of them."""

    dossier: Dossier
    decision: Decision
    dossier_text: bytes

    @classmethod
    def of(
        cls, context: Context, dossier: Dossier, decision_id: str | None = None, as_of: date | None = None
    ) -> "Decided":
        """Decide a dossier, with the digests of the rulebook and of the dossier on the decision."""
        text = canonical(dossier)
        digests = {"rulebook": context.rulebook.digest, "dossier": hashlib.sha256(text).hexdigest()}
        decision = context.rulebook.decide(dossier, as_of=as_of)
        return cls(dossier, decision.model_copy(update={"decision_id": decision_id, **digests}), text)


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


def lock_application(session: Session, declaration: ReturnDeclaration, *, filed: bool = False) -> None:
    """Keep others away from this application, its original list and the exporter's chain until all is written.

    Where it is `filed` already it may leave another list, which is locked with the rest: two that cross would else wait
    for each other.
    """
    exporter, number = declaration.exporter.code, declaration.application_no
    left = store.lists_of(session, {(exporter, number)}) if filed else ()
    lock(session, *lock_names(exporter, number, declaration.list_no), *map(list_lock, left))


def lock_names(firm: str, application_no: str, list_no: str) -> tuple[str, str, str]:
    """The names that whoever changes an application locks: its own, its original list's and the exporter's chain's."""
    return f"application {firm} {application_no}", list_lock(list_no), lock_name(firm)


def lock_names_of(row: ReturnRow) -> tuple[str, str, str]:
    """As `lock_names`, for a return that is there."""
    return lock_names(row.exporter_code, row.application_no, row.list_no)


def list_lock(list_no: str) -> str:
    """The name that writers of a list's balances lock."""
    return f"list {list_no}"


def lock_row(session: Session, row: ReturnRow) -> None:
    """As `lock_application`, for a return that is there: it is read again, now that nobody else can change it."""
    listed = row.list_no
    lock(session, *lock_names_of(row))
    session.refresh(row)
    if row.list_no != listed:
        lock(session, list_lock(row.list_no))


def draft(session: Session, context: Context, row: ReturnRow, revision: Revision, *, new: bool) -> ReturnRecord:
    """Keep a draft: nothing is decided and nothing counted."""
    _stand_at(row, revision)
    row.state, row.changed_at = "draft", context.now()
    _write(session, context, row, revision, None, (), "return.drafted", new=new)
    if not new:
        follow(session, context, row)
    return record_of(row, revision, None, None)


def declared(
    session: Session, context: Context, row: ReturnRow, revision: Revision, *, new: bool, action: str
) -> ReturnRecord:
    """Decide a declared revision and keep it all; quantities of the revision before are given back in the same step."""
    stays = row.state in HELD_STATES
    decided = _decide(session, context, row, revision.declaration, revision, new=new, action=action, stays=stays)
    return record_of(row, revision, decided.decision, decided.dossier.declaration.arrived_on)


def decide_again(session: Session, context: Context, row: ReturnRow, action: str) -> None:
    """Decide a declared return anew from what is known now; earlier decisions stay, and so does what staff rejected."""
    before = store.newest_decision(session, row)
    turned_down = row.state == "rejected" and before is not None and before.outcome != "ineligible"
    declaration = store.newest_revision(session, row).declaration
    stays = turned_down or row.state in HELD_STATES
    _decide(session, context, row, declaration, None, new=False, action=action, stays=stays)


def moved(session: Session, context: Context, row: ReturnRow, state: State, action: str, reason: str = "") -> None:
    """Bring a return into another state without a decision; one that no longer counts gives its quantities back.

    Raises:
        Conflict: it would be let through, and more is taken of its list than was exported, as may be known only now.
    """
    if row.state in COUNTED_STATES and (state not in COUNTED_STATES or state in _LET_THROUGH):
        _count(session, row, takes=state in COUNTED_STATES)
    before, row.state, row.changed_at = row.state, state, context.now()
    audited_rows.changed(session, row)
    follow(session, context, row)
    audited_rows.insert(session, EventRow, _event(context, row, action, None))
    chain = Chain(session, context, row.exporter_code)
    chain.record(action, row.id, {"before": before, "after": state, **({"reason": reason} if reason else {})})


def _count(session: Session, row: ReturnRow, *, takes: bool) -> None:
    """Have the balances check once more what a return takes, by its list as it stands, or give it back."""
    lines, taken = store.lines_of(session, row.id), balances.of_list(session, row.list_no)
    if not takes:
        balances.put(session, taken.without(lines), lines)
        return
    with _within_what_was_exported():
        balances.put(session, taken, lines, export_lists.current(session, row.list_no))


def told(session: Session, context: Context, row: ReturnRow, type_: str) -> None:
    """Have whoever listens told of something that changes no state."""
    audited_rows.insert(session, EventRow, _event(context, row, type_, None))


def follow(session: Session, context: Context, row: ReturnRow, decided: Decided | None = None) -> None:
    """Have staff's desks show where the return stands now."""
    if not case_projection.is_open(row):
        case_projection.leave(session, context, row)
        return
    decision = decided.decision if decided else None
    if decision is None and (newest := store.newest_decision(session, row)) is not None:
        decision = newest.decision
    if decision is not None:
        declaration = decided.dossier.declaration if decided else store.newest_revision(session, row).declaration
        case_projection.follow(session, context, row, declaration, decision)


def record_of(
    row: ReturnRow, revision: Revision | RevisionRow, decision: Decision | None, arrived_on: date | None
) -> ReturnRecord:
    """The return as it stands; `arrived_on` is the day of arrival that its decision took."""
    return ReturnRecord(
        id=row.id,
        application_no=row.application_no,
        state=row.state,
        return_status=RETURN_STATUS[row.state],
        revision=row.revision,
        recorded_at=revision.recorded_at,
        changed_at=row.changed_at.astimezone(UTC),
        arrived_on=arrived_on,
        declaration=revision.declaration,
        decision=decision,
    )


def _decide(
    session: Session,
    context: Context,
    row: ReturnRow,
    declaration: ReturnDeclaration,
    revision: Revision | None,
    *,
    new: bool,
    action: str,
    stays: bool,
) -> Decided:
    lines_before = [] if new else store.lines_of(session, row.id)
    counted = list(lines_before) if row.state in COUNTED_STATES else []
    if not new:
        declaration = with_arrival(session, row, declaration)
    elsewhere = [line for line in counted if line.list_no != declaration.list_no]
    here = [line for line in counted if line.list_no == declaration.list_no]
    if revision is not None:
        _stand_at(row, revision)
    free = balances.of_list(session, declaration.list_no).without(here)
    dossier = dossiers.gather(session, declaration, free)
    decided = Decided.of(context, dossier, str(uuid4()))
    row.state = row.state if stays else STATE_OF[decided.decision.outcome]
    row.changed_at = context.now()
    if elsewhere:
        listed = elsewhere[0].list_no
        balances.put(session, balances.of_list(session, listed).without(elsewhere), elsewhere)
    lines = lines_of(declaration)
    takes = row.state in COUNTED_STATES
    taken = None  # where it stays it takes what it took: a list known only now must not keep it from a new decision
    if revision is not None or not stays:
        taking = lines if takes else []
        taken = _Taken(free.plus(taking), [*here, *taking], dossier if takes else None)
    store.drop_lines(session, row.id, lines_before)
    _write(session, context, row, revision, decided, lines, action, new=new, taken=taken)
    if not new or case_projection.is_open(row):
        follow(session, context, row, decided)
    return decided


def with_arrival(session: Session, row: ReturnRow, declaration: ReturnDeclaration) -> ReturnDeclaration:
    """The declaration with the day of arrival that its tally tells, unless it tells one itself (I3)."""
    tally = store.newest_tally(session, row.id, declaration.list_no) if declaration.arrived_on is None else None
    return declaration.model_copy(update={"arrived_on": tally.arrived_on}) if tally else declaration


def _stand_at(row: ReturnRow, revision: Revision) -> None:
    declaration = revision.declaration
    row.revision, row.agent_code, row.list_no = revision.number, declaration.agent.code, declaration.list_no


@dataclass(frozen=True)
class _Taken:
    """What the balances of a list come to, for the lines concerned."""

    balances: Balances
    lines: Sequence[Line]
    dossier: Dossier | None


def _write(
    session: Session,
    context: Context,
    row: ReturnRow,
    revision: Revision | None,
    decided: Decided | None,
    lines: Sequence[Line],
    action: str,
    *,
    new: bool,
    taken: _Taken | None = None,
) -> None:
    chain = Chain(session, context, row.exporter_code)
    if not new:
        audited_rows.changed(session, row)
    detail: dict[str, str | int | bool | None] = {"revision": row.revision, "state": row.state}
    receipt: str | None = None
    with _within_what_was_exported(), pipelined(session):
        if new:
            audited_rows.add(session, row)
        if revision is not None:
            audited_rows.insert(session, RevisionRow, revision.values())
        if decided is not None:
            receipt = _add_decision(session, context, row, decided, chain.receipt)
            detail |= {"decision": str(decided.decision.decision_id), "receipt": receipt}
        audited_rows.insert(session, ReturnedLineRow, *(line.values(row.id) for line in lines))
        audited_rows.insert(session, EventRow, _event(context, row, action, decided))
        if taken is not None:
            balances.put(session, taken.balances, taken.lines, taken.dossier.export_list if taken.dossier else None)
        chain.record(action, row.id, detail, receipt)


@contextmanager
def _within_what_was_exported() -> Iterator[None]:
    """Tell the check of the balances as what it is."""
    try:
        yield
    except Exception as error:
        if "ck_balances" not in str(error):
            raise
        raise Conflict(
            "ledger.exceeded",
            "数量超过原清单剩余数量，未作记录",
            "more would be returned than was exported; nothing was recorded",
            "/lines",
        ) from None


def _add_decision(session: Session, context: Context, row: ReturnRow, decided: Decided, previous: str | None) -> str:
    """Add a decision with its signed receipt; gives the receipt's digest."""
    now, text = context.now(), canonical(decided.decision)
    texts = context.rulebook.texts_digest
    payload = receipt_payload(text, decided.decision, row.exporter_code, now, texts, previous)
    token = context.signer.sign(payload)
    protected, _, signature = token.split(".")
    values: dict[str, Stored] = {
        "sequence": context.number(),
        "id": str(decided.decision.decision_id),
        "return_id": row.id,
        "revision": row.revision,
        "outcome": decided.decision.outcome,
        "dossier": decided.dossier_text.decode(),
        "decision": text.decode(),
        "decided_at": instant_text(now),
        "signature": f"{protected}..{signature}",
        "previous": previous,
        "texts": texts,
    }
    audited_rows.insert(session, DecisionRow, values)
    return hashlib.sha256(token.encode()).hexdigest()


def receipt_payload(
    text: bytes, decision: Decision, firm: str, issued_at: datetime, texts: str, previous: str | None
) -> bytes:
    """What a receipt signs (schemas.receipt.Receipt), from the decision in canonical JSON."""
    return canonical_object(
        {
            "decision": text,
            "dossier": canonical(decision.dossier),
            "firm": canonical(firm),
            "issued_at": canonical(instant_text(issued_at)),
            "law": canonical(texts),
            "previous": canonical(previous),
            "rulebook": canonical(decision.rulebook),
        }
    )


def receipt_of(row: DecisionRow, firm: str, text: str) -> str:
    """The receipt of a decision: a compact JWS, put together again from what was kept; `text` is the decision's own."""
    protected, _, signature = str(row.signature).split(".")
    payload = receipt_payload(text.encode(), row.decision, firm, row.decided_at, str(row.texts), row.previous)
    return assembled(protected, payload, signature)


def _event(context: Context, row: ReturnRow, type_: str, decided: Decided | None) -> dict[str, Stored]:
    data = {
        "return_id": row.id,
        "application_no": row.application_no,
        "exporter_code": row.exporter_code,
        "agent_code": row.agent_code,
        "list_no": row.list_no,
        "revision": row.revision,
        "state": row.state,
        "return_status": RETURN_STATUS[row.state],
        "decision_id": decided.decision.decision_id if decided else None,
        "outcome": decided.decision.outcome if decided else None,
    }
    return {
        "sequence": context.number(),
        "id": str(uuid4()),
        "type": type_,
        "exporter_code": row.exporter_code,
        "agent_code": row.agent_code,
        "return_id": row.id,
        "data": canonical(data).decode(),
        "happened_at": instant_text(context.now()),
        "told": False,
    }


NOT_CONTENT: Final = {"guid", "declared_at", "pre_no"}
"""Fields in which two submissions of equal content may differ (LAW: life of a return application)."""


_QUANTITIES: Final = ("quantity", "legal_quantity", "second_quantity")


def content_of(declaration: ReturnDeclaration) -> str:
    """The digest of what a declaration says; quantities count as numbers: `2` says the same as `2.00`."""
    said = declaration.model_dump(mode="json", exclude=NOT_CONTENT)
    for line, told in zip(declaration.lines, said["lines"], strict=True):
        for name in _QUANTITIES:
            if (quantity := getattr(line, name)) is not None:
                told[name] = format(quantity.normalize(), "f")
    return digest_of(said)
