"""Over HTTP: what a draft would change in the returns kept here, and the regimes."""

from importlib.resources import files
from typing import Any

import pytest
from fastapi.testclient import TestClient

from schemas.work.returns import ReturnFilter
from service.context import Context
from service.evidence import audit
from service.returns import lookup
from tests import builders

_POLICY = (files("rules") / "policies" / "gacc_2026_024" / "policy.yaml").read_text(encoding="utf-8")
_HELD = "needs: {fact: exporter_standing, one_of: [normal]}\n    otherwise: refer"
_YAML = {"content-type": "application/yaml"}


@pytest.fixture
def history(registered: TestClient) -> TestClient:
    """A firm that was restricted for a while: one return referred, one accepted, one withdrawn."""
    for number, standing in (("R-1", "normal"), ("R-2", "restricted"), ("R-3", "restricted")):
        row = builders.enterprise_json(standing=standing)
        assert registered.put("/v1/enterprises", json=row).status_code == 200
        line = builders.line_json(quantity="1", legal_quantity="1", second_quantity=None)
        filed = registered.post("/v1/returns", json=builders.declaration_json(application_no=number, lines=[line]))
        assert filed.status_code == 201
    registered.post(f"/v1/returns/{filed.json()['id']}/withdraw")
    return registered


def _impact(client: TestClient, policy: str, query: str = "instrument=gacc_2026_024") -> Any:
    return client.post(f"/v1/impact?{query}", content=policy.encode(), headers=_YAML)


def test_the_law_in_force_as_a_draft_flips_nothing(history: TestClient) -> None:
    found = _impact(history, _POLICY).json()
    assert (found["declarations"], found["flips"], found["listed"]) == (2, 0, [])
    assert found["rulebook"] == found["draft"]


def test_a_stricter_draft_lists_what_flips_and_why(history: TestClient) -> None:
    found = _impact(history, _POLICY.replace(_HELD, _HELD.replace("refer", "reject"))).json()
    (flip,) = found["listed"]
    assert (flip["application_no"], flip["before"], flip["after"]) == ("R-2", "refer", "ineligible")
    assert flip["reasons_after"] == ["gacc_2026_024.good_order"]
    assert (found["cases_per_day_before"], found["cases_per_day_after"]) == (1.0, 0.0)


def test_days_and_number_of_flips_can_be_bounded(history: TestClient) -> None:
    stricter = _POLICY.replace(_HELD, _HELD.replace("refer", "reject"))
    query = "instrument=gacc_2026_024&from=2026-05-03"
    assert _impact(history, stricter, query).json()["declarations"] == 0
    none = _impact(history, stricter, "instrument=gacc_2026_024&limit=0").json()
    assert (none["flips"], none["listed"]) == (1, [])


def test_the_offices_chain_notes_who_assessed_which_draft(history: TestClient, context: Context) -> None:
    found = _impact(history, _POLICY.replace(_HELD, _HELD.replace("refer", "reject"))).json()
    noted = history.get(f"/v1/audit/{audit.AUTHORITY}?limit=500").json()["items"]
    (entry,) = [each for each in noted if each["action"] == "impact.assessed"]
    assert (entry["actor"], entry["detail"]) == (
        context.actor.name,
        {"draft": found["draft"], "declarations": 2, "listed": 1},
    )


def test_no_return_is_changed(history: TestClient, context: Context) -> None:
    before = lookup.page(context, ReturnFilter(), limit=10)
    _impact(history, _POLICY.replace(_HELD, _HELD.replace("refer", "reject")))
    assert lookup.page(context, ReturnFilter(), limit=10) == before


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        (_POLICY.replace("fact: exporter_standing", "fact: exporter_stading"), "condition.misfit"),
        ("a: [", "policy.yaml"),
        ("", "policy.empty"),
    ],
)
def test_a_draft_that_does_not_load_is_refused_with_its_line(history: TestClient, policy: str, code: str) -> None:
    answer = _impact(history, policy)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["errors"][0]["pointer"].startswith("gacc_2026_024/policy.yaml:")


def test_only_yaml_is_taken(history: TestClient) -> None:
    answer = history.post("/v1/impact?instrument=gacc_2026_024", json={})
    assert (answer.status_code, answer.json()["code"]) == (415, "media.unsupported")


def test_the_regimes_of_a_declaration_stand_side_by_side(registered: TestClient) -> None:
    answer = registered.post("/v1/returns/regimes", json=builders.declaration_json())
    items = answer.json()["items"]
    assert [item["since"] for item in items] == [None, "2020-03-27", "2024-12-15", "2026-04-01"]
    assert [item["outcome"] for item in items] == ["ineligible", "ineligible", "eligible", "eligible"]
    assert registered.get("/v1/returns").json()["items"] == []
