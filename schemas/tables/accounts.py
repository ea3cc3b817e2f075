"""Who asks: users, sessions, keys, and the answers kept under their idempotency keys."""

from datetime import datetime

from sqlalchemy import Column, LargeBinary, String
from sqlmodel import Field

from schemas.tables.base import Table, an_instant, an_instant_or_none
from schemas.tables.types import AsInstant
from schemas.work.accounts import StaffRole


class UserRow(Table, table=True):
    """A member of staff; `password` is an argon2 hash, absent where only single sign-on lets in."""

    __tablename__ = "users"

    id: str = Field(max_length=36, primary_key=True)
    name: str = Field(max_length=64, unique=True)
    role: StaffRole = Field(sa_type=String(16))
    password: str | None = Field(default=None, max_length=256)
    must_change: bool = False
    disabled: bool = False
    subject: str | None = Field(default=None, max_length=255, unique=True)
    created_at: datetime = an_instant()
    failures: int = 0
    locked_until: datetime | None = an_instant_or_none()


class SessionRow(Table, table=True):
    """A sign-in of staff, or of a firm by its key: the digest of its cookie; deleted to revoke it."""

    __tablename__ = "sessions"

    token: str = Field(max_length=64, primary_key=True)
    user_id: str | None = Field(default=None, max_length=36, index=True, foreign_key="users.id")
    key_id: str | None = Field(default=None, max_length=36, index=True, foreign_key="api_keys.id")
    guard: str = Field(max_length=64)
    created_at: datetime = an_instant()
    expires_at: datetime = an_instant()
    seen_at: datetime = an_instant()


class KeyRow(Table, table=True):
    """A firm's API key: the digest of its secret, never the secret."""

    __tablename__ = "api_keys"

    id: str = Field(max_length=36, primary_key=True)
    firm: str = Field(max_length=18, index=True)
    label: str = Field(max_length=64)
    secret: str = Field(max_length=64, unique=True)
    scopes: str = Field(max_length=255)
    created_at: datetime = an_instant()
    expires_at: datetime | None = an_instant_or_none()
    revoked_at: datetime | None = an_instant_or_none()
    used_at: datetime | None = an_instant_or_none()


class AnswerRow(Table, table=True):
    """The answer kept under an Idempotency-Key; without a status the call is still in flight."""

    __tablename__ = "answers"

    caller: str = Field(max_length=80, primary_key=True)
    key: str = Field(max_length=255, primary_key=True)
    request: str = Field(max_length=64)
    claim: str = Field(max_length=36)
    claimed_until: datetime = an_instant()
    status: int | None = None
    media_type: str | None = Field(default=None, max_length=128)
    body: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    kept_since: datetime = Field(sa_column=Column(AsInstant, nullable=False, index=True))
