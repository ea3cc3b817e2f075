"""What staff do with a return: each step there is and none other, the receipts that follow, quantities given back."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from schemas.tables import EventRow
from schemas.work.cases import OPEN_STATES, STEPS, Target
from schemas.work.returns import COUNTED_STATES, HELD_STATES, RETURN_STATUS
from service.app import create_app
from service.context import Context
from service.evidence import verification
from service.registers import entries, export_lists
from service.settings import Settings
from tests import builders
from tests.identity import as_operator, let_in
from tests.messages import tallies_message, tally, texts
from tests.web.conftest import NOW

XML = {"content-type": "application/xml", "accept": "application/xml"}
LATE = "20280601103000"
"""Arrived more than a year after the release."""
WAYS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "accepted": ({}, ()),
    "rejected": ({"direction": "E"}, ()),
    "review": ({"site_code": "NOWHERE"}, ()),
    "inspection": ({}, ("inspection",)),
    "handed_over": ({}, ("inspection", "handed_over")),
    "suspended": ({}, ("suspended",)),
    "released": ({}, ("released",)),
    "withdrawn": ({}, ("withdraw",)),
    "draft": ({}, ("draft",)),
}
"""How a return comes to each state: what it declares, and what is done with it."""
IMPOSSIBLE = [(state, to) for state in WAYS for to in get_args(Target) if to not in STEPS.get(state, ())]  # type: ignore[call-overload]


class Desk:
    """A service whose clock the test moves, called by one who may do everything."""

    def __init__(self, context: Context, folder: Path) -> None:
        self.now: datetime = NOW
        self.context = replace(context, now=lambda: self.now)
        self.client = TestClient(as_operator(create_app(Settings(data_dir=folder), self.context)))
        self.filed = 0
        export_lists.put(self.context, [builders.an_export_list()])
        entries.put(self.context, [builders.a_site(), builders.an_enterprise(), builders.an_agent()])

    def declaration(self, quantity: str = "0.1", **changes: Any) -> dict[str, Any]:
        self.filed += 1
        line = builders.pieces(quantity)
        return builders.declaration_json(**({"application_no": f"R-{self.filed}", "lines": [line]} | changes))

    def file(self, quantity: str = "0.1", **changes: Any) -> dict[str, Any]:
        told = self.client.post("/v1/returns", json=self.declaration(quantity, **changes)).json()
        assert "state" in told, told
        return dict(told)

    def bring(self, state: str, quantity: str = "0.1") -> str:
        """A return in that state; gives its id."""
        changes, done = WAYS[state]
        if done == ("draft",):
            made = self.client.post("/v1/returns?draft=true", json=self.declaration(quantity)).json()
        else:
            made = self.file(quantity, **changes)
        for step in done:
            if step == "withdraw":
                self.client.post(f"/v1/returns/{made['id']}/withdraw")
            elif step != "draft":
                assert self.step(made["id"], step) == 200
        assert self.state(made["id"]) == state
        return str(made["id"])

    def step(self, identity: str, to: str) -> int:
        return self.client.post(f"/v1/returns/{identity}/steps", json={"to": to, "reason": "布控"}).status_code

    def record(self, identity: str) -> dict[str, Any]:
        return dict(self.client.get(f"/v1/returns/{identity}").json())

    def state(self, identity: str) -> str:
        return str(self.record(identity)["state"])

    def receipt(self, identity: str) -> tuple[str, str, str]:
        """State, time and words of the receipt of now."""
        message = self.client.get(f"/v1/returns/{identity}", headers=XML).content
        (told,) = zip(*(texts(message, name) for name in ("returnStatus", "returnTime", "returnInfo")), strict=True)
        return tuple(told)  # type: ignore[return-value]

    def tally(self, number: str, **changes: Any) -> str:
        """Enter a tally; gives the state of its receipt."""
        message = tallies_message(tally(co_el_no=number, **changes))
        (status,) = texts(self.client.post("/v1/tallies", content=message, headers=XML).content, "returnStatus")
        return status

    def holds(self) -> None:
        for verified in (verification.ledger(self.context), verification.audit_chains(self.context)):
            assert verified.faults == ()


@pytest.fixture
def desk(context: Context, tmp_path: Path) -> Desk:
    return Desk(context, tmp_path)


def test_every_step_there_is_can_be_taken(desk: Desk) -> None:
    for before, to in sorted((before, to) for before, targets in STEPS.items() for to in targets):
        identity = desk.bring(before)
        answer = desk.client.post(f"/v1/returns/{identity}/steps", json={"to": to, "reason": "布控"})
        assert (answer.status_code, answer.json()["state"]) == (200, to)
        assert answer.json()["return_status"] == RETURN_STATUS[to]
        last = desk.client.get(f"/v1/returns/{identity}/steps").json()["items"][-1]
        assert (last["before"], last["after"], last["reason"], last["actor"]) == (before, to, "布控", "operator")
    desk.holds()


def test_every_other_step_is_refused_and_changes_nothing(desk: Desk) -> None:
    kept = {state: desk.bring(state) for state in WAYS}
    for before, to in IMPOSSIBLE:
        answer = desk.client.post(f"/v1/returns/{kept[before]}/steps", json={"to": to, "reason": "布控"})
        assert (answer.status_code, answer.json()["code"]) == (409, "step.impossible"), (before, to)
        assert answer.json()["errors"][0]["pointer"] == "/to"
    assert {state: desk.state(identity) for state, identity in kept.items()} == {state: state for state in WAYS}
    assert len(IMPOSSIBLE) > 25
    desk.holds()


def test_the_steps_that_are_offered_are_those_that_there_are(desk: Desk) -> None:
    for state in WAYS:
        offered = desk.client.get(f"/v1/returns/{desk.bring(state)}/steps/offered").json()
        assert offered["items"] == [{"to": to, "needs_second": False} for to in STEPS.get(state, ())]  # type: ignore[call-overload]
        assert offered["waits"] == (state in OPEN_STATES)
    desk.holds()


def test_a_step_needs_a_target_and_a_reason(desk: Desk) -> None:
    identity = desk.bring("accepted")
    for body in ({"to": "withdrawn", "reason": "x"}, {"to": "released", "reason": ""}, {"to": "released"}):
        assert desk.client.post(f"/v1/returns/{identity}/steps", json=body).status_code == 422
    assert desk.state(identity) == "accepted"


def test_receipts_follow_the_case_and_tell_when(desk: Desk) -> None:
    identity = desk.bring("review")
    seen = [desk.receipt(identity)]
    for to in ("suspended", "inspection", "handed_over", "released"):
        desk.now += timedelta(hours=1)
        assert desk.step(identity, to) == 200
        seen.append(desk.receipt(identity))
    assert [status for status, _, _ in seen] == ["300", "600", "500", "505", "800"]
    assert [time for _, time, _ in seen] == [f"20260601{hour}0000000" for hour in range(12, 17)]
    assert [words for _, _, words in seen[1:]] == ["挂起", "查验", "移交", "放行"]
    assert seen[0][2].startswith("转人工审核")


def test_receipts_of_what_the_rules_decide_and_of_what_staff_decide(desk: Desk) -> None:
    accepted, rejected, review = (desk.bring(state) for state in ("accepted", "rejected", "review"))
    assert [desk.receipt(each)[0] for each in (accepted, rejected, review)] == ["120", "100", "300"]
    assert "direction" in desk.receipt(rejected)[2]
    assert desk.step(review, "rejected") == 200
    assert desk.receipt(review)[::2] == ("100", "退单")


def test_the_same_receipt_is_the_same_message_and_another_one_is_not(desk: Desk) -> None:
    identity = desk.bring("accepted")
    guids = []
    for to in ("inspection", "suspended", "inspection"):
        desk.now += timedelta(minutes=1)
        desk.step(identity, to)
        first, again = (desk.client.get(f"/v1/returns/{identity}", headers=XML).content for _ in range(2))
        assert first == again
        guids += texts(first, "guid")
    assert len(set(guids)) == 3


def test_what_staff_reject_gives_its_quantity_back(desk: Desk) -> None:
    for ways in (("rejected",), ("suspended", "rejected"), ("inspection", "handed_over", "rejected")):
        identity = desk.file("10", site_code="NOWHERE")["id"]
        for to in ways:
            assert desk.file("10")["state"] == "rejected"
            assert desk.step(identity, to) == 200
        assert desk.state(identity) == "rejected"
    assert desk.file("10")["state"] == "accepted"
    desk.holds()


def test_withdrawing_gives_quantity_back_from_every_state_but_released(desk: Desk) -> None:
    for state in WAYS.keys() - {"draft", "released"}:
        identity = desk.bring(state, "10")
        assert desk.client.post(f"/v1/returns/{identity}/withdraw").json()["state"] == "withdrawn"
        desk.holds()
    assert desk.file("10")["state"] == "accepted"


def test_what_is_neither_rejected_nor_withdrawn_keeps_its_quantity(desk: Desk) -> None:
    for state in WAYS:
        desk.bring(state, "1")
    counted = len(WAYS.keys() & set(COUNTED_STATES))
    assert desk.file(str(10 - counted + 1))["state"] == "rejected"
    assert desk.file(str(10 - counted))["state"] == "accepted"
    desk.holds()


def test_what_was_rejected_is_not_accepted_again_beyond_what_is_left(desk: Desk) -> None:
    declared = desk.declaration("8", site_code="NOWHERE")
    first = desk.client.post("/v1/returns", json=declared).json()
    assert desk.step(first["id"], "rejected") == 200
    assert desk.file("8")["state"] == "accepted"
    again = desk.client.post("/v1/returns", json=declared | {"site_code": builders.SITE_CODE})
    assert (again.status_code, again.json()["state"], again.json()["revision"]) == (201, "rejected", 2)
    changed = desk.client.put(f"/v1/returns/{first['id']}", json=declared | {"site_code": builders.SITE_CODE})
    assert changed.json()["state"] == "rejected"
    desk.holds()


def test_what_was_released_is_neither_changed_nor_withdrawn(desk: Desk) -> None:
    declared = desk.declaration()
    identity = desk.client.post("/v1/returns", json=declared).json()["id"]
    desk.step(identity, "released")
    before = desk.record(identity)
    changed = desk.client.put(f"/v1/returns/{identity}", json=declared | {"reason": "尺码不合"})
    withdrawn = desk.client.post(f"/v1/returns/{identity}/withdraw")
    assert [(each.status_code, each.json()["code"]) for each in (changed, withdrawn)] == [(409, "return.released")] * 2
    assert desk.record(identity) == before


def test_a_change_does_not_take_a_return_out_of_the_hands_of_staff(desk: Desk) -> None:
    for state in HELD_STATES:
        identity = desk.bring(state)
        declared = desk.record(identity)["declaration"] | {"reason": "尺码不合"}
        changed = desk.client.put(f"/v1/returns/{identity}", json=declared).json()
        assert (changed["state"], changed["revision"], changed["decision"]["outcome"]) == (state, 2, "eligible")
        assert desk.receipt(identity)[0] == RETURN_STATUS[state]
        more = desk.declaration("11", application_no=declared["application_no"])
        refused = desk.client.put(f"/v1/returns/{identity}", json=more)
        assert (refused.status_code, refused.json()["code"]) == (409, "ledger.exceeded")
    desk.holds()


def test_a_tally_sets_the_day_of_arrival_and_both_decisions_are_kept(desk: Desk) -> None:
    filed = desk.file("10")
    desk.now += timedelta(hours=1)
    assert desk.tally("R-1", app_time=LATE) == "399"
    record = desk.record(filed["id"])
    assert (record["state"], record["arrived_on"]) == ("rejected", "2028-06-01")
    assert desk.receipt(filed["id"])[:2] == ("100", "20260601130000000")
    decisions = desk.client.get(f"/v1/returns/{filed['id']}/decisions").json()["items"]
    assert [each["outcome"] for each in decisions] == ["eligible", "ineligible"]
    assert decisions[0] == filed["decision"]
    assert len({desk.client.get(f"/v1/decisions/{each['decision_id']}/receipt").text for each in decisions}) == 2
    assert desk.file("10")["state"] == "accepted"
    desk.holds()


def test_a_tally_decides_again_what_staff_hold_and_leaves_it_with_them(desk: Desk) -> None:
    for state in HELD_STATES:
        identity = desk.bring(state)
        assert desk.tally(f"R-{desk.filed}", app_time=LATE) == "399"
        record = desk.record(identity)
        assert (record["state"], record["arrived_on"]) == (state, "2028-06-01")
        assert record["decision"]["outcome"] == "ineligible"
        assert desk.receipt(identity)[0] == RETURN_STATUS[state]
    desk.holds()


def test_no_tally_brings_back_what_staff_rejected(desk: Desk) -> None:
    identity = desk.bring("review")
    desk.step(identity, "rejected")
    desk.tally("R-1")
    record = desk.record(identity)
    assert (record["state"], record["decision"]["outcome"], record["arrived_on"]) == ("rejected", "refer", "2026-05-05")
    desk.holds()


def test_a_tally_of_a_released_return_is_noted_and_decides_nothing(desk: Desk) -> None:
    identity = desk.bring("released")
    assert desk.tally("R-1", app_time=LATE) == "399"
    assert len(desk.client.get(f"/v1/returns/{identity}/decisions").json()["items"]) == 1
    assert desk.state(identity) == "released"
    desk.holds()


def test_each_step_leaves_an_event_and_an_audit_entry_with_its_reason(desk: Desk) -> None:
    identity = desk.bring("review")
    for to in ("inspection", "released"):
        desk.step(identity, to)
    with desk.context.store.read() as session:
        found = session.exec(select(EventRow).where(EventRow.return_id == identity))
        assert {row.type for row in found} == {"return.declared", "return.inspection", "return.released"}
    listed = desk.client.get(f"/v1/audit/{builders.EXPORTER['code']}", params={"subject": identity}).json()["items"]
    steps = [each for each in listed if each["action"] in ("return.inspection", "return.released")]
    assert [each["detail"] for each in reversed(steps)] == [
        {"before": "review", "after": "inspection", "reason": "布控"},
        {"before": "inspection", "after": "released", "reason": "布控"},
    ]
    assert {name.split("/")[0] for name in steps[0]["rows"]} == {"returns", "steps"}


def test_the_step_names_the_officer_who_took_it(desk: Desk, tmp_path: Path) -> None:
    identity = desk.bring("accepted")
    client = TestClient(create_app(Settings(data_dir=tmp_path), desk.context), base_url="https://testserver")
    let_in(client, desk.context, "officer", "li")
    body = {"to": "inspection", "reason": "随机布控"}
    assert client.post(f"/v1/returns/{identity}/steps", json=body).status_code == 200
    (step,) = client.get(f"/v1/returns/{identity}/steps").json()["items"]
    assert (step["actor"], step["reason"]) == ("li", "随机布控")
