"""The audit chains over HTTP: who reads them, what stands in them, and that every read and every change does."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.context import Context
from service.evidence import verification
from service.evidence.audit import AUTHORITY
from service.signing import verified
from tests import builders
from tests.harness import ServiceHarness
from tests.identity import sign_in
from tests.messages import tallies_message, tally
from tests.web import busy

Json = dict[str, Any]
FIRM = builders.EXPORTER["code"]


def _entries(client: TestClient, chain: str, **wanted: Any) -> list[Json]:
    """Entries of a chain, the oldest first."""
    answer = client.get(f"/v1/audit/{chain}", params={"limit": 500, **wanted})
    assert answer.status_code == 200, answer.text
    return list(reversed(answer.json()["items"]))


def _added(client: TestClient, chain: str, number: int) -> list[tuple[str, str]]:
    """What was added to a chain behind an entry: action and subject; reads of the chain itself left out."""
    entries = _entries(client, chain)
    return [(each["action"], each["subject"]) for each in entries[number:] if each["action"] != "audit.read"]


def _length(client: TestClient, chain: str) -> int:
    return len(_entries(client, chain)) if chain != AUTHORITY else _entries(client, chain)[-1]["number"]


@pytest.fixture
def auditor(harness: ServiceHarness) -> TestClient:
    return harness.staff("auditor")


def test_every_chain_and_its_end_is_listed(client: TestClient, context: Context) -> None:
    busy.fill(context)
    listed = {each["chain"]: each for each in client.get("/v1/audit").json()["items"]}
    assert listed.keys() == {AUTHORITY, FIRM}
    entries = _entries(client, FIRM)
    assert [each["number"] for each in entries] == list(range(1, listed[FIRM]["number"] + 1))


def test_the_heads_are_signed_and_fit_the_chains(client: TestClient, context: Context) -> None:
    busy.fill(context)
    answer = client.get("/v1/audit/heads")
    assert answer.headers["content-type"] == "application/jose"
    told = json.loads(verified(answer.text, client.get("/.well-known/jwks.json").json()))
    ends = {each["chain"]: [each["number"], each["digest"]] for each in client.get("/v1/audit").json()["items"]}
    assert told["heads"] == ends
    assert told["at"].startswith("2026-06-01T")


def test_entries_come_page_by_page_and_by_subject(client: TestClient, context: Context) -> None:
    busy.fill(context)
    whole = _entries(client, FIRM)
    paged: list[Json] = []
    cursor = None
    while True:
        page = client.get(f"/v1/audit/{FIRM}", params={"limit": 4, **({"cursor": cursor} if cursor else {})}).json()
        paged += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert list(reversed(paged)) == whole
    subject = whole[1]["subject"]
    assert _entries(client, FIRM, subject=subject) == [each for each in whole if each["subject"] == subject]
    assert client.get("/v1/audit/nobody").json() == {"items": [], "next": None}
    assert client.get(f"/v1/audit/{FIRM}?limit=0").status_code == 422


def test_whoever_reads_a_case_stands_in_its_firms_chain(registered: TestClient, context: Context) -> None:
    filed = registered.post("/v1/returns", json=builders.declaration_json()).json()
    case, decision = f"/v1/returns/{filed['id']}", f"/v1/decisions/{filed['decision']['decision_id']}"
    for path, action in (
        (case, "return.read"),
        (f"{case}/decisions", "decisions.read"),
        (f"{case}/steps", "steps.read"),
        (f"{case}/steps/offered", "offers.read"),
        (f"{case}/actions", "offers.read"),
        (f"{case}/notes", "notes.read"),
        (f"{case}/proposals", "proposals.read"),
        (f"{case}/timeline", "timeline.read"),
        (decision, "decision.read"),
        (f"{decision}/receipt", "receipt.read"),
        (f"{decision}/dossier", "dossier.read"),
    ):
        before = len(_entries(registered, FIRM))
        assert registered.get(path).status_code == 200
        assert _added(registered, FIRM, before) == [(action, filed["id"])]
    assert verification.audit_chains(context).faults == ()


def test_an_entry_names_who_read_it(harness: ServiceHarness, registered: TestClient) -> None:
    filed = registered.post("/v1/returns", json=builders.declaration_json()).json()
    for client in (harness.officer, harness.firm()):
        assert client.get(f"/v1/returns/{filed['id']}").status_code == 200
    actors = [each["actor"] for each in _entries(registered, FIRM)[-2:]]
    assert actors[0] == "zhang"
    assert actors[1].startswith("key ")


def test_what_is_done_with_a_return_stands_in_its_firms_chain(registered: TestClient, context: Context) -> None:
    before = len(_entries(registered, FIRM))
    filed = registered.post("/v1/returns", json=builders.declaration_json()).json()
    case = f"/v1/returns/{filed['id']}"
    registered.put(case, json=builders.declaration_json(reason="尺码不合"))
    registered.post("/v1/tallies", content=tallies_message(tally()), headers={"content-type": "application/xml"})
    registered.post(f"{case}/steps", json={"to": "suspended", "reason": "待核实"})
    registered.post(f"{case}/withdraw")
    actions = ["return.declared", "return.changed", "return.tallied", "return.suspended", "return.withdrawn"]
    assert _added(registered, FIRM, before) == [(action, filed["id"]) for action in actions]
    decided = _entries(registered, FIRM)[before]
    assert decided["detail"]["decision"] == filed["decision"]["decision_id"]
    assert len(decided["detail"]["receipt"]) == 64
    assert {name.split("/")[0] for name in decided["rows"]} == {"returns", "revisions", "decisions", "returned_lines"}
    assert verification.audit_chains(context).faults == ()


def test_registers_users_and_keys_stand_in_the_offices_chain(client: TestClient, context: Context) -> None:
    client.get(f"/v1/audit/{AUTHORITY}")
    before = _length(client, AUTHORITY)
    client.put("/v1/sites", json=builders.site_json())
    client.put("/v1/enterprises", json=builders.enterprise_json())
    user = client.post("/v1/users", json={"name": "li", "role": "officer"}).json()["user"]
    client.patch(f"/v1/users/{user['id']}", json={"disabled": True})
    client.post(f"/v1/users/{user['id']}/reset")
    made = client.post("/v1/keys", json={"firm": FIRM}).json()["key"]
    rotated = client.post(f"/v1/keys/{made['id']}/rotate").json()["key"]
    client.delete(f"/v1/keys/{rotated['id']}")
    added = _added(client, AUTHORITY, before)
    assert [action for action, _ in added if not action.startswith("register")] == [
        *("user.added", "user.changed", "user.reset"),
        *("key.made", "key.rotated", "key.revoked"),
    ]
    assert len(added) == 8
    assert {subject for action, subject in added if action.startswith("user.")} == {"li"}
    assert "secret" not in json.dumps(_entries(client, AUTHORITY))
    assert verification.audit_chains(context).faults == ()


def test_signing_in_and_out_and_failing_to_stands_in_the_offices_chain(
    client: TestClient, harness: ServiceHarness
) -> None:
    staff = harness.client()
    headers = sign_in(staff, harness.context, "officer")
    assert staff.delete("/v1/session", headers=headers).status_code == 204
    assert staff.post("/v1/session", json={"name": "officer", "password": "wrong"}).status_code == 401
    assert staff.post("/v1/session", json={"name": "nobody", "password": "wrong"}).status_code == 401
    assert [(each["action"], each["actor"], each["subject"]) for each in _entries(client, AUTHORITY)] == [
        ("user.added", "operator", "officer"),
        ("session.opened", "officer", "officer"),
        ("user.password", "officer", "officer"),
        ("session.closed", "officer", "officer"),
        ("session.refused", "operator", "officer"),
        ("session.refused", "operator", "?"),
    ]


def test_whoever_reads_a_chain_stands_in_the_offices(auditor: TestClient, context: Context) -> None:
    busy.fill(context)
    _entries(auditor, FIRM)
    last = _entries(auditor, AUTHORITY)[-1]
    assert (last["action"], last["actor"], last["subject"]) == ("audit.read", "gu", FIRM)


def test_no_firm_is_named_like_the_offices_chain(client: TestClient) -> None:
    declared = builders.declaration_json(exporter=builders.EXPORTER | {"code": AUTHORITY})
    for path, body in (("/v1/returns", declared), ("/v1/keys", {"firm": AUTHORITY})):
        assert client.post(path, json=body).status_code == 422


def test_only_an_auditor_reads_chains_but_anyone_may_verify(harness: ServiceHarness) -> None:
    officer, firm = harness.officer, harness.firm(scopes=("read", "file", "exports", "tallies", "webhooks"))
    for path in ("/v1/audit", "/v1/audit/heads", f"/v1/audit/{FIRM}"):
        assert [each.get(path).status_code for each in (officer, firm)] == [403, 403]
        assert harness.client().get(path).status_code == 401
    assert harness.client().get("/.well-known/jwks.json").status_code == 200
