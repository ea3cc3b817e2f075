"""Staff: added, changed, signed in by password or single sign-on, and out. Passwords are kept as argon2 hashes."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from typing import Final
from uuid import uuid4

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from schemas.tables import SessionRow, UserRow
from schemas.work.accounts import (
    NewUser,
    PasswordChange,
    SignedIn,
    SignIn,
    User,
    UserChange,
    UserWithPassword,
)
from service.access import MATRIX, OPERATOR, Actor
from service.accounts import sessions
from service.context import Context
from service.evidence import audit
from service.problems import Conflict, Forbidden, NotFound, Unauthorized, Unprocessable, found
from service.store import Session, audited_rows
from service.store import accounts as store
from service.store.database import lock

_HASHER: Final = PasswordHash((Argon2Hasher(),))
_TRIES: Final = 5
_LOCKED_FOR: Final = timedelta(minutes=15)


@contextmanager
def _one_at_a_time(context: Context) -> Iterator[Session]:
    """A transaction that no other change of a user overlaps: what it reads of them holds until it ends."""
    with context.store.write() as session:
        lock(session, audit.lock_name(audit.AUTHORITY))
        yield session


def add(context: Context, new: NewUser) -> UserWithPassword:
    """A new member of staff: with a one-time password, or without any where the identity provider vouches for him.

    Raises:
        Conflict: the name or the single sign-on subject is taken.
    """
    password = None if new.subject else _one_time_password()
    with _one_at_a_time(context) as session:
        taken = store.user_named(session, new.name) or (new.subject and store.user_of_subject(session, new.subject))
        if taken or new.name == OPERATOR.name:
            raise Conflict("user.exists", "/name", name=new.name)
        row = UserRow(
            id=str(uuid4()),
            name=new.name,
            role=new.role,
            password=password and _HASHER.hash(password),
            must_change=password is not None,
            subject=new.subject,
            created_at=context.now(),
        )
        audited_rows.add(session, row)
        audit.record(session, context, audit.AUTHORITY, "user.added", new.name, {"role": new.role})
    return UserWithPassword(user=_user(row), password=password)


def change(context: Context, user_id: str, wanted: UserChange) -> User:
    """Change a user's role, or disable, enable or unlock him; a disabled one is signed out.

    Raises:
        NotFound: there is no such user.
        Conflict: the last administrator would be gone.
    """
    with _one_at_a_time(context) as session:
        row = _existing(session, user_id)
        was_admin = row.role == "admin" and not row.disabled
        row.role = wanted.role or row.role
        row.disabled = row.disabled if wanted.disabled is None else wanted.disabled
        if wanted.unlock:
            row.failures, row.locked_until = 0, None
        audited_rows.update(session, row)
        if was_admin and not any(each.role == "admin" and not each.disabled for each in store.users(session)):
            raise Conflict("user.last_admin")
        if row.disabled or wanted.role:
            store.end_sessions(session, row.id)
        detail: dict[str, str | int | bool | None] = {"role": row.role, "disabled": row.disabled}
        audit.record(session, context, audit.AUTHORITY, "user.changed", row.name, detail)
        return _user(row)


def reset(context: Context, user_id: str) -> UserWithPassword:
    """A new one-time password; the user is signed out everywhere.

    Raises:
        NotFound: there is no such user.
        Conflict: the identity provider vouches for the user, who has no password.
    """
    password = _one_time_password()
    with _one_at_a_time(context) as session:
        row = _existing(session, user_id)
        if row.subject is not None:
            raise Conflict("user.single_sign_on", name=row.name)
        row.password, row.must_change, row.failures, row.locked_until = _HASHER.hash(password), True, 0, None
        audited_rows.update(session, row)
        store.end_sessions(session, row.id)
        audit.record(session, context, audit.AUTHORITY, "user.reset", row.name)
        return UserWithPassword(user=_user(row), password=password)


def list_users(context: Context) -> tuple[User, ...]:
    """Every user, by name."""
    with context.store.read() as session:
        return tuple(_user(row) for row in store.users(session))


def named(context: Context, name: str) -> User:
    """The user of that name.

    Raises:
        NotFound: there is none.
    """
    with context.store.read() as session:
        row = store.user_named(session, name)
    if row is None:
        raise NotFound("user.not_found", variant="name", name=name)
    return _user(row)


def sign_in(context: Context, given: SignIn) -> tuple[str, SignedIn]:
    """Sign in by password: the cookie's token and the session. Five failures lock the name for a quarter of an hour.

    Raises:
        Unauthorized: name and password do not fit, or the user is locked or disabled; which, it does not say.
    """
    refusal = Unauthorized("session.refused", variant="password")
    with context.store.read() as session:
        user = store.user_named(session, given.name)
    known = user.password if user and user.password else _dummy_hash()
    fits = _HASHER.verify(given.password, known)
    with _one_at_a_time(context) as session:
        row = store.user_named(session, given.name)
        now = context.now()
        locked = row is not None and row.locked_until is not None and row.locked_until > now
        if row is None or row.password != known or row.disabled or locked or not fits:
            if row is not None and not locked:
                _count_failure(session, row, now)
            subject = row.name if row else "?"
            audit.record(session, context, audit.AUTHORITY, "session.refused", subject, {"locked": locked})
        else:
            row.failures, row.locked_until = 0, None
            session.add(row)
            return open_session(session, context, row, "password")
    raise refusal


def _count_failure(session: Session, row: UserRow, now: datetime) -> None:
    """Count a wrong password; too many in a row lock the name."""
    row.failures += 1
    if row.failures >= _TRIES:
        row.failures, row.locked_until = 0, now + _LOCKED_FOR
    session.add(row)
    session.flush()


def open_session(session: Session, context: Context, row: UserRow, how: str) -> tuple[str, SignedIn]:
    """A new session of a user: the cookie's token, of which only the digest is kept, and the session."""
    token, opened = sessions.open(session, context, user_id=row.id)
    audit.record(session, context.as_actor(_actor(row)), audit.AUTHORITY, "session.opened", row.name, {"by": how})
    return token, _signed_in(opened, row)


def sign_in_by_subject(context: Context, subject: str) -> tuple[str, SignedIn]:
    """Sign in whom the identity provider vouches for.

    Raises:
        Unauthorized: no user has that subject, or he is disabled.
    """
    with context.store.write() as session:
        row = store.user_of_subject(session, subject)
        if row is not None and not row.disabled:
            return open_session(session, context, row, "oidc")
        audit.record(session, context, audit.AUTHORITY, "session.refused", "?", {"by": "oidc"})
    raise Unauthorized("session.refused", variant="identity")


def of_session(session: Session, context: Context, token: str) -> tuple[Actor, SignedIn] | None:
    """The member of staff whose session has a cookie of that digest."""
    signed_in = store.signed_in(session, token, context.now())
    return None if signed_in is None else (_actor(signed_in[1]), _signed_in(*signed_in))


def change_password(context: Context, token: str, wanted: PasswordChange) -> SignedIn:
    """Change one's own password; every other session of the user ends.

    Wrong ones count as at sign-in: five lock the name and end its sessions, or a stolen session could guess on and on.

    Raises:
        Forbidden: the present password is not right.
        Unprocessable: the new one is the old one or holds the name.
    """
    with _one_at_a_time(context) as session:
        signed_in = store.signed_in(session, sessions.digest_of_token(token), context.now())
        if signed_in is None:
            raise Unauthorized("session.ended")
        opened, row = signed_in
        fits = row.password is not None and _HASHER.verify(wanted.present, row.password)
        if not fits:
            _count_failure(session, row, context.now())
            if row.failures == 0:
                store.end_sessions(session, row.id)
            audit.record(session, context, audit.AUTHORITY, "password.refused", row.name)
        elif wanted.new == wanted.present or row.name in wanted.new.lower():
            raise Unprocessable("password.weak", "/new")
        else:
            row.password, row.must_change, row.failures = _HASHER.hash(wanted.new), False, 0
            audited_rows.update(session, row)
            store.end_sessions(session, row.id, besides=opened.token)
            audit.record(session, context, audit.AUTHORITY, "user.password", row.name)
            return _signed_in(opened, row)
    raise Forbidden("password.wrong", "/present")


def _existing(session: Session, user_id: str) -> UserRow:
    return found(store.user(session, user_id), "user.not_found", user_id, variant="number")


@cache
def _dummy_hash() -> str:
    """A hash to verify against where there is no user, so that the answer takes as long."""
    return _HASHER.hash(secrets.token_urlsafe(16))


def _one_time_password() -> str:
    return secrets.token_urlsafe(12)


def _actor(row: UserRow) -> Actor:
    return Actor(row.name, row.role)


def _signed_in(opened: SessionRow, row: UserRow) -> SignedIn:
    role = row.role
    return SignedIn(
        name=row.name,
        role=role,
        must_change=row.must_change,
        guard=opened.guard,
        expires_at=opened.expires_at,
        actions=tuple(action for action, roles in MATRIX.items() if role in roles),
    )


def _user(row: UserRow) -> User:
    return User.model_validate(row, from_attributes=True)
