"""Advice, explanation and letter over HTTP, and who may see them."""

import hashlib
import sys
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from schemas.tables import ReturnRow
from service.context import Context
from tests import builders
from tests.harness import ServiceHarness
from tests.messages import refund, replaced, returns_message

Json = dict[str, Any]


@pytest.fixture
def refused(registered: TestClient) -> TestClient:
    """The exporter has neither a work area nor opened its data; one more site is registered near the export."""
    firm = builders.enterprise_json(separate_work_area=False, data_access="none")
    site = builders.site_json(site_code="SHA2249001", customs_code="2249", name="浦江监管作业场所")
    lapsed = builders.site_json(site_code="OLD2249001", customs_code="2249", valid_until="2026-01-01")
    assert registered.put("/v1/enterprises", json=firm).status_code == 200
    assert registered.put("/v1/sites", json=[site, lapsed]).status_code == 200
    return registered


def _decision(client: TestClient) -> str:
    return str(client.post("/v1/returns", json=builders.declaration_json()).json()["decision"]["decision_id"])


def _kinds(mending: Json) -> list[list[str]]:
    return [[change["kind"] for change in each["changes"]] for each in mending["suggestions"]]


def test_advice_names_the_ways_and_the_sites_and_keeps_nothing(refused: TestClient, context: Context) -> None:
    told = refused.post("/v1/returns/advice", json=builders.declaration_json()).json()
    assert (told["outcome"], told["tax_relief"]) == ("ineligible", "available")
    assert _kinds(told["admission"]) == [["customs", "site"], ["customs", "site"], ["work_area", "data_access"]]
    assert [(site["site_code"], site["accepts"]) for site in told["sites"]] == [
        ("SHA2249001", True),
        ("HZW2928001", False),
    ]
    with context.store.read() as session:
        assert session.exec(select(ReturnRow)).all() == []


def test_a_suggestion_that_is_followed_is_accepted(refused: TestClient) -> None:
    declaration = builders.declaration_json()
    way = refused.post("/v1/returns/advice", json=declaration).json()["admission"]["suggestions"][0]
    for edit in (edit for change in way["changes"] for edit in change["edits"]):
        declaration[edit["pointer"].removeprefix("/declaration/")] = edit["after"]
    assert refused.post("/v1/returns/check", json=declaration).json()["outcome"] == "eligible"


def test_advice_on_a_message_is_json_for_each_application(refused: TestClient) -> None:
    message = replaced(returns_message(refund(), refund()), "ieFlag", "?", 2)
    answer = refused.post("/v1/returns/advice", content=message, headers={"content-type": "application/xml"})
    assert answer.headers["content-type"] == "application/json"
    items = answer.json()["items"]
    assert len(items) == 2
    assert all((item["advice"] is None) == bool(item["errors"]) for item in items)


def test_the_exporter_of_the_list_is_looked_up(registered: TestClient) -> None:
    other = {"code": "3110960009", "name": "另一企业"}
    registered.put("/v1/enterprises", json=builders.enterprise_json(**other, data_access="none"))
    declared = builders.declaration_json(exporter=other, agent=other)
    told = registered.post("/v1/returns/advice", json=declared).json()
    assert ["exporter", "agent"] in _kinds(told["admission"])


def test_bad_input_is_named(registered: TestClient) -> None:
    answer = registered.post("/v1/returns/advice", json=builders.declaration_json(direction=1))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/direction")


def test_the_list_of_another_firm_is_not_shown(refused: TestClient, harness: ServiceHarness) -> None:
    stranger = harness.firm("3110960009")
    mine = {"code": "3110960009", "name": "另一企业"}
    prying = builders.declaration_json(exporter=mine, agent=mine)
    answer = stranger.post("/v1/returns/advice", json=prying)
    assert (answer.status_code, answer.json()["code"]) == (403, "access.list")
    filed = stranger.post("/v1/returns", json=prying).json()["decision"]["decision_id"]
    for part in ("explanation", "letter"):
        assert stranger.get(f"/v1/decisions/{filed}/{part}").json()["code"] == "access.list"
    theirs = _decision(refused)
    for part in ("explanation", "letter"):
        assert stranger.get(f"/v1/decisions/{theirs}/{part}").json()["code"] == "decision.not_found"


def test_an_explanation_leads_down_to_the_register(refused: TestClient) -> None:
    tree = refused.get(f"/v1/decisions/{_decision(refused)}/explanation").json()
    question = tree["questions"][0]
    assert question["answer"] == "ineligible"
    node = next(each for each in question["provisions"] if each["provision"] == "gacc_2026_024.work_area")
    assert node["decisive"]
    assert node["needs"]["fact"]["origins"][0] == {
        "record": "exporter",
        "pointer": "/exporter/separate_work_area",
        "value": "false",
        "source": "测试登记",
        "valid_from": "2024-01-01",
        "valid_until": None,
    }


def test_whoever_reads_why_or_takes_the_letter_stands_in_the_firms_chain(refused: TestClient) -> None:
    decision = _decision(refused)
    refused.get(f"/v1/decisions/{decision}/explanation")
    refused.get(f"/v1/decisions/{decision}/letter")
    entries = refused.get(f"/v1/audit/{builders.EXPORTER['code']}").json()["items"]
    assert [each["action"] for each in entries[:2]] == ["letter.read", "explanation.read"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_letter_is_a_pdf_of_the_same_bytes_each_time(refused: TestClient, lang: str) -> None:
    decision = _decision(refused)
    answers = [refused.get(f"/v1/decisions/{decision}/letter?lang={lang}") for _ in range(2)]
    assert {answer.headers["content-type"] for answer in answers} == {"application/pdf"}
    assert answers[0].content.startswith(b"%PDF-")
    assert len({hashlib.sha256(answer.content).hexdigest() for answer in answers}) == 1


def test_the_language_of_a_letter_is_one_of_two(refused: TestClient) -> None:
    assert refused.get(f"/v1/decisions/{_decision(refused)}/letter?lang=fr").status_code == 422


def test_without_typst_the_letter_says_what_to_install(refused: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    decision = _decision(refused)
    monkeypatch.setitem(sys.modules, "typst", None)
    answer = refused.get(f"/v1/decisions/{decision}/letter")
    assert (answer.status_code, answer.json()["code"]) == (503, "letter.unavailable")
    assert "tongtui[letters]" in answer.json()["errors"][0]["en"]
