"""Write down what was declared and decided: rows, quantities, signed receipt, event and audit entry, all or nothing."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date
from typing import Final
from uuid import uuid4

from rules.digests import canonical
from schemas.decision import Decision
from schemas.declaration import ReturnDeclaration
from schemas.dossier import Dossier
from schemas.export_list import ExportList
from schemas.tables import DecisionRow, EventRow, ReturnedLineRow, ReturnRow, RevisionRow
from schemas.tables.types import instant_text
from schemas.work.returns import COUNTED_STATES, HELD_STATES, RETURN_STATUS, STATE_OF, ReturnRecord, State
from schemas.work.webhooks import EventType
from service.context import Context
from service.evidence.audit import Chain
from service.evidence.receipts import receipt_payload
from service.problems import Conflict
from service.returns import case_projection, dossiers
from service.returns.revisions import Revision, with_arrival
from service.store import Session, audited_rows, balances, export_lists
from service.store import returns as store
from service.store.audited_rows import Stored
from service.store.balances import Balances, Line, lines_of
from service.store.database import pipelined

_LET_THROUGH: Final[tuple[State, ...]] = ("accepted", "released")


@dataclass(frozen=True)
class Decided:
    """A decision, the dossier that it was made of, and that dossier as canonical JSON."""

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
class Before:
    """How a return that is kept stood before it is written anew: its lines, and the state in which staff hold it."""

    lines: Sequence[Line]
    counted: Sequence[Line]
    held: State | None

    @classmethod
    def of(cls, session: Session, row: ReturnRow) -> "Before | None":
        """The lines and the state of a return before this change; none for a new one (revision 0)."""
        if row.revision == 0:
            return None
        lines = store.lines_of(session, row.id)
        counted = lines if row.state in COUNTED_STATES else []
        return cls(lines, counted, row.state if row.state in HELD_STATES else None)


@dataclass(frozen=True)
class _Written:
    """What a declaration or a decision writes besides the row of its return."""

    revision: Revision | None = None
    decided: Decided | None = None
    lines: Sequence[Line] = ()
    taken: Balances | None = None
    export_list: ExportList | None = None


def draft(session: Session, context: Context, row: ReturnRow, revision: Revision) -> ReturnRecord:
    """Keep a draft: nothing is decided and nothing counted."""
    before = Before.of(session, row)
    _point_to_revision(row, revision)
    row.state, row.changed_at = "draft", context.now()
    _write(session, context, row, before, "return.drafted", _Written(revision))
    if before is not None:
        case_projection.refresh(session, context, row)
    return record_of(row, revision, None, None)


def decide_revision(
    session: Session, context: Context, row: ReturnRow, revision: Revision, action: EventType
) -> ReturnRecord:
    """Decide a declared revision and keep it all; quantities of the revision before are given back in the same step."""
    before = Before.of(session, row)
    declaration = with_arrival(session, row, revision.declaration) if before else revision.declaration
    decided = _decide(session, context, row, declaration, before, action, revision)
    return record_of(row, revision, decided.decision, decided.dossier.declaration.arrived_on)


def decide_again(session: Session, context: Context, row: ReturnRow, action: EventType) -> None:
    """Decide a declared return anew from what is known now; earlier decisions stay, and so does what staff rejected."""
    before, earlier = Before.of(session, row), store.newest_decision(session, row)
    if before is not None and row.state == "rejected" and earlier is not None and earlier.outcome != "ineligible":
        before = Before(before.lines, before.counted, "rejected")
    declaration = with_arrival(session, row, store.newest_revision(session, row).declaration)
    _decide(session, context, row, declaration, before, action)


def change_state(
    session: Session, context: Context, row: ReturnRow, state: State, action: EventType, reason: str = ""
) -> None:
    """Bring a return into another state without a decision; one that no longer counts gives its quantities back.

    Raises:
        Conflict: it would be let through, and more is taken of its list than was exported, as may be known only now.
    """
    if row.state in COUNTED_STATES:
        lines = store.lines_of(session, row.id)
        free = balances.of_list(session, row.list_no).without(lines)
        if state not in COUNTED_STATES:
            balances.put(session, free)
        elif state in _LET_THROUGH:
            with _within_what_was_exported():
                balances.put(session, free.plus(lines), export_lists.current(session, row.list_no))
    before, row.state, row.changed_at = row.state, state, context.now()
    audited_rows.update(session, row)
    case_projection.refresh(session, context, row)
    emit_event(session, context, row, action)
    chain = Chain(session, context, row.exporter_code)
    chain.record(action, row.id, {"before": before, "after": state, **({"reason": reason} if reason else {})})


def emit_event(session: Session, context: Context, row: ReturnRow, type_: EventType) -> None:
    """Have whoever listens told of something that no decision says."""
    audited_rows.insert(session, EventRow, _event(context, row, type_, None))


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
    before: Before | None,
    action: EventType,
    revision: Revision | None = None,
) -> Decided:
    counted = before.counted if before else ()
    held = before.held if before else None
    here = [line for line in counted if line.list_no == declaration.list_no]
    elsewhere = [line for line in counted if line.list_no != declaration.list_no]
    if revision is not None:
        _point_to_revision(row, revision)
    free = balances.of_list(session, declaration.list_no).without(here)
    dossier = dossiers.gather(session, declaration, free)
    decided = Decided.of(context, dossier, str(uuid4()))
    row.state, row.changed_at = held or STATE_OF[decided.decision.outcome], context.now()
    if elsewhere:
        balances.put(session, balances.of_list(session, elsewhere[0].list_no).without(elsewhere))
    lines = lines_of(declaration)
    counts = row.state in COUNTED_STATES
    written = _Written(revision, decided, lines)
    # what is held takes what it took: a list known only now must not keep it from a new decision
    if revision is not None or held is None:
        taken = free.plus(lines) if counts else free
        written = replace(written, taken=taken, export_list=dossier.export_list if counts else None)
    if before is not None:
        store.drop_lines(session, row.id, before.lines)
    _write(session, context, row, before, action, written)
    if before is not None or case_projection.is_open(row):
        case_projection.refresh(session, context, row, dossier.declaration, decided.decision)
    return decided


def _point_to_revision(row: ReturnRow, revision: Revision) -> None:
    declaration = revision.declaration
    row.revision, row.agent_code, row.list_no = revision.number, declaration.agent.code, declaration.list_no


def _write(
    session: Session, context: Context, row: ReturnRow, before: Before | None, action: EventType, written: _Written
) -> None:
    chain = Chain(session, context, row.exporter_code)
    if before is not None:
        audited_rows.update(session, row)
    detail: dict[str, str | int | bool | None] = {"revision": row.revision, "state": row.state}
    receipt: str | None = None
    with _within_what_was_exported(), pipelined(session):
        if before is None:
            audited_rows.add(session, row)
        if written.revision is not None:
            audited_rows.insert(session, RevisionRow, written.revision.values())
        if written.decided is not None:
            receipt = _add_decision(session, context, row, written.decided, chain.receipt)
            detail |= {"decision": str(written.decided.decision.decision_id), "receipt": receipt}
        audited_rows.insert(session, ReturnedLineRow, *(line.values(row.id) for line in written.lines))
        audited_rows.insert(session, EventRow, _event(context, row, action, written.decided))
        if written.taken is not None:
            balances.put(session, written.taken, written.export_list)
        chain.record(action, row.id, detail, receipt)


@contextmanager
def _within_what_was_exported() -> Iterator[None]:
    """Tell the check of the balances as what it is."""
    try:
        yield
    except Exception as error:
        if "ck_balances" not in str(error):
            raise
        raise Conflict("ledger.exceeded", "/lines") from None


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


def _event(context: Context, row: ReturnRow, type_: EventType, decided: Decided | None) -> dict[str, Stored]:
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
