"""What whoever asks may do with a return, from the same conditions that let it be done."""

from collections.abc import Iterator
from typing import Final

from schemas.tables import ReturnRow
from schemas.work.cases import NoteKind
from schemas.work.returns import ReturnAction, ReturnActions
from service.access import Actor
from service.context import Context
from service.evidence import audit
from service.returns import filing, lookup
from service.store import Session
from service.store import cases as case_store

_KINDS: Final[tuple[NoteKind, ...]] = ("note", "question", "answer")


def offered(context: Context, return_id: str) -> ReturnActions:
    """What whoever asks may do with a return as it stands; the chain notes who asked.

    Raises:
        NotFound: there is no such return, or it is not the asking firm's.
    """
    with context.store.write() as session:
        row = lookup.existing(session, context, return_id)
        audit.record(session, context, row.exporter_code, "offers.read", row.id)
        return ReturnActions(items=tuple(_open(session, context.actor, row)))


def writes(actor: Actor, kind: NoteKind) -> bool:
    """Whether it is for the actor to write such a note: a firm answers, staff note and ask."""
    return (actor.firm is not None) == (kind == "answer")


def was_asked(session: Session, row: ReturnRow) -> bool:
    """Whether staff asked the firm anything about a return: only then can it answer."""
    return any(each.kind == "question" for each in case_store.notes_of(session, row.id))


def _open(session: Session, actor: Actor, row: ReturnRow) -> Iterator[ReturnAction]:
    if actor.may("returns.file"):
        if filing.is_changeable(row):
            yield "change"
        if filing.is_withdrawable(row):
            yield "withdraw"
    if actor.may("notes.write"):
        for kind in _KINDS:
            if writes(actor, kind) and (kind != "answer" or was_asked(session, row)):
                yield kind
