"""Who calls in tests: the operator where something else is tested, real keys and sessions where access is."""

from collections.abc import Mapping

from fastapi import FastAPI
from fastapi.testclient import TestClient

from schemas.people import NewKey, NewUser, Scope, StaffRole
from service import keys, users
from service.access import OPERATOR
from service.api.sign_in import caller_of
from service.workplace import Workplace
from tests import builders

PASSWORD = "correct horse battery staple"


def as_operator(app: FastAPI) -> FastAPI:
    """Every call to the app is the operator's: whoever tests the law need not sign in."""
    app.dependency_overrides[caller_of] = lambda: OPERATOR
    return app


def key_of(
    place: Workplace, firm: str = builders.EXPORTER["code"], scopes: tuple[Scope, ...] | None = None
) -> Mapping[str, str]:
    """The headers of a firm's new key."""
    made = keys.make(place, NewKey(firm=firm, scopes=scopes))
    return {"Authorization": f"Bearer {made.secret}"}


def sign_in(client: TestClient, place: Workplace, role: StaffRole, name: str | None = None) -> Mapping[str, str]:
    """Add a user of that role, sign the client in as him, his password changed; gives the headers that guard."""
    name = name or role
    made = users.add(place, NewUser(name=name, role=role))
    opened = client.post("/v1/session", json={"name": name, "password": made.password})
    assert opened.status_code == 201, opened.text
    headers = {"X-CSRF-Token": opened.json()["guard"]}
    changed = client.put("/v1/session/password", json={"present": made.password, "new": PASSWORD}, headers=headers)
    assert changed.status_code == 200, changed.text
    return headers
