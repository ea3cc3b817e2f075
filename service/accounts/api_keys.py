"""Firms' API keys: made, rotated, revoked, and recognised. Only the digest of a secret is kept."""

import hashlib
import secrets
import time
from datetime import datetime, timedelta
from threading import Lock
from typing import Final, cast
from uuid import uuid4

from schemas.tables import KeyRow, SessionRow
from schemas.work.accounts import Key, KeyWithSecret, NewKey, Scope, SignedIn
from service.access import MATRIX, USUAL_SCOPES, Actor
from service.accounts import sessions
from service.context import Context
from service.evidence import audit
from service.evidence.actions import AuditAction
from service.problems import Conflict, Unauthorized, found
from service.store import Session, audited_rows
from service.store import accounts as store
from service.store.database import lock

PREFIX: Final = "ttk_"
_KIND: Final = "key"
_REMEMBERED_SECONDS: Final = 2.0
_USED_EVERY: Final = timedelta(minutes=1)


def make(context: Context, new: NewKey) -> KeyWithSecret:
    """A new key of a firm, with the secret that is shown this once."""
    with context.store.write() as session:
        return _make(session, context, new, "key.made")


def rotate(context: Context, key_id: str, overlap: timedelta = timedelta(hours=24)) -> KeyWithSecret:
    """A new key in place of another, which works for a while longer; where that one had an end, so has the new one.

    Raises:
        NotFound: there is no such key that the asker sees.
        Forbidden: a firm's key would get a scope by it that it lacks.
        Conflict: it is revoked or has expired.
    """
    with context.store.write() as session:
        row, now = _existing(session, context, key_id), context.now()
        context.actor.require_scopes(_scopes(row))
        if row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now):
            raise Conflict("key.revoked")
        made = NewKey(firm=row.firm, label=row.label, scopes=_scopes(row), expires_at=row.expires_at)
        ends = now + overlap
        row.expires_at = min(row.expires_at, ends) if row.expires_at else ends
        audited_rows.update(session, row)
        KEY_CACHE.forget()
        return _make(session, context, made, "key.rotated")


def revoke(context: Context, key_id: str) -> Key:
    """Stop a key; stopping it again changes nothing.

    Raises:
        NotFound: there is no such key that the asker sees.
    """
    with context.store.write() as session:
        row = _existing(session, context, key_id)
        if row.revoked_at is None:
            row.revoked_at = context.now()
            audited_rows.update(session, row)
            audit.record(session, context, audit.AUTHORITY, "key.revoked", row.id, {"firm": row.firm})
    KEY_CACHE.forget()
    return _key(row)


def list_keys(context: Context, firm: str | None = None) -> tuple[Key, ...]:
    """Every key, of one firm or of all; a firm sees its own."""
    own = context.actor.firm
    if own is not None and firm not in (None, own):
        return ()
    with context.store.read() as session:
        return tuple(_key(row) for row in store.keys(session, own or firm))


def is_revoked(session: Session, actor: str) -> bool:
    """Whether an actor of this name was a key's, and the key has been revoked since."""
    kind, _, key_id = actor.partition(" ")
    row = store.key(session, key_id) if kind == _KIND else None
    return row is not None and row.revoked_at is not None


def digest_of_secret(secret: str) -> str:
    """What is kept of a secret: it is random and long, so a plain digest gives nothing away."""
    return hashlib.sha256(secret.encode()).hexdigest()


class KeyCache:
    """Keys recognised a moment ago, so that not every call asks the database.

    A key revoked by another process works on for at most two seconds here.
    """

    def __init__(self) -> None:
        self._actors: dict[tuple[int, str], tuple[float, Actor, datetime | None]] = {}
        self._lock = Lock()

    def get(self, context: Context, secret: str) -> Actor | None:
        """The firm of a secret, if it was recognised just now."""
        remembered = self._actors.get((id(context.store), digest_of_secret(secret)))
        if remembered is None or remembered[0] < time.monotonic():
            return None
        if remembered[2] is not None and remembered[2] <= context.now():
            return None
        return remembered[1]

    def put(self, context: Context, secret: str, actor: Actor, expires_at: datetime | None) -> None:
        """Remember the firm of a secret for a moment."""
        with self._lock:
            if len(self._actors) > 10_000:
                self._actors.clear()
            until = time.monotonic() + _REMEMBERED_SECONDS
            self._actors[id(context.store), digest_of_secret(secret)] = (until, actor, expires_at)

    def forget(self) -> None:
        """Empty the cache, so that the next call of every key reads the database."""
        with self._lock:
            self._actors.clear()


KEY_CACHE: Final = KeyCache()


def authenticate(context: Context, secret: str) -> Actor:
    """The firm whose key this is.

    Raises:
        Unauthorized: there is no such key, or it is revoked or has expired.
    """
    now = context.now()
    with context.store.read() as session:
        row = store.key_of_secret(session, digest_of_secret(secret))
    if row is None:
        raise Unauthorized("key.unknown", variant="key")
    if row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now):
        raise Unauthorized("key.ended")
    if row.used_at is None or row.used_at < now - _USED_EVERY:
        with context.store.write() as session:
            store.note_use(session, row.id, now)
    actor = Actor(f"{_KIND} {row.id}", "firm", row.firm, _scopes(row))
    KEY_CACHE.put(context, secret, actor, row.expires_at)
    return actor


def sign_in(context: Context, secret: str) -> tuple[str, SignedIn]:
    """Open a session for a firm by its key: the cookie's token and the session, which ends with the key.

    Raises:
        Unauthorized: as `authenticate`.
    """
    actor = authenticate(context, secret)
    with context.store.write() as session:
        row = store.key_of_secret(session, digest_of_secret(secret))
        assert row is not None
        token, opened = sessions.open(session, context, key_id=row.id)
        audit.record(session, context.as_actor(actor), audit.AUTHORITY, "session.opened", actor.name, {"by": "key"})
        return token, _signed_in(opened, row)


def of_session(session: Session, context: Context, token: str) -> tuple[Actor, SignedIn] | None:
    """The firm whose session has a cookie of that digest."""
    signed_in = store.signed_in_by_key(session, token, context.now())
    return None if signed_in is None else (_actor(signed_in[1]), _signed_in(*signed_in))


def _actor(row: KeyRow) -> Actor:
    return Actor(f"{_KIND} {row.id}", "firm", row.firm, _scopes(row))


def _signed_in(opened: SessionRow, row: KeyRow) -> SignedIn:
    actor = _actor(row)
    return SignedIn(
        name=row.label or row.firm,
        role="firm",
        firm=row.firm,
        must_change=False,
        guard=opened.guard,
        expires_at=opened.expires_at,
        actions=tuple(action for action in MATRIX if actor.may(action)),
    )


def _make(session: Session, context: Context, new: NewKey, action: AuditAction) -> KeyWithSecret:
    secret = PREFIX + secrets.token_urlsafe(32)
    row = KeyRow(
        id=str(uuid4()),
        firm=new.firm,
        label=new.label,
        secret=digest_of_secret(secret),
        scopes=" ".join(new.scopes if new.scopes is not None else USUAL_SCOPES),
        created_at=context.now(),
        expires_at=new.expires_at,
    )
    audited_rows.add(session, row)
    audit.record(session, context, audit.AUTHORITY, action, row.id, {"firm": row.firm, "scopes": row.scopes})
    return KeyWithSecret(key=_key(row), secret=secret)


def _existing(session: Session, context: Context, key_id: str) -> KeyRow:
    """A key about to be changed: nobody else changes one until the transaction ends."""
    lock(session, audit.lock_name(audit.AUTHORITY))
    row = store.key(session, key_id)
    seen = row if row is not None and context.actor.sees(row.firm) else None
    return found(seen, "key.not_found", key_id)


def _scopes(row: KeyRow) -> tuple[Scope, ...]:
    return tuple(cast(list[Scope], row.scopes.split()))


def _key(row: KeyRow) -> Key:
    return Key(
        id=row.id,
        firm=row.firm,
        label=row.label,
        scopes=_scopes(row),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        used_at=row.used_at,
    )
