"""What is tried in the simulator, saved as a scenario: it runs in the acceptance book, as the check came out."""

from pathlib import Path
from typing import Any, Final

import pytest
from fastapi.testclient import TestClient

from tests import acceptance, builders
from tests.harness import ServiceHarness

PATH: Final = "/v1/returns/scenario"
WORDS: Final = {"eligible": "准予退货", "ineligible": "不予退货", "refer": "转人工审核"}
TWICE: Final = [builders.line_json(quantity="6"), builders.line_json(quantity="5")]
UNSAID: Final = dict.fromkeys(("reason_kind", "original_state", "food", "rebate_taken", "proof", "arrived_on"))
TRIED: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "as it should be": ("eligible", {}),
    "within one district": ("eligible", {"customs_code": "2249", "site_code": None}),
    "more than was exported": ("ineligible", {"lines": TWICE}),
    "goods that the list does not have": ("ineligible", {"lines": [builders.line_json(name="袜子|棉")]}),
    "a direction that is none of a return": ("ineligible", {"direction": "E"}),
    "too late": ("ineligible", {"arrived_on": "2027-04-10"}),
    "before it was exported": ("ineligible", {"declared_at": "2020-03-26T10:00:00+08:00"}),
    "in the time of the pilot": ("ineligible", {"declared_at": "2026-03-31T23:59:59+08:00", "site_code": "NOWHERE"}),
    "a site that is not known": ("refer", {"site_code": "NOWHERE"}),
    "a list that is not known": ("refer", {"list_no": "22002026E000000009"}),
    "much that is not said": ("refer", UNSAID | {"list_no": "22002026E000000009", "agent": builders.LOGISTICS}),
    "a list number of nowhere": ("ineligible", {"list_no": "清单号不详"}),
}
"""How each comes out, and what is declared otherwise than usually."""


def _texts(client: TestClient, tried: dict[str, Any]) -> tuple[str, str]:
    """How a declaration comes out when it is checked, and the scenario of it."""
    declared = builders.declaration_json(**tried)
    saved = client.post(PATH, json=declared)
    assert (saved.status_code, saved.headers["content-type"]) == (200, "text/plain; charset=utf-8"), saved.text
    return client.post("/v1/returns/check", json=declared).json()["outcome"], saved.text


def test_what_was_tried_runs_and_comes_out_as_the_check_did(registered: TestClient, tmp_path: Path) -> None:
    saved = []
    for outcome, tried in TRIED.values():
        came_out, text = _texts(registered, tried)
        assert (came_out, f"结论为{WORDS[outcome]}\n" in text) == (outcome, True), tried
        assert text.startswith("# language: zh-CN\n功能: ")
        saved.append(text)
    acceptance.run(tmp_path, *saved)


def test_what_came_back_before_counts_in_the_scenario_too(registered: TestClient, tmp_path: Path) -> None:
    assert registered.post("/v1/returns", json=builders.declaration_json(lines=[builders.pieces("9")])).is_success
    again = {"application_no": "R-2", "lines": [builders.pieces("2")]}
    outcome, text = _texts(registered, again)
    assert outcome == "ineligible"
    assert "此前已退：\n        | 项号 | 数量 | 法定数量 | 第二数量 |\n        | 1 | 9 | 9 |  |\n" in text
    acceptance.run(tmp_path, text)


def test_nothing_is_recorded(registered: TestClient) -> None:
    _texts(registered, {})
    assert registered.get("/v1/returns").json()["items"] == []


@pytest.mark.parametrize(("firm", "status"), [(builders.EXPORTER["code"], 200), ("9999960009", 403)])
def test_a_firm_saves_what_is_its_own(harness: ServiceHarness, firm: str, status: int) -> None:
    assert harness.firm(firm).post(PATH, json=builders.declaration_json()).status_code == status


def test_a_firm_saves_no_scenario_that_tells_the_goods_of_anothers_list(
    registered: TestClient, harness: ServiceHarness
) -> None:
    stranger = {"code": "9999960009", "name": "他人"}
    client = harness.firm(stranger["code"])
    own = builders.declaration_json(exporter=stranger, agent=stranger)
    answer = client.post(PATH, json=own)
    assert (answer.status_code, answer.json()["code"]) == (403, "access.list")
    assert client.post(PATH, json=own | {"list_no": "22002026E000000009"}).status_code == 200
