"""Users, sessions and keys in the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, delete, or_, select, update

from schemas.tables import KeyRow, SessionRow, UserRow
from service.store.database import core


def user(session: Session, user_id: str) -> UserRow | None:
    """The user of that id."""
    return session.get(UserRow, user_id)


def user_named(session: Session, name: str) -> UserRow | None:
    """The user of that name."""
    return session.exec(select(UserRow).where(UserRow.name == name)).one_or_none()


def user_of_subject(session: Session, subject: str) -> UserRow | None:
    """The user whom the identity provider knows by that name."""
    return session.exec(select(UserRow).where(UserRow.subject == subject)).one_or_none()


def users(session: Session) -> Sequence[UserRow]:
    """Every user, by name."""
    return session.exec(select(UserRow).order_by(col(UserRow.name))).all()


def signed_in(session: Session, token: str, now: datetime) -> tuple[SessionRow, UserRow] | None:
    """The session of a cookie's digest and its user, unless it has ended or the user is disabled."""
    found = (
        select(SessionRow, UserRow)
        .join(UserRow, col(UserRow.id) == SessionRow.user_id)
        .where(SessionRow.token == token, col(SessionRow.expires_at) > now, ~col(UserRow.disabled))
    )
    return session.exec(found).one_or_none()


def signed_in_by_key(session: Session, token: str, now: datetime) -> tuple[SessionRow, KeyRow] | None:
    """The session of a cookie's digest and its key, unless it has ended or the key is no longer good."""
    found = (
        select(SessionRow, KeyRow)
        .join(KeyRow, col(KeyRow.id) == SessionRow.key_id)
        .where(
            SessionRow.token == token,
            col(SessionRow.expires_at) > now,
            col(KeyRow.revoked_at).is_(None),
            or_(col(KeyRow.expires_at).is_(None), col(KeyRow.expires_at) > now),
        )
    )
    return session.exec(found).one_or_none()


def end_sessions(session: Session, user_id: str, besides: str | None = None) -> None:
    """End every session of a user but one."""
    ended = delete(SessionRow).where(col(SessionRow.user_id) == user_id)
    core(session).execute(ended if besides is None else ended.where(col(SessionRow.token) != besides))


def end_session(session: Session, token: str) -> None:
    """End one session."""
    core(session).execute(delete(SessionRow).where(col(SessionRow.token) == token))


def drop_ended(session: Session, now: datetime) -> int:
    """Forget sessions whose time is over."""
    return core(session).execute(delete(SessionRow).where(col(SessionRow.expires_at) <= now)).rowcount


def key(session: Session, key_id: str) -> KeyRow | None:
    """The key of that id."""
    return session.get(KeyRow, key_id)


def key_of_secret(session: Session, secret: str) -> KeyRow | None:
    """The key with a secret of that digest."""
    return session.exec(select(KeyRow).where(KeyRow.secret == secret)).one_or_none()


def keys(session: Session, firm: str | None = None) -> Sequence[KeyRow]:
    """Keys, the newest first, of one firm or of all."""
    found = select(KeyRow).order_by(col(KeyRow.created_at).desc(), col(KeyRow.id))
    return session.exec(found if firm is None else found.where(KeyRow.firm == firm)).all()


def note_use(session: Session, key_id: str, now: datetime) -> None:
    """Note when a key was last used."""
    core(session).execute(update(KeyRow).where(col(KeyRow.id) == key_id).values(used_at=now))
