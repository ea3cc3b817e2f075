"""What speaks for the law over HTTP: scenarios with their last result, the certificate, counts by provision."""

from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from features.results import gathered
from rules import Rulebook, load_rulebook
from schemas.law.acceptance import ScenarioResult
from service.cases import overview
from service.law import assurance
from tests import builders
from tests.harness import NOW, Clock, ServiceHarness

_SITE, _SCOPE = "gacc_2026_024.return_site", "gacc_2026_024.scope"


def _result(line: int, provision: str, **counts: int) -> ScenarioResult:
    named = {"instruments": ("gacc_2026_024",), "provisions": (provision,)}
    return ScenarioResult.model_validate({"feature": "a.feature", "line": line, "name": "场所"} | named | counts)


@pytest.fixture
def nothing_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of what was proved, in which no run of the acceptance book stands."""
    monkeypatch.setattr(assurance, "FOLDER", tmp_path)
    return tmp_path


@pytest.fixture
def run(nothing_run: Path, rulebook: Rulebook) -> None:
    """The book was run with the rulebook in service."""
    results = [_result(3, _SITE, passed=1), _result(3, _SITE, failed=1), _result(9, "mof_2023_004.reason", passed=1)]
    text = gathered(results, rulebook, NOW).model_dump_json()
    (nothing_run / assurance.SCENARIOS).write_text(text, encoding="utf-8")


@pytest.fixture
def elsewhere(harness: ServiceHarness, tmp_path: Path) -> TestClient:
    """A service whose operator added a policy of his own."""
    text = (files("rules") / "policies" / "gacc_2026_024" / "policy.yaml").read_text(encoding="utf-8")
    folder = tmp_path / "own" / "gacc_2026_024"
    folder.mkdir(parents=True)
    (folder / "policy.yaml").write_text(text.replace("otherwise: refer", "otherwise: reject"), encoding="utf-8")
    own = harness.over(rulebook=load_rulebook(draft=folder))
    assert own.context.rulebook.digest != harness.context.rulebook.digest
    return own.client()


def test_where_the_book_was_not_run_it_is_said(client: TestClient, nothing_run: Path) -> None:
    told = client.get("/v1/law/scenarios").json()
    assert told == {"ran_at": None, "rulebook": None, "same_rulebook": False, "items": []}


@pytest.mark.usefixtures("run")
def test_the_scenarios_of_an_instrument_tell_how_they_came_out(client: TestClient, rulebook: Rulebook) -> None:
    told = client.get("/v1/law/scenarios", params={"instrument": "gacc_2026_024"}).json()
    assert (told["rulebook"], told["same_rulebook"]) == (rulebook.digest, True)
    first, second = told["items"]
    assert (first["provisions"], first["passed"], first["failed"], first["skipped"]) == ([_SITE], 1, 1, 0)
    assert second["instruments"] == ["gacc_2026_024", "mof_2023_004"]
    assert [each["line"] for each in client.get("/v1/law/scenarios?instrument=mof_2023_004").json()["items"]] == [9]
    assert client.get("/v1/law/scenarios?instrument=none").json()["items"] == []


@pytest.mark.usefixtures("run")
def test_a_run_with_another_rulebook_is_told_from_one_with_that_in_service(elsewhere: TestClient) -> None:
    told = elsewhere.get("/v1/law/scenarios").json()
    assert (told["same_rulebook"], len(told["items"])) == (False, 2)


def test_the_certificate_is_of_the_law_that_ships(
    client: TestClient, elsewhere: TestClient, rulebook: Rulebook
) -> None:
    told = client.get("/v1/certificate").json()
    certificate: dict[str, Any] = told["certificate"]
    assert (told["same_rulebook"], certificate["rulebook"], certificate["holds"]) == (True, rulebook.digest, True)
    names = {f"{policy.id}.{each.name}" for policy in rulebook.policies for each in policy.provisions}
    assert {each["provision"] for each in certificate["provisions"]} == names
    assert elsewhere.get("/v1/certificate").json() == told | {"same_rulebook": False}


def test_decisions_are_counted_by_provision_for_staff_alone(
    registered: TestClient, harness: ServiceHarness, clock: Clock
) -> None:
    lines = [builders.pieces("0.1")]
    for changes in ({"application_no": "R-1"}, {"application_no": "R-2", "list_no": "22002026E999999999"}):
        sent = builders.declaration_json(site_code="NOWHERE", lines=lines, **changes)
        assert registered.post("/v1/returns", json=sent).status_code == 201
    clock.now += timedelta(minutes=1)
    overview.count_decisions(harness.context)
    told = harness.staff("auditor").get("/v1/law/counts").json()
    found = {each["provision"]: each for each in told["items"]}
    assert found[_SITE] | {"provision": ""} == {
        "provision": "",
        "unmet": 0,
        "undetermined": 2,
        "unmet_lately": 0,
        "undetermined_lately": 2,
    }
    assert found[_SCOPE]["undetermined"] == 1
    assert told["counted_since"] == "2026-06-01"
    clock.now += timedelta(days=40)
    later = {each["provision"]: each for each in registered.get("/v1/law/counts").json()["items"]}
    assert (later[_SITE]["undetermined"], later[_SITE]["undetermined_lately"]) == (2, 0)
    assert harness.firm().get("/v1/law/counts").json()["code"] == "access.role"
    assert harness.client().get("/v1/law/counts").status_code == 401


def test_an_instrument_that_goes_by_the_day_of_export_says_which(client: TestClient) -> None:
    told = {each["id"]: each["exports"] for each in client.get("/v1/policies").json()["instruments"]}
    assert {name: exports for name, exports in told.items() if exports is not None} == {
        "mof_2023_004": {"since": "2023-01-30", "until": "2026-01-01"},
        "mof_2026_016": {"since": "2026-01-01", "until": "2028-01-01"},
    }
    for name, exports in told.items():
        assert client.get(f"/v1/policies/{name}").json()["exports"] == exports


def test_the_law_comes_compressed_to_whoever_takes_it_so(client: TestClient) -> None:
    packed = client.get("/v1/policies", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/v1/policies", headers={"Accept-Encoding": "identity"})
    assert (packed.headers["content-encoding"], "content-encoding" in plain.headers) == ("gzip", False)
    assert packed.json() == plain.json()
    assert int(packed.headers["content-length"]) * 3 < int(plain.headers["content-length"])
