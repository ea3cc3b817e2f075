"""File, change and withdraw returns; every call decides and keeps in one transaction."""

from dataclasses import dataclass
from datetime import UTC
from uuid import uuid4

from schemas.declaration import ReturnDeclaration
from schemas.tables import ReturnRow
from schemas.work.returns import ReturnRecord
from schemas.work.webhooks import EventType
from service.context import Context
from service.evidence import audit
from service.problems import Conflict, NotFound, bad_input
from service.returns import locks, recording
from service.returns.lookup import existing, record, refuse_stranger, sees
from service.returns.revisions import Revision, content_of
from service.store import Session
from service.store import returns as store


@dataclass(frozen=True)
class Submitted:
    """The return as it stands after a submission, and whether the submission added a revision to it."""

    record: ReturnRecord
    created: bool


def submit(context: Context, declaration: ReturnDeclaration, *, draft: bool = False) -> Submitted:
    """File a return, or the same one again.

    Equal content gives the answer given before; other content is refused unless the earlier one was a draft, rejected
    or withdrawn, and is then a new revision. Who names himself the agent takes over nothing that another agent filed.

    Raises:
        Conflict: the number is taken by a declaration of other content.
        Forbidden: the asking firm is neither its exporter nor its agent.
    """
    refuse_stranger(context, declaration)
    with context.store.write() as session:
        locks.lock_application(session, declaration)
        filed = store.is_filed(session, declaration.exporter.code, declaration.application_no)
        row = store.by_application(session, declaration.exporter.code, declaration.application_no) if filed else None
        if row is None:
            row = ReturnRow(
                sequence=context.number(),
                id=str(uuid4()),
                exporter_code=declaration.exporter.code,
                agent_code=declaration.agent.code,
                application_no=declaration.application_no,
                list_no=declaration.list_no,
                state="draft",
                revision=0,
                changed_at=context.now(),
            )
            return Submitted(_revise(session, context, row, declaration, draft, "return.declared"), True)
        if _says_the_same(session, row, declaration, draft):
            audit.record(session, context, row.exporter_code, "return.read", row.id)
            return Submitted(record(session, row), created=False)
        if row.state not in ("draft", "rejected", "withdrawn") or not sees(context, row):
            raise Conflict("return.exists", "/application_no", number=row.application_no)
        return Submitted(_revise(session, context, row, declaration, draft, "return.declared"), created=True)


def change(context: Context, return_id: str, declaration: ReturnDeclaration, *, draft: bool = False) -> ReturnRecord:
    """Replace a return that is not yet released; its quantities are swapped in the same step.

    A change is decided from what the registers know now, also where its content is that of before.

    Raises:
        NotFound: there is no such return, or it is not the asking firm's.
        Conflict: it is released, or a declared one should become a draft again.
        BadInput: the number or the exporter is another.
    """
    refuse_stranger(context, declaration)
    with context.store.write() as session:
        locks.lock_application(session, declaration, filed=True)
        return _change(session, context, existing(session, context, return_id), declaration, draft)


def change_application(context: Context, declaration: ReturnDeclaration, *, draft: bool = False) -> ReturnRecord:
    """As `change`, for the return that the declaration's exporter filed under its number (appType 2).

    Raises:
        NotFound, Conflict: as `change`.
    """
    refuse_stranger(context, declaration)
    with context.store.write() as session:
        locks.lock_application(session, declaration, filed=True)
        return _change(session, context, _filed(session, context, declaration), declaration, draft)


def withdraw(context: Context, return_id: str) -> ReturnRecord:
    """Take back a return that is not yet released; withdrawing it again changes nothing.

    Raises:
        NotFound: there is no such return, or it is not the asking firm's.
        Conflict: it is released.
    """
    with context.store.write() as session:
        return _withdraw(session, context, existing(session, context, return_id))


def withdraw_application(context: Context, declaration: ReturnDeclaration) -> ReturnRecord:
    """As `withdraw`, for the return that the declaration's exporter filed under its number (appType 3).

    Raises:
        NotFound, Conflict: as `withdraw`.
    """
    refuse_stranger(context, declaration)
    with context.store.write() as session:
        return _withdraw(session, context, _filed(session, context, declaration))


def filed(context: Context, declaration: ReturnDeclaration) -> ReturnRecord:
    """The return that the declaration's exporter filed under its number, as it stands.

    Raises:
        NotFound: there is none, or it is not the asking firm's.
        Forbidden: the asking firm is neither its exporter nor its agent.
    """
    refuse_stranger(context, declaration)
    with context.store.read() as session:
        return record(session, _filed(session, context, declaration))


def _filed(session: Session, context: Context, declaration: ReturnDeclaration) -> ReturnRow:
    row = store.by_application(session, declaration.exporter.code, declaration.application_no)
    if row is None or row.state == "erased" or not sees(context, row):
        raise NotFound("return.not_found", variant="application", number=declaration.application_no)
    return row


def _change(
    session: Session, context: Context, row: ReturnRow, declaration: ReturnDeclaration, draft: bool
) -> ReturnRecord:
    locks.lock_row(session, row)
    _refuse_released(row)
    for pointer, old, new in (
        ("/application_no", row.application_no, declaration.application_no),
        ("/exporter/code", row.exporter_code, declaration.exporter.code),
    ):
        if old != new:
            raise bad_input(pointer, "return.identity", new=new, old=old)
    if draft and row.state != "draft":
        raise Conflict("return.declared")
    return _revise(session, context, row, declaration, draft, "return.changed")


def _withdraw(session: Session, context: Context, row: ReturnRow) -> ReturnRecord:
    locks.lock_row(session, row)
    _refuse_released(row)
    if is_withdrawable(row):
        recording.change_state(session, context, row, "withdrawn", "return.withdrawn")
    return record(session, row)


def is_changeable(row: ReturnRow) -> bool:
    """Whether a return can still be changed: it is not released."""
    return row.state != "released"


def is_withdrawable(row: ReturnRow) -> bool:
    """Whether a return can be withdrawn: it is neither released nor withdrawn already."""
    return is_changeable(row) and row.state != "withdrawn"


def _refuse_released(row: ReturnRow) -> None:
    if not is_changeable(row):
        raise Conflict("return.released", number=row.application_no)


def _says_the_same(session: Session, row: ReturnRow, declaration: ReturnDeclaration, draft: bool) -> bool:
    if row.state in ("withdrawn", "erased") or (row.state == "draft" and not draft):
        return False
    return store.newest_revision(session, row).content == content_of(declaration)


def _revise(
    session: Session, context: Context, row: ReturnRow, declaration: ReturnDeclaration, draft: bool, action: EventType
) -> ReturnRecord:
    revision = Revision(
        return_id=row.id,
        number=row.revision + 1,
        draft=draft,
        content=content_of(declaration),
        declaration=declaration,
        recorded_at=context.now().astimezone(UTC),
    )
    if draft:
        return recording.draft(session, context, row, revision)
    return recording.decide_revision(session, context, row, revision, action)
