"""What may be done with a return is offered as it would be let through: to each who asks, in every state."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from schemas.work.accounts import Scope, StaffRole
from service.app import create_app
from service.context import Context
from service.settings import Settings
from tests import builders
from tests.identity import as_operator, key_of, let_in


class Counter:
    """A firm's return, and whoever comes to ask about it."""

    def __init__(self, context: Context, folder: Path) -> None:
        self.context, self._folder = context, folder
        self._app = create_app(Settings(data_dir=folder), context)
        self.firm = self.key(("read", "file"))
        self.officer = self.staff("officer")

    def key(self, scopes: tuple[Scope, ...], firm: str = builders.EXPORTER["code"]) -> TestClient:
        return TestClient(self._app, headers=dict(key_of(self.context, firm, scopes)))

    def staff(self, role: StaffRole) -> TestClient:
        client = TestClient(self._app)
        let_in(client, self.context, role, role)
        return client

    def operator(self) -> TestClient:
        return TestClient(as_operator(create_app(Settings(data_dir=self._folder), self.context)))

    def file(self, draft: bool = False) -> str:
        told = self.firm.post("/v1/returns", params={"draft": draft}, json=builders.declaration_json())
        return str(told.json()["id"])

    def step(self, identity: str, *states: str) -> None:
        for state in states:
            answer = self.officer.post(f"/v1/returns/{identity}/steps", json={"to": state, "reason": "查验"})
            assert answer.status_code == 200, answer.text


@pytest.fixture
def counter(registered: TestClient, context: Context, tmp_path: Path) -> Counter:
    assert registered
    return Counter(context, tmp_path)


def _offered(client: TestClient, identity: str) -> list[str]:
    answer = client.get(f"/v1/returns/{identity}/actions")
    assert answer.status_code == 200, answer.text
    items: list[str] = answer.json()["items"]
    return items


@pytest.mark.parametrize(
    ("steps", "offered"),
    [((), ["change", "withdraw"]), (("inspection",), ["change", "withdraw"]), (("released",), [])],
)
def test_a_firm_is_offered_what_it_then_may_do(counter: Counter, steps: tuple[str, ...], offered: list[str]) -> None:
    identity = counter.file()
    counter.step(identity, *steps)
    assert _offered(counter.firm, identity) == offered
    changed = counter.firm.put(f"/v1/returns/{identity}", json=builders.declaration_json(reason="尺码不合"))
    withdrawn = counter.firm.post(f"/v1/returns/{identity}/withdraw")
    expected = 200 if offered else 409
    assert (changed.status_code, withdrawn.status_code) == (expected, expected)


def test_a_draft_can_be_changed_and_withdrawn(counter: Counter) -> None:
    assert _offered(counter.firm, counter.file(draft=True)) == ["change", "withdraw"]


def test_what_is_withdrawn_can_be_declared_anew_by_a_change_and_not_withdrawn_again(counter: Counter) -> None:
    identity = counter.file()
    counter.firm.post(f"/v1/returns/{identity}/withdraw")
    assert _offered(counter.firm, identity) == ["change"]
    changed = counter.firm.put(f"/v1/returns/{identity}", json=builders.declaration_json(reason="尺码不合"))
    assert (changed.status_code, changed.json()["state"]) == (200, "accepted")


def test_a_firm_answers_once_it_was_asked_also_when_nothing_else_is_left_to_do(counter: Counter) -> None:
    identity = counter.file()
    counter.step(identity, "released")
    assert counter.officer.post(f"/v1/returns/{identity}/notes", json=_question()).status_code == 201
    assert _offered(counter.firm, identity) == ["answer"]
    answered = counter.firm.post(f"/v1/returns/{identity}/notes", json={"kind": "answer", "words": "已附"})
    assert answered.status_code == 201
    assert _offered(counter.firm, identity) == ["answer"]


def _question() -> dict[str, Any]:
    return {"kind": "question", "words": "请说明"}


def test_a_key_that_only_reads_is_offered_nothing(counter: Counter) -> None:
    identity = counter.file()
    counter.officer.post(f"/v1/returns/{identity}/notes", json=_question())
    assert _offered(counter.key(("read",)), identity) == []


@pytest.mark.parametrize(
    ("role", "offered"),
    [("officer", ["note", "question"]), ("supervisor", ["note", "question"]), ("auditor", [])],
)
def test_staff_note_and_ask_and_change_nothing(counter: Counter, role: StaffRole, offered: list[str]) -> None:
    identity = counter.file()
    client = counter.officer if role == "officer" else counter.staff(role)
    assert _offered(client, identity) == offered


def test_the_operator_may_do_all_but_answer_for_a_firm(counter: Counter) -> None:
    assert _offered(counter.operator(), counter.file()) == ["change", "withdraw", "note", "question"]


def test_of_anothers_return_nothing_is_told(counter: Counter) -> None:
    identity = counter.file()
    stranger = counter.key(("read", "file"), "9999960009")
    for path in (f"/v1/returns/{identity}/actions", "/v1/returns/none/actions"):
        answer = stranger.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "return.not_found")
