"""What may be done with a return is offered as it would be let through: to each who asks, in every state."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from schemas.work.accounts import StaffRole
from tests.harness import ServiceHarness

pytestmark = pytest.mark.usefixtures("registers")


@pytest.fixture
def firm(harness: ServiceHarness) -> TestClient:
    """The exporter, who may read and file."""
    return harness.firm(scopes=("read", "file"))


def _step(harness: ServiceHarness, identity: str, *states: str) -> None:
    for state in states:
        answer = harness.step(identity, state)
        assert answer.status_code == 200, answer.text


def _offered(client: TestClient, identity: str) -> list[str]:
    answer = client.get(f"/v1/returns/{identity}/actions")
    assert answer.status_code == 200, answer.text
    items: list[str] = answer.json()["items"]
    return items


@pytest.mark.parametrize(
    ("steps", "offered"),
    [((), ["change", "withdraw"]), (("inspection",), ["change", "withdraw"]), (("released",), [])],
)
def test_a_firm_is_offered_what_it_then_may_do(
    harness: ServiceHarness, firm: TestClient, steps: tuple[str, ...], offered: list[str]
) -> None:
    filed = harness.file(firm)
    identity = filed["id"]
    _step(harness, identity, *steps)
    assert _offered(firm, identity) == offered
    changed = firm.put(f"/v1/returns/{identity}", json=filed["declaration"] | {"reason": "尺码不合"})
    withdrawn = firm.post(f"/v1/returns/{identity}/withdraw")
    expected = 200 if offered else 409
    assert (changed.status_code, withdrawn.status_code) == (expected, expected)


def test_a_draft_can_be_changed_and_withdrawn(harness: ServiceHarness, firm: TestClient) -> None:
    assert _offered(firm, harness.file(firm, draft=True)["id"]) == ["change", "withdraw"]


def test_what_is_withdrawn_can_be_declared_anew_by_a_change_and_not_withdrawn_again(
    harness: ServiceHarness, firm: TestClient
) -> None:
    filed = harness.file(firm)
    identity = filed["id"]
    firm.post(f"/v1/returns/{identity}/withdraw")
    assert _offered(firm, identity) == ["change"]
    changed = firm.put(f"/v1/returns/{identity}", json=filed["declaration"] | {"reason": "尺码不合"})
    assert (changed.status_code, changed.json()["state"]) == (200, "accepted")


def test_a_firm_answers_once_it_was_asked_also_when_nothing_else_is_left_to_do(
    harness: ServiceHarness, firm: TestClient
) -> None:
    identity = harness.file(firm)["id"]
    _step(harness, identity, "released")
    assert harness.officer.post(f"/v1/returns/{identity}/notes", json=_question()).status_code == 201
    assert _offered(firm, identity) == ["answer"]
    answered = firm.post(f"/v1/returns/{identity}/notes", json={"kind": "answer", "words": "已附"})
    assert answered.status_code == 201
    assert _offered(firm, identity) == ["answer"]


def _question() -> dict[str, Any]:
    return {"kind": "question", "words": "请说明"}


def test_a_key_that_only_reads_is_offered_nothing(harness: ServiceHarness, firm: TestClient) -> None:
    identity = harness.file(firm)["id"]
    harness.officer.post(f"/v1/returns/{identity}/notes", json=_question())
    assert _offered(harness.firm(scopes=("read",)), identity) == []


@pytest.mark.parametrize(
    ("role", "offered"),
    [("officer", ["note", "question"]), ("supervisor", ["note", "question"]), ("auditor", [])],
)
def test_staff_note_and_ask_and_change_nothing(harness: ServiceHarness, role: StaffRole, offered: list[str]) -> None:
    identity = harness.file()["id"]
    assert _offered(harness.staff(role), identity) == offered


def test_the_operator_may_do_all_but_answer_for_a_firm(harness: ServiceHarness) -> None:
    assert _offered(harness.operator, harness.file()["id"]) == ["change", "withdraw", "note", "question"]


def test_of_anothers_return_nothing_is_told(harness: ServiceHarness, firm: TestClient) -> None:
    identity = harness.file(firm)["id"]
    stranger = harness.firm("9999960009", ("read", "file"))
    for path in (f"/v1/returns/{identity}/actions", "/v1/returns/none/actions"):
        answer = stranger.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "return.not_found")
