"""Firms see only their own: what they are exporter or agent of, and what they sent or set up themselves."""

from dataclasses import replace
from typing import Any, Final, get_args

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from schemas.work.accounts import Scope
from service.access import SCOPES
from service.app import create_app
from service.context import Context
from service.settings import Settings
from service.webhooks import delivery
from tests import builders
from tests.identity import key_of
from tests.messages import refund, released, returns_message, tallies_message, tally, texts
from tests.web.routes import ROUTES

Json = dict[str, Any]
EVERY_SCOPE: Final[tuple[Scope, ...]] = get_args(Scope)
OWNER, AGENT = builders.EXPORTER["code"], builders.AGENT["code"]
STRANGER: Final = {"code": "4403960002", "name": "深圳前海某公司"}
XML: Final = {"Content-Type": "application/xml"}
OF_FIRMS: Final = [route for route, asked in ROUTES.items() if asked in SCOPES]
COMMON: Final = {"GET /v1/sites", "GET /v1/offices"}
"""What every firm may read alike."""
OWN: Final = {"GET /v1/keys"}
"""What every firm has some of."""


class Firms:
    """The service, and what the owner has there."""

    def __init__(self, context: Context) -> None:
        settings = Settings(data_dir=context.settings.data_dir, webhook_private_targets=True)
        self.context = replace(context, settings=settings)
        self.app: FastAPI = create_app(settings, self.context)
        self.owner, self.agent, self.stranger = map(self.firm, (OWNER, AGENT, STRANGER["code"]))
        owner = self.owner
        owner.put("/v1/exports", json=builders.export_list_json())
        record = owner.post("/v1/returns", json=builders.declaration_json()).json()
        batch = owner.post("/v1/batches?name=a.csv", content=owner.get("/v1/batches/template.csv").content)
        hook = owner.post("/v1/webhooks", json={"url": "http://127.0.0.1:9/"})
        delivery.fan_out(self.context, 100)
        self.ids = {
            "return_id": record["id"],
            "decision_id": record["decision"]["decision_id"],
            "batch_id": batch.json()["id"],
            "endpoint_id": hook.json()["endpoint"]["id"],
            "key_id": owner.get("/v1/keys").json()["items"][0]["id"],
        }

    def firm(self, code: str) -> TestClient:
        """A client with a key of a firm that may do all that firms may."""
        return TestClient(self.app, headers=key_of(self.context, code, EVERY_SCOPE))

    def everything(self, client: TestClient) -> dict[str, tuple[int, bytes]]:
        """What a firm gets of every route that reads."""
        reading = [route for route in OF_FIRMS if route.startswith("GET")]
        answers = {route: client.get(route.split()[1].format(**self.ids)) for route in reading}
        return {route: (answer.status_code, answer.content) for route, answer in answers.items()}


@pytest.fixture
def firms(context: Context) -> Firms:
    return Firms(context)


def test_what_has_an_id_is_found_by_its_firm_alone(firms: Firms) -> None:
    """A body is sent where the call reads one; a new route with an id that needs one fails here until it has it."""
    own = builders.declaration_json(exporter=STRANGER, agent=STRANGER)
    bodies: dict[str, Json] = {
        "PUT /v1/returns/{return_id}": own,
        "POST /v1/returns/{return_id}/notes": {"kind": "answer", "words": "已附备案"},
        "PATCH /v1/webhooks/{endpoint_id}": {"enabled": False},
        "POST /v1/webhooks/{endpoint_id}/replay": {},
    }
    before = firms.everything(firms.owner)
    assert {status for status, _ in before.values()} == {200}
    for route in (each for each in OF_FIRMS if "{" in each):
        method, path = route.split()
        answer = firms.stranger.request(method, path.format(**firms.ids), json=bodies.get(route))
        assert answer.status_code == 404, (route, answer.text)
        assert OWNER not in answer.text
    assert firms.everything(firms.owner) == before


def test_lists_show_a_firm_its_own_alone(firms: Firms) -> None:
    lists = {route for route in OF_FIRMS if route.startswith("GET") and "{" not in route} - COMMON - OWN
    named = f"?exporter={OWNER}&list_no={builders.LIST_NO}&application_no=R20260502-0001&code={OWNER}"
    for route in lists:
        path = route.split()[1]
        assert firms.owner.get(path).json()["items"] or path == "/v1/enterprises"
        for asked in (path, path + named):
            assert firms.stranger.get(asked).json()["items"] == [], asked


def test_a_firm_sees_its_own_keys_alone(firms: Firms) -> None:
    for client, code in ((firms.owner, OWNER), (firms.stranger, STRANGER["code"])):
        assert {each["firm"] for each in client.get("/v1/keys").json()["items"]} == {code}
    assert firms.stranger.get(f"/v1/keys?firm={OWNER}").json()["items"] == []


def test_a_firm_reads_of_the_register_its_own_row(firms: Firms, registered: TestClient) -> None:
    for client, codes in ((firms.owner, [OWNER]), (firms.agent, [AGENT]), (firms.stranger, [])):
        rows = client.get(f"/v1/enterprises?code={OWNER}").json()["items"]
        assert [row["code"] for row in rows] == codes


def test_the_agent_of_a_return_sees_it_but_not_what_is_the_exporters_own(firms: Firms) -> None:
    seen = {route: status for route, (status, _) in firms.everything(firms.agent).items()}
    returns = {route: 200 for route in seen if route.startswith(("GET /v1/returns", "GET /v1/decisions"))}
    hidden = {route: 404 for route in seen if "{batch_id}" in route or "{endpoint_id}" in route}
    listed = {f"GET /v1/decisions/{{decision_id}}/{name}": 403 for name in ("dossier", "explanation", "letter")}
    listed["GET /v1/returns/{return_id}/pack"] = 403
    assert seen == dict.fromkeys(seen, 200) | returns | hidden | listed
    assert firms.agent.get("/v1/exports").json()["items"] == [], "the original list was declared by the exporter itself"
    dossier = firms.agent.get(f"/v1/decisions/{firms.ids['decision_id']}/dossier")
    assert dossier.json()["code"] == "access.list"


def test_a_firm_files_and_checks_only_what_it_is_party_to(firms: Firms) -> None:
    before = firms.everything(firms.owner)
    for path in ("/v1/returns", "/v1/returns/check"):
        answer = firms.stranger.post(path, json=builders.declaration_json())
        assert (answer.status_code, answer.json()["code"]) == (403, "access.firm")
        for app_type in ("1", "2", "3"):
            answer = firms.stranger.post(path, content=returns_message(refund(app_type)), headers=XML)
            assert texts(answer.content, "returnStatus") == ["-9"], "told in the receipt of each application"
    changed = firms.stranger.put(f"/v1/returns/{firms.ids['return_id']}", json=builders.declaration_json())
    assert changed.status_code == 403
    assert firms.everything(firms.owner) == before


def test_a_firm_puts_only_lists_that_it_is_party_to(firms: Firms) -> None:
    before = firms.everything(firms.owner)
    answer = firms.stranger.put("/v1/exports", json=builders.export_list_json())
    assert (answer.status_code, answer.json()["code"]) == (403, "access.firm")
    claimed = builders.export_list_json(exporter=STRANGER, agent=STRANGER, cop_no="E-9")
    answer = firms.stranger.put("/v1/exports", json=claimed)
    assert (answer.status_code, answer.json()["code"]) == (409, "list.taken")
    assert firms.stranger.put("/v1/exports", content=released(), headers=XML).status_code == 403
    assert firms.everything(firms.owner) == before


def test_a_firm_enters_only_tallies_of_its_own_site(firms: Firms) -> None:
    before = firms.everything(firms.owner)
    for operator, statuses in ((OWNER, ["100"]), (STRANGER["code"], ["399"])):
        sent = tallies_message(tally(operator_code=operator))
        answer = firms.stranger.post("/v1/tallies", content=sent, headers=XML)
        assert texts(answer.content, "returnStatus") == statuses
        if operator == OWNER:
            assert firms.everything(firms.owner) == before


def test_no_detour_over_a_list_of_its_own_leads_a_firm_to_the_number_of_another_firms(firms: Firms) -> None:
    before = firms.everything(firms.owner)
    own = builders.export_list_json(exporter=STRANGER, agent=STRANGER, cop_no="S-1", list_no="22002026E000000009")
    assert firms.stranger.put("/v1/exports", json=own).status_code == 200
    renumbered = firms.stranger.put("/v1/exports", json=own | {"list_no": builders.LIST_NO})
    receipt = firms.stranger.put(
        "/v1/exports", content=released(cop_no="S-1", agent_code=STRANGER["code"]), headers=XML
    )
    early = firms.stranger.put("/v1/exports", content=released(cop_no="S-2", agent_code=STRANGER["code"]), headers=XML)
    assert early.status_code == 200, "a receipt of a list that is not there yet claims nothing"
    claimed = firms.stranger.put("/v1/exports", json=own | {"cop_no": "S-2", "list_no": None})
    for answer in (renumbered, receipt, claimed):
        assert (answer.status_code, answer.json()["code"]) == (409, "list.taken"), answer.text
    assert firms.everything(firms.owner) == before


def test_naming_itself_agent_gives_a_stranger_no_hold_on_what_another_agent_filed(firms: Firms) -> None:
    """A number may be filed anew once its return is a draft, withdrawn or rejected: by its own firms."""
    for end in ("draft", "withdrawn", "rejected"):
        filed = builders.declaration_json(application_no=end, direction="E" if end == "rejected" else "I")
        made = firms.agent.post("/v1/returns", json=filed, params={"draft": end == "draft"}).json()
        if end == "withdrawn":
            made = firms.agent.post(f"/v1/returns/{made['id']}/withdraw").json()
        assert made["state"] == end
        path = f"/v1/returns/{made['id']}"
        taken = firms.stranger.post("/v1/returns", json=filed | {"agent": STRANGER})
        assert (taken.status_code, taken.json()["code"]) == (409, "return.exists")
        assert firms.stranger.get(f"{path}/decisions").status_code == 404
        assert firms.owner.get(path).json() == made
        corrected = firms.owner.post("/v1/returns", json=filed | {"agent": STRANGER, "direction": "I"})
        assert corrected.status_code == 201, "the exporter may file it through another agent"
        assert [each.get(path).status_code for each in (firms.stranger, firms.agent)] == [200, 404]
