"""Answers kept under idempotency keys."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import update
from sqlmodel import Session, col, delete

from schemas.tables import AnswerRow
from service.store.database import core

KEPT: Final = timedelta(hours=24)
"""How long an answer is given again."""


def find(session: Session, caller: str, key: str) -> AnswerRow | None:
    """What is kept under a caller's key."""
    return session.get(AnswerRow, (caller, key))


def claim(session: Session, row: AnswerRow) -> None:
    """Begin a call under a key, in place of whatever is kept there."""
    drop(session, row.caller, row.key)
    session.add(row)
    session.flush()


def finish(session: Session, row: AnswerRow, status: int, media_type: str | None, body: bytes) -> bool:
    """Keep the answer of a call that was begun; false where another has begun it again since."""
    mine = (col(AnswerRow.caller) == row.caller, col(AnswerRow.key) == row.key, col(AnswerRow.claim) == row.claim)
    kept = update(AnswerRow).where(*mine).values(status=status, media_type=media_type, body=body)
    return core(session).execute(kept).rowcount == 1


def drop(session: Session, caller: str, key: str, claim: str | None = None) -> None:
    """Forget what is kept under a key; with a claim, only what that call began."""
    dropped = delete(AnswerRow).where(col(AnswerRow.caller) == caller, col(AnswerRow.key) == key)
    core(session).execute(dropped if claim is None else dropped.where(col(AnswerRow.claim) == claim))


def drop_older(session: Session, moment: datetime) -> int:
    """Forget what was kept before a moment."""
    return core(session).execute(delete(AnswerRow).where(col(AnswerRow.kept_since) < moment)).rowcount
