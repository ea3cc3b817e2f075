"""What staff write about a return, ask the firm, and what the firm answers: never edited, only followed."""

from typing import cast

from sqlmodel import Session

from schemas.tables import NoteRow, ReturnRow
from schemas.tables.cases import moment
from schemas.work.cases import Happened, NewNote, Note, NoteKind
from service.context import Workplace
from service.evidence import audit
from service.problems import Conflict, Forbidden
from service.returns import actions, filing, recording
from service.store import audit as audit_store
from service.store import audited_rows
from service.store import cases as store

_SHOWN: int = 500
_STAFF = "staff"


def write(place: Workplace, return_id: str, new: NewNote) -> Note:
    """Write a note, a question or an answer; the firm is told of a question, the desk of an answer.

    Raises:
        NotFound: there is no such return, or it is not the asking firm's.
        Forbidden: a firm would note or ask, or staff would answer for it.
        Conflict: an answer where nothing was asked.
    """
    if not actions.writes(place.actor, new.kind):
        raise Forbidden("note.kind", "企业只能答复，审核员只能备注或询问", "a firm answers, staff note and ask")
    with place.store.write() as session:
        row = filing.existing(session, place, return_id)
        recording.lock_row(session, row)
        if new.kind == "answer" and not actions.was_asked(session, row):
            raise Conflict("note.unasked", "没有待答复的询问", "nothing was asked about this return", "/kind")
        note = NoteRow(
            sequence=place.number(),
            return_id=row.id,
            kind=new.kind,
            words=new.words,
            author=place.actor.name,
            written_at=place.now(),
        )
        audited_rows.add(session, note)
        _tell(session, place, row, new.kind)
        return _told(place, note)


def of_return(place: Workplace, return_id: str) -> tuple[Note, ...]:
    """What was written about a return, the oldest first; the chain notes who read it.

    Raises:
        NotFound: there is no such return, or it is not the asking firm's.
    """
    with place.store.write() as session:
        row = filing.existing(session, place, return_id)
        audit.record(session, place, row.exporter_code, "notes.read", row.id)
        rows = store.notes_of(session, row.id)
    hidden = () if place.actor.firm is None else ("note",)
    return tuple(_told(place, each) for each in rows if each.kind not in hidden)


def timeline(place: Workplace, return_id: str) -> tuple[Happened, ...]:
    """What happened to a return, the newest first, as the audit chain has it; mere reading is left out,
    though the chain notes this one too.

    Raises:
        NotFound: there is no such return, or it is not the asking firm's.
    """
    with place.store.write() as session:
        row = filing.existing(session, place, return_id)
        audit.record(session, place, row.exporter_code, "timeline.read", row.id)
        entries = audit_store.changes_of(session, row.exporter_code, row.id, _SHOWN)
    shown = []
    for entry in entries:
        outside = place.actor.firm is not None
        if outside and entry.action in ("note.written", "step.proposed", "step.declined"):
            continue
        actor = _STAFF if outside and not entry.actor.startswith("key ") else entry.actor
        shown.append(Happened(at=entry.at, action=entry.action, actor=actor, detail=entry.detail))
    return tuple(shown)


def _tell(session: Session, place: Workplace, row: ReturnRow, kind: NoteKind) -> None:
    action = {"note": "note.written", "question": "return.asked", "answer": "return.answered"}[kind]
    case = store.by_return(session, row.id)
    if case is not None:
        case.changed = moment()  # whoever has it before him sees a note too
        session.add(case)
    if kind != "note":
        recording.told(session, place, row, action)
        if case is not None:
            case.answered = kind == "answer"
    audit.record(session, place, row.exporter_code, action, row.id)


def _told(place: Workplace, note: NoteRow) -> Note:
    outside = place.actor.firm is not None and note.kind != "answer"
    author = _STAFF if outside else note.author
    return Note(kind=cast(NoteKind, note.kind), words=note.words, author=author, written_at=note.written_at)
