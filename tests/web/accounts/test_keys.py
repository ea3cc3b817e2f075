"""Firms' API keys: shown once, kept as a digest, limited by scopes and firm, and ended at will."""

from datetime import datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from schemas.tables import KeyRow, metadata
from schemas.work.accounts import NewKey
from service.access import USUAL_SCOPES
from service.accounts import api_keys
from service.context import Context
from service.problems import Conflict
from tests import builders
from tests.harness import NOW, Clock, ServiceHarness

FIRM, OTHER = builders.EXPORTER["code"], "4403960002"


@pytest.fixture
def admin(harness: ServiceHarness) -> TestClient:
    return harness.staff("admin")


def _tried(harness: ServiceHarness, secret: str) -> tuple[int, str]:
    """What a call with a key gets: the status, and why where it is refused."""
    answer = harness.client(headers={"Authorization": f"Bearer {secret}"}).get("/v1/returns")
    return answer.status_code, "" if answer.status_code == 200 else answer.json()["code"]


def test_a_key_is_shown_once_and_only_its_digest_is_kept(
    harness: ServiceHarness, admin: TestClient, context: Context
) -> None:
    made = admin.post("/v1/keys", json={"firm": FIRM, "label": "仓库系统"})
    secret = made.json()["secret"]
    assert made.status_code == 201
    assert secret.startswith("ttk_")
    assert len(secret) >= 44, "as long as 32 random bytes"
    assert _tried(harness, secret) == (200, "")
    listed = admin.get("/v1/keys")
    assert [(each["firm"], each["label"]) for each in listed.json()["items"]] == [(FIRM, "仓库系统")]
    assert secret not in listed.text
    with context.store.read() as session:
        assert session.get_one(KeyRow, made.json()["key"]["id"]).secret == api_keys.digest_of_secret(secret)
        for table in metadata.sorted_tables:
            assert not any(secret in str(row) for row in session.connection().execute(table.select())), table.name


def test_no_two_secrets_are_alike(context: Context) -> None:
    made = [api_keys.make(context, NewKey(firm=FIRM)) for _ in range(20)]
    assert len({each.secret for each in made}) == len({each.key.id for each in made}) == 20


def test_a_key_has_the_usual_scopes_or_those_that_are_named(admin: TestClient) -> None:
    for scopes, given in ((None, list(USUAL_SCOPES)), (["tallies"], ["tallies"]), ([], [])):
        made = admin.post("/v1/keys", json={"firm": FIRM, "scopes": scopes})
        assert made.json()["key"]["scopes"] == given
    refused = admin.post("/v1/keys", json={"firm": FIRM, "scopes": ["everything"]})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/scopes/0")


def test_a_rotated_key_works_on_for_a_day(harness: ServiceHarness, admin: TestClient, clock: Clock) -> None:
    old = admin.post("/v1/keys", json={"firm": FIRM, "label": "仓库", "scopes": ["read"]}).json()
    assert _tried(harness, old["secret"]) == (200, "")
    rotated = admin.post(f"/v1/keys/{old['key']['id']}/rotate")
    new = rotated.json()
    assert rotated.status_code == 201
    assert {name: new["key"][name] for name in ("firm", "label", "scopes", "expires_at")} == {
        name: old["key"][name] for name in ("firm", "label", "scopes", "expires_at")
    }
    assert new["secret"] != old["secret"]
    clock.now += timedelta(hours=24) - timedelta(seconds=1)
    assert [_tried(harness, each["secret"]) for each in (old, new)] == [(200, ""), (200, "")]
    clock.now += timedelta(seconds=1)
    assert [_tried(harness, each["secret"]) for each in (old, new)] == [(401, "key.ended"), (200, "")]


def test_a_key_that_ends_sooner_than_the_overlap_keeps_its_end(context: Context) -> None:
    ends = NOW + timedelta(hours=1)
    made = api_keys.make(context, NewKey(firm=FIRM, expires_at=ends))
    api_keys.rotate(context, made.key.id)
    assert ends in [each.expires_at for each in api_keys.list_keys(context)]


def test_no_rotation_makes_a_key_last_longer_than_it_was_made_for(context: Context, clock: Clock) -> None:
    ends = NOW + timedelta(days=30)
    made = api_keys.make(context, NewKey(firm=FIRM, expires_at=ends))
    assert api_keys.rotate(context, made.key.id).key.expires_at == ends
    clock.now = ends
    with pytest.raises(Conflict):
        api_keys.rotate(context, made.key.id)


def test_a_revoked_key_stops_at_once_and_for_good(
    harness: ServiceHarness, admin: TestClient, context: Context, clock: Clock
) -> None:
    made = admin.post("/v1/keys", json={"firm": FIRM}).json()
    assert _tried(harness, made["secret"]) == (200, "")
    assert admin.delete(f"/v1/keys/{made['key']['id']}").status_code == 200
    assert _tried(harness, made["secret"]) == (401, "key.ended")
    clock.now += timedelta(hours=1)
    again = admin.delete(f"/v1/keys/{made['key']['id']}").json()
    assert datetime.fromisoformat(again["revoked_at"]) == NOW, "stopping it again changes nothing"
    with pytest.raises(Conflict):
        api_keys.rotate(context, made["key"]["id"])


def test_a_key_ends_when_it_is_said_to(harness: ServiceHarness, admin: TestClient, clock: Clock) -> None:
    ends = NOW + timedelta(days=30)
    secret = admin.post("/v1/keys", json={"firm": FIRM, "expires_at": ends.isoformat()}).json()["secret"]
    clock.now = ends - timedelta(seconds=1)
    assert _tried(harness, secret) == (200, "")
    clock.now = ends
    assert _tried(harness, secret) == (401, "key.ended")


def test_one_sees_when_a_key_was_last_used(harness: ServiceHarness, context: Context, clock: Clock) -> None:
    made = api_keys.make(context, NewKey(firm=FIRM))

    def used_at() -> datetime | None:
        api_keys.KEY_CACHE.forget()
        return api_keys.list_keys(context)[0].used_at

    assert used_at() is None
    _tried(harness, made.secret)
    assert used_at() == NOW
    clock.now += timedelta(seconds=59)
    _tried(harness, made.secret)
    assert used_at() == NOW, "to the minute is enough: not every call should write"
    clock.now += timedelta(seconds=2)
    _tried(harness, made.secret)
    assert used_at() == clock.now


def test_a_key_that_nobody_has_is_not_found(admin: TestClient) -> None:
    for answer in (admin.post("/v1/keys/none/rotate"), admin.delete("/v1/keys/none")):
        assert (answer.status_code, answer.json()["code"]) == (404, "key.not_found")


def test_a_key_of_one_firm_never_acts_for_another(harness: ServiceHarness) -> None:
    """Asked alternately, so that what was recognised a moment ago would be seen to be mixed up."""
    clients = {firm: harness.firm(firm) for firm in (FIRM, OTHER)}
    declarations = {
        firm: builders.declaration_json(exporter={"code": firm, "name": firm}, application_no=f"R-{firm}")
        for firm in clients
    }
    for firm, client in [*clients.items(), *clients.items()]:
        for owner, declaration in declarations.items():
            answer = client.post("/v1/returns", json=declaration)
            assert answer.status_code in ((200, 201) if owner == firm else (403,))
        assert {each["declaration"]["exporter"]["code"] for each in client.get("/v1/returns").json()["items"]} == {firm}


# ---- a firm's own


def test_a_firm_rotates_and_revokes_a_key_of_its_own(harness: ServiceHarness, context: Context) -> None:
    other = api_keys.make(context, NewKey(firm=FIRM, scopes=("read",), expires_at=NOW + timedelta(days=9)))
    firm = harness.firm(scopes=("keys", "read"))
    made = firm.post(f"/v1/keys/{other.key.id}/rotate").json()
    assert (made["key"]["firm"], made["key"]["scopes"]) == (FIRM, ["read"])
    assert datetime.fromisoformat(made["key"]["expires_at"]) == other.key.expires_at, "it gains no time by it"
    assert _tried(harness, made["secret"]) == (200, "")
    assert firm.delete(f"/v1/keys/{made['key']['id']}").status_code == 200
    assert _tried(harness, made["secret"]) == (401, "key.ended")


def test_no_key_gets_a_scope_by_rotating_that_it_lacks(harness: ServiceHarness, context: Context) -> None:
    wide = api_keys.make(context, NewKey(firm=FIRM, scopes=("read", "file"))).key
    firm = harness.firm(scopes=("keys", "read"))
    refused = firm.post(f"/v1/keys/{wide.id}/rotate")
    assert (refused.status_code, refused.json()["code"]) == (403, "access.scope")
    assert "the scope file" in refused.json()["title"]
    assert len(firm.get("/v1/keys").json()["items"]) == 2


def test_a_firm_makes_no_keys(harness: ServiceHarness) -> None:
    refused = harness.firm(scopes=("keys",)).post("/v1/keys", json={"firm": FIRM})
    assert (refused.status_code, refused.json()["code"]) == (403, "access.role")
