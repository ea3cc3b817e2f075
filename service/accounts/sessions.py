"""Sessions: a cookie of which only the digest is kept, and the guard that goes with it."""

import hashlib
import secrets
from datetime import timedelta

from schemas.tables import SessionRow
from service.context import Context
from service.evidence import audit
from service.store import Session
from service.store import accounts as store


def open(
    session: Session, context: Context, *, user_id: str | None = None, key_id: str | None = None
) -> tuple[str, SessionRow]:
    """A new session of a user or of a key: the cookie's token and the row."""
    token, now = secrets.token_urlsafe(32), context.now()
    opened = SessionRow(
        token=digest_of_token(token),
        user_id=user_id,
        key_id=key_id,
        guard=secrets.token_urlsafe(24),
        created_at=now,
        expires_at=now + timedelta(hours=context.settings.session_hours),
        seen_at=now,
    )
    session.add(opened)
    session.flush()
    return token, opened


def close(context: Context, token: str) -> None:
    """End a session; one that has ended stays so."""
    with context.store.write() as session:
        store.end_session(session, digest_of_token(token))
        audit.record(session, context, audit.AUTHORITY, "session.closed", context.actor.name)


def digest_of_token(token: str) -> str:
    """What is kept of a cookie."""
    return hashlib.sha256(token.encode()).hexdigest()
