"""Who may sign in: staff, firms' keys, and the session of one who has."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from schemas.base import Document, LocalizedText
from schemas.codes import PATTERN_HINTS, EnterpriseCode, Instant, Text

StaffRole = Literal["officer", "supervisor", "registrar", "auditor", "admin"]
Scope = Literal["read", "file", "exports", "tallies", "webhooks", "keys"]
_NAME = r"^[a-z0-9][a-z0-9._@-]{1,63}$"
PATTERN_HINTS[_NAME] = LocalizedText(
    zh="2 至 64 位小写字母、数字或 . _ @ -，以字母或数字开头",
    en="2 to 64 small letters, digits or . _ @ -, a letter or digit first",
)
UserName = Annotated[str, StringConstraints(pattern=_NAME)]
Label = Annotated[Text, StringConstraints(max_length=64)]
Password = Annotated[str, StringConstraints(max_length=200)]


class NewUser(Document):
    """A member of staff to be; `subject` is the name the identity provider knows, for single sign-on."""

    name: UserName
    role: StaffRole
    subject: Annotated[Text, StringConstraints(min_length=1, max_length=255)] | None = None


class UserChange(Document):
    """What an administrator changes of a user; what is absent stays."""

    role: StaffRole | None = None
    disabled: bool | None = None
    unlock: bool = False


class User(Document):
    """A member of staff; never with a password."""

    id: str
    name: str
    role: StaffRole
    subject: str | None
    disabled: bool
    must_change: bool
    locked_until: Instant | None
    created_at: Instant


class UserWithPassword(Document):
    """A user whose one-time password is shown this once; it must be changed at the first sign-in.

    There is none for who signs in by the identity provider alone.
    """

    user: User
    password: str | None


class NewKey(Document):
    """A key to be made for a firm; without scopes it gets the usual ones."""

    firm: EnterpriseCode
    label: Label = ""
    scopes: tuple[Scope, ...] | None = None
    expires_at: Instant | None = None


class Key(Document):
    """A firm's API key; never with its secret."""

    id: str
    firm: str
    label: str
    scopes: tuple[Scope, ...]
    created_at: Instant
    expires_at: Instant | None
    revoked_at: Instant | None
    used_at: Instant | None


class KeyWithSecret(Document):
    """A key whose secret is shown this once."""

    key: Key
    secret: str


class SignIn(Document):
    """Name and password."""

    name: Annotated[Text, StringConstraints(max_length=64)]
    password: Password


class KeySignIn(Document):
    """A firm's API key, with which it opens a session in the console."""

    key: Annotated[Text, StringConstraints(max_length=200)]


class PasswordChange(Document):
    """The present password and the one that replaces it."""

    present: Password
    new: Annotated[Password, StringConstraints(min_length=12)]


class SignedIn(Document):
    """Who is signed in; `guard` must be sent as X-CSRF-Token with every call that changes something.

    A firm is signed in by a key: its name is the key's label, and `firm` its code.
    """

    name: str
    role: StaffRole | Literal["firm"]
    firm: str | None = None
    must_change: bool
    guard: str
    expires_at: Instant
    actions: tuple[str, ...] = Field(description="what the role may do")
