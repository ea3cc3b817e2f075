"""Who calls in tests: the operator where something else is tested, real keys and sessions where access is."""

from collections.abc import Mapping
from uuid import uuid4

from fastapi import FastAPI
from fastapi.testclient import TestClient

from schemas.tables import UserRow
from schemas.work.accounts import NewKey, NewUser, PasswordChange, Scope, SignedIn, SignIn, StaffRole, User
from service.access import OPERATOR, Actor
from service.accounts import api_keys, users
from service.api.auth import COOKIE, CSRF_HEADER, caller_of
from service.context import Context
from service.store import audited_rows
from tests import builders

PASSWORD = "correct horse battery staple"


def as_operator(app: FastAPI) -> FastAPI:
    """Every call to the app is the operator's: whoever tests the law need not sign in."""
    app.dependency_overrides[caller_of] = lambda: OPERATOR
    return app


def key_of(
    context: Context, firm: str = builders.EXPORTER["code"], scopes: tuple[Scope, ...] | None = None
) -> Mapping[str, str]:
    """The headers of a firm's new key."""
    made = api_keys.make(context, NewKey(firm=firm, scopes=scopes))
    return {"Authorization": f"Bearer {made.secret}"}


def sign_in(client: TestClient, context: Context, role: StaffRole, name: str | None = None) -> Mapping[str, str]:
    """Add a user of that role, sign the client in as him, his password changed; gives the headers that guard."""
    name = name or role
    made = users.add(context, NewUser(name=name, role=role))
    opened = client.post("/v1/session", json={"name": name, "password": made.password})
    assert opened.status_code == 201, opened.text
    headers = {CSRF_HEADER: opened.json()["guard"]}
    changed = client.put("/v1/session/password", json={"present": made.password, "new": PASSWORD}, headers=headers)
    assert changed.status_code == 200, changed.text
    return headers


def open_by_password(context: Context, role: StaffRole, name: str) -> tuple[str, SignedIn]:
    """Add a user of that role who signs in and changes his password: the token of his session, and the session."""
    made = users.add(context, NewUser(name=name, role=role))
    assert made.password is not None
    token, opened = users.sign_in(context, SignIn(name=name, password=made.password))
    change = PasswordChange(present=made.password, new=PASSWORD)
    users.change_password(context.as_actor(Actor(name, role)), token, change)
    return token, opened


def let_in(client: TestClient, context: Context, role: StaffRole, name: str | None = None) -> User:
    """Add a user of that role and give the client a session of his; no password is hashed, which would take long."""
    with context.store.write() as session:
        row = UserRow(id=str(uuid4()), name=name or role, role=role, created_at=context.now())
        audited_rows.add(session, row)
        token, opened = users.open_session(session, context, row, "oidc")
    client.cookies.set(COOKIE, token)
    client.headers[CSRF_HEADER] = opened.guard
    return users.named(context, row.name)
