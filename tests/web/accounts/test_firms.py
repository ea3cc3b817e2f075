"""Firms see only their own: what they are exporter or agent of, and what they sent or set up themselves."""

from typing import Any, Final

import pytest
from fastapi.testclient import TestClient

from service.access import SCOPES
from service.webhooks import delivery
from tests import builders
from tests.harness import EVERY_SCOPE, XML, ServiceHarness
from tests.messages import refund, released, returns_message, tallies_message, tally, texts
from tests.web.routes import ROUTES

Json = dict[str, Any]
NUMBER: Final = "R20260502-0001"
OWNER, AGENT = builders.EXPORTER["code"], builders.AGENT["code"]
STRANGER: Final = {"code": "4403960002", "name": "深圳前海某公司"}
OF_FIRMS: Final = [route for route, asked in ROUTES.items() if asked in SCOPES]
COMMON: Final = {"GET /v1/sites", "GET /v1/offices"}
"""What every firm may read alike."""
OWN: Final = {"GET /v1/keys"}
"""What every firm has some of."""


@pytest.fixture
def harness(harness: ServiceHarness) -> ServiceHarness:
    """The service, which tells addresses of this machine, too."""
    return harness.with_settings(webhook_private_targets=True)


@pytest.fixture
def owner(harness: ServiceHarness) -> TestClient:
    return harness.exporter


@pytest.fixture
def agent(harness: ServiceHarness) -> TestClient:
    return harness.firm(AGENT, EVERY_SCOPE)


@pytest.fixture
def stranger(harness: ServiceHarness) -> TestClient:
    return harness.firm(STRANGER["code"], EVERY_SCOPE)


@pytest.fixture(autouse=True)
def ids(harness: ServiceHarness, owner: TestClient) -> dict[str, str]:
    """What the owner has at the service, by the names that stand in paths."""
    owner.put("/v1/exports", json=builders.export_list_json())
    record = harness.file(application_no=NUMBER)
    batch = owner.post("/v1/batches?name=a.csv", content=owner.get("/v1/batches/template.csv").content)
    hook = owner.post("/v1/webhooks", json={"url": "http://127.0.0.1:9/"})
    delivery.fan_out(harness.context, 100)
    return {
        "return_id": record["id"],
        "decision_id": record["decision"]["decision_id"],
        "batch_id": batch.json()["id"],
        "endpoint_id": hook.json()["endpoint"]["id"],
        "key_id": owner.get("/v1/keys").json()["items"][0]["id"],
    }


def _everything(client: TestClient, ids: dict[str, str]) -> dict[str, tuple[int, bytes]]:
    """What a firm gets of every route that reads."""
    reading = [route for route in OF_FIRMS if route.startswith("GET")]
    answers = {route: client.get(route.split()[1].format(**ids)) for route in reading}
    return {route: (answer.status_code, answer.content) for route, answer in answers.items()}


def test_what_has_an_id_is_found_by_its_firm_alone(
    owner: TestClient, stranger: TestClient, ids: dict[str, str]
) -> None:
    """A body is sent where the call reads one; a new route with an id that needs one fails here until it has it."""
    own = builders.declaration_json(exporter=STRANGER, agent=STRANGER)
    bodies: dict[str, Json] = {
        "PUT /v1/returns/{return_id}": own,
        "POST /v1/returns/{return_id}/notes": {"kind": "answer", "words": "已附备案"},
        "PATCH /v1/webhooks/{endpoint_id}": {"enabled": False},
        "POST /v1/webhooks/{endpoint_id}/replay": {},
    }
    before = _everything(owner, ids)
    assert {status for status, _ in before.values()} == {200}
    for route in (each for each in OF_FIRMS if "{" in each):
        method, path = route.split()
        answer = stranger.request(method, path.format(**ids), json=bodies.get(route))
        assert answer.status_code == 404, (route, answer.text)
        assert OWNER not in answer.text
    assert _everything(owner, ids) == before


def test_lists_show_a_firm_its_own_alone(owner: TestClient, stranger: TestClient) -> None:
    lists = {route for route in OF_FIRMS if route.startswith("GET") and "{" not in route} - COMMON - OWN
    named = f"?exporter={OWNER}&list_no={builders.LIST_NO}&application_no={NUMBER}&code={OWNER}"
    for route in lists:
        path = route.split()[1]
        assert owner.get(path).json()["items"] or path == "/v1/enterprises"
        for asked in (path, path + named):
            assert stranger.get(asked).json()["items"] == [], asked


def test_a_firm_sees_its_own_keys_alone(owner: TestClient, stranger: TestClient) -> None:
    for client, code in ((owner, OWNER), (stranger, STRANGER["code"])):
        assert {each["firm"] for each in client.get("/v1/keys").json()["items"]} == {code}
    assert stranger.get(f"/v1/keys?firm={OWNER}").json()["items"] == []


def test_a_firm_reads_of_the_register_its_own_row(
    owner: TestClient, agent: TestClient, stranger: TestClient, registered: TestClient
) -> None:
    for client, codes in ((owner, [OWNER]), (agent, [AGENT]), (stranger, [])):
        rows = client.get(f"/v1/enterprises?code={OWNER}").json()["items"]
        assert [row["code"] for row in rows] == codes


def test_the_agent_of_a_return_sees_it_but_not_what_is_the_exporters_own(
    agent: TestClient, ids: dict[str, str]
) -> None:
    seen = {route: status for route, (status, _) in _everything(agent, ids).items()}
    returns = {route: 200 for route in seen if route.startswith(("GET /v1/returns", "GET /v1/decisions"))}
    hidden = {route: 404 for route in seen if "{batch_id}" in route or "{endpoint_id}" in route}
    listed = {f"GET /v1/decisions/{{decision_id}}/{name}": 403 for name in ("dossier", "explanation", "letter")}
    listed["GET /v1/returns/{return_id}/pack"] = 403
    assert seen == dict.fromkeys(seen, 200) | returns | hidden | listed
    assert agent.get("/v1/exports").json()["items"] == [], "the original list was declared by the exporter itself"
    dossier = agent.get(f"/v1/decisions/{ids['decision_id']}/dossier")
    assert dossier.json()["code"] == "access.list"


def test_a_firm_files_and_checks_only_what_it_is_party_to(
    owner: TestClient, stranger: TestClient, ids: dict[str, str]
) -> None:
    before = _everything(owner, ids)
    for path in ("/v1/returns", "/v1/returns/check"):
        answer = stranger.post(path, json=builders.declaration_json())
        assert (answer.status_code, answer.json()["code"]) == (403, "access.firm")
        for app_type in ("1", "2", "3"):
            answer = stranger.post(path, content=returns_message(refund(app_type)), headers=XML)
            assert texts(answer.content, "returnStatus") == ["-9"], "told in the receipt of each application"
    changed = stranger.put(f"/v1/returns/{ids['return_id']}", json=builders.declaration_json())
    assert changed.status_code == 403
    assert _everything(owner, ids) == before


def test_a_firm_puts_only_lists_that_it_is_party_to(
    owner: TestClient, stranger: TestClient, ids: dict[str, str]
) -> None:
    before = _everything(owner, ids)
    answer = stranger.put("/v1/exports", json=builders.export_list_json())
    assert (answer.status_code, answer.json()["code"]) == (403, "access.firm")
    claimed = builders.export_list_json(exporter=STRANGER, agent=STRANGER, cop_no="E-9")
    answer = stranger.put("/v1/exports", json=claimed)
    assert (answer.status_code, answer.json()["code"]) == (409, "list.taken")
    assert stranger.put("/v1/exports", content=released(), headers=XML).status_code == 403
    assert _everything(owner, ids) == before


def test_a_firm_enters_only_tallies_of_its_own_site(
    owner: TestClient, stranger: TestClient, ids: dict[str, str]
) -> None:
    before = _everything(owner, ids)
    for operator, statuses in ((OWNER, ["100"]), (STRANGER["code"], ["399"])):
        sent = tallies_message(tally(operator_code=operator))
        answer = stranger.post("/v1/tallies", content=sent, headers=XML)
        assert texts(answer.content, "returnStatus") == statuses
        if operator == OWNER:
            assert _everything(owner, ids) == before


def test_no_detour_over_a_list_of_its_own_leads_a_firm_to_the_number_of_another_firms(
    owner: TestClient, stranger: TestClient, ids: dict[str, str]
) -> None:
    before = _everything(owner, ids)
    own = builders.export_list_json(exporter=STRANGER, agent=STRANGER, cop_no="S-1", list_no="22002026E000000009")
    assert stranger.put("/v1/exports", json=own).status_code == 200
    renumbered = stranger.put("/v1/exports", json=own | {"list_no": builders.LIST_NO})
    receipt = stranger.put("/v1/exports", content=released(cop_no="S-1", agent_code=STRANGER["code"]), headers=XML)
    early = stranger.put("/v1/exports", content=released(cop_no="S-2", agent_code=STRANGER["code"]), headers=XML)
    assert early.status_code == 200, "a receipt of a list that is not there yet claims nothing"
    claimed = stranger.put("/v1/exports", json=own | {"cop_no": "S-2", "list_no": None})
    for answer in (renumbered, receipt, claimed):
        assert (answer.status_code, answer.json()["code"]) == (409, "list.taken"), answer.text
    assert _everything(owner, ids) == before


def test_naming_itself_agent_gives_a_stranger_no_hold_on_what_another_agent_filed(
    owner: TestClient, agent: TestClient, stranger: TestClient
) -> None:
    """A number may be filed anew once its return is a draft, withdrawn or rejected: by its own firms."""
    for end in ("draft", "withdrawn", "rejected"):
        filed = builders.declaration_json(application_no=end, direction="E" if end == "rejected" else "I")
        made = agent.post("/v1/returns", json=filed, params={"draft": end == "draft"}).json()
        if end == "withdrawn":
            made = agent.post(f"/v1/returns/{made['id']}/withdraw").json()
        assert made["state"] == end
        path = f"/v1/returns/{made['id']}"
        taken = stranger.post("/v1/returns", json=filed | {"agent": STRANGER})
        assert (taken.status_code, taken.json()["code"]) == (409, "return.exists")
        assert stranger.get(f"{path}/decisions").status_code == 404
        assert owner.get(path).json() == made
        corrected = owner.post("/v1/returns", json=filed | {"agent": STRANGER, "direction": "I"})
        assert corrected.status_code == 201, "the exporter may file it through another agent"
        assert [each.get(path).status_code for each in (stranger, agent)] == [200, 404]
