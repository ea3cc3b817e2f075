"""What staff write about a return, ask the firm, and what the firm answers: never edited, only followed."""

from schemas.tables import NoteRow, ReturnRow
from schemas.work.cases import Happened, NewNote, Note, NoteKind
from service.context import Context
from service.evidence import audit
from service.evidence.actions import AuditAction
from service.problems import Conflict, Forbidden
from service.returns import actions, locks, lookup, recording
from service.store import Session, audited_rows
from service.store import audit as audit_store
from service.store import cases as store

_SHOWN: int = 500
_STAFF = "staff"


def write(context: Context, return_id: str, new: NewNote) -> Note:
    """Write a note, a question or an answer; the firm is told of a question, the desk of an answer.

    Raises:
        NotFound: there is no such return, or it is not the asking firm's.
        Forbidden: a firm would note or ask, or staff would answer for it.
        Conflict: an answer where nothing was asked.
    """
    if not actions.writes(context.actor, new.kind):
        raise Forbidden("note.kind")
    with context.store.write() as session:
        row = lookup.existing(session, context, return_id)
        locks.lock_row(session, row)
        if new.kind == "answer" and not actions.was_asked(session, row):
            raise Conflict("note.unasked", "/kind")
        note = NoteRow(
            sequence=context.number(),
            return_id=row.id,
            kind=new.kind,
            words=new.words,
            author=context.actor.name,
            written_at=context.now(),
        )
        audited_rows.add(session, note)
        _tell(session, context, row, new.kind)
        return _told(context, note)


def of_return(context: Context, return_id: str) -> tuple[Note, ...]:
    """What was written about a return, the oldest first; the chain notes who read it.

    Raises:
        NotFound: there is no such return, or it is not the asking firm's.
    """
    with context.store.write() as session:
        row = lookup.existing(session, context, return_id)
        audit.record(session, context, row.exporter_code, "notes.read", row.id)
        rows = store.notes_of(session, row.id)
    hidden = () if context.actor.firm is None else ("note",)
    return tuple(_told(context, each) for each in rows if each.kind not in hidden)


def timeline(context: Context, return_id: str) -> tuple[Happened, ...]:
    """What happened to a return, the newest first, as the audit chain has it; mere reading is left out,
    though the chain notes this one too.

    Raises:
        NotFound: there is no such return, or it is not the asking firm's.
    """
    with context.store.write() as session:
        row = lookup.existing(session, context, return_id)
        audit.record(session, context, row.exporter_code, "timeline.read", row.id)
        entries = audit_store.changes_of(session, row.exporter_code, row.id, _SHOWN)
    shown = []
    for entry in entries:
        outside = context.actor.firm is not None
        if outside and entry.action in ("note.written", "step.proposed", "step.declined"):
            continue
        actor = _STAFF if outside and not entry.actor.startswith("key ") else entry.actor
        shown.append(Happened(at=entry.at, action=entry.action, actor=actor, detail=entry.detail))
    return tuple(shown)


def _tell(session: Session, context: Context, row: ReturnRow, kind: NoteKind) -> None:
    case = store.by_return(session, row.id)
    if case is not None:
        case.answered = case.answered if kind == "note" else kind == "answer"
        store.keep(session, case, context.now())  # whoever has it before him sees a note too
    action: AuditAction = "note.written"
    if kind != "note":
        action = "return.answered" if kind == "answer" else "return.asked"
        recording.emit_event(session, context, row, action)
    audit.record(session, context, row.exporter_code, action, row.id)


def _told(context: Context, note: NoteRow) -> Note:
    outside = context.actor.firm is not None and note.kind != "answer"
    author = _STAFF if outside else note.author
    return Note(kind=note.kind, words=note.words, author=author, written_at=note.written_at)
