"""The examples and the demo data do what README and tutorial promise."""

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from rules import Rulebook
from schemas.ceb import Unreadable, read_return_message
from schemas.declaration import ReturnDeclaration
from schemas.dossier import Dossier
from schemas.faults import parse_json
from schemas.registers import Enterprise, SupervisionSite
from service.cli.demo import FIRM, fill
from service.context import Context
from service.registers import entries, export_lists
from service.settings import Settings
from service.store import Store
from tests.harness import ServiceHarness
from tests.messages import schema_errors, texts
from tests.paths import EXAMPLES

OUTCOMES = {
    "dossier.json": ["eligible"],
    "dossier_refused.json": ["ineligible"],
    "real_cases.jsonl": [
        "eligible",  # Hangzhou to Ningbo
        "eligible",  # Khorgos to Yiwu
        "ineligible",  # Tianjin to Ningbo before the pilot
        "eligible",  # and in it
        "ineligible",  # to Jinan in the pilot
        "eligible",  # and after it
        "eligible",  # Pudong, within one district
    ],
}
CASES = ("HZ-NB", "KHORGOS-YIWU", "TJ-NB-BEFORE", "TJ-NB-PILOT", "JINAN-PILOT", "JINAN", "PUDONG")
XML = {"content-type": "application/xml"}


@pytest.fixture
def context(tmp_path: Path, rulebook: Rulebook) -> Context:
    store = Store(f"sqlite:///{tmp_path / 'demo.sqlite3'}")
    store.migrate()
    context = Context(rulebook, store, settings=Settings(data_dir=tmp_path))
    fill(context)
    return context


@pytest.fixture
def client(context: Context) -> TestClient:
    return ServiceHarness(context).operator


def _dossiers(name: str) -> list[Dossier]:
    data = (EXAMPLES / name).read_bytes()
    parts = [line for line in data.splitlines() if line.strip()] if name.endswith(".jsonl") else [data]
    return [parse_json(Dossier, part) for part in parts]


def _declaration(**changes: Any) -> dict[str, Any]:
    declaration: dict[str, Any] = json.loads((EXAMPLES / "return.json").read_bytes())
    return declaration | changes


def test_no_example_is_left_out() -> None:
    assert {file.name for file in EXAMPLES.iterdir() if file.is_file()} == {*OUTCOMES, "return.json", "returns.xml"}


@pytest.mark.parametrize("name", OUTCOMES)
def test_the_dossiers_come_out_as_told(rulebook: Rulebook, name: str) -> None:
    assert [rulebook.decide(dossier).outcome for dossier in _dossiers(name)] == OUTCOMES[name]


def test_the_real_cases_are_the_real_cases(rulebook: Rulebook) -> None:
    dossiers = _dossiers("real_cases.jsonl")
    assert [dossier.declaration.application_no for dossier in dossiers] == [f"CASE-{case}" for case in CASES]
    across = [rulebook.decide(dossier).cross_district for dossier in dossiers]
    assert across == [True, True, True, True, True, True, False]


def test_the_declaration_is_accepted_against_the_demo_data(client: TestClient) -> None:
    parse_json(ReturnDeclaration, (EXAMPLES / "return.json").read_bytes())
    first, second = (client.post("/v1/returns", json=_declaration()) for _ in range(2))
    assert (first.status_code, first.json()["state"], first.json()["return_status"]) == (201, "accepted", "120")
    assert (second.status_code, second.json()) == (200, first.json())
    other = client.post("/v1/returns", json=_declaration(reason="另一原因"))
    assert other.status_code == 409


@pytest.mark.parametrize(
    ("site", "outcome"), [("HZDEMO01", "eligible"), ("HZDEMO02", "ineligible"), ("NOWHERE", "refer")]
)
def test_the_tutorial_breaks_it_as_told(client: TestClient, site: str, outcome: str) -> None:
    decision = client.post("/v1/returns/check", json=_declaration(site_code=site)).json()
    assert decision["outcome"] == outcome
    wrong = {each["provision"] for each in decision["findings"] if each["status"] in ("unmet", "undetermined")}
    assert ("gacc_2026_024.return_site" in wrong) == (outcome != "eligible")


def test_the_message_gets_one_receipt_of_each_kind(client: TestClient) -> None:
    message = (EXAMPLES / "returns.xml").read_bytes()
    assert not [entry for entry in read_return_message(message).entries if isinstance(entry, Unreadable)]
    answers = [client.post("/v1/returns", content=message, headers=XML) for _ in range(2)]
    assert texts(answers[0].content, "returnStatus") == ["120", "100", "300"]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[1].content == answers[0].content


def test_the_message_and_its_receipt_are_of_the_official_form(client: TestClient) -> None:
    message = (EXAMPLES / "returns.xml").read_bytes()
    assert schema_errors(message) == []
    assert schema_errors(client.post("/v1/returns", content=message, headers=XML).content) == []


def test_the_demo_shows_some_of_each_outcome(client: TestClient) -> None:
    states = [item["state"] for item in client.get("/v1/returns").json()["items"]]
    assert {state: states.count(state) for state in set(states)} == {"accepted": 3, "rejected": 3, "review": 2}


def test_the_demo_is_labelled_as_samples(context: Context, client: TestClient) -> None:
    sites = entries.page(context, SupervisionSite, limit=100)[0]
    firms = entries.page(context, Enterprise, limit=100)[0]
    lists = export_lists.page(context, limit=100)[0]
    assert (len(sites), len(firms), len(lists)) == (5, 3, 4)
    for row in (*sites, *firms):
        assert "sample data" in (row.source or "")
        assert row.name.startswith("演示")
    assert all((each.cop_no or "").startswith("DEMO") for each in lists)
    for item in client.get("/v1/returns").json()["items"]:
        assert item["application_no"].startswith("DEMO-")
        assert item["declaration"]["note"].startswith("演示 · sample: ")


def test_the_demo_firm_is_that_of_the_official_samples(context: Context) -> None:
    assert FIRM == "1105910159"
    ((row,), _) = entries.page(context, Enterprise, limit=10, code="1105910159")
    assert {"exporter", "agent"} <= set(row.roles or ())


def test_filling_again_changes_nothing(context: Context, client: TestClient) -> None:
    pages = ("returns", "sites", "enterprises", "exports")
    before = [client.get(f"/v1/{page}?limit=500").json() for page in pages]
    fill(context)
    assert [client.get(f"/v1/{page}?limit=500").json() for page in pages] == before
