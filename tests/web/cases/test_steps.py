"""What staff do with a return: each step there is and none other, the receipts that follow, quantities given back."""

from datetime import timedelta
from typing import Any, get_args

import pytest
from sqlmodel import select

from schemas.tables import EventRow
from schemas.work.cases import OPEN_STATES, STEPS, Target
from schemas.work.returns import COUNTED_STATES, HELD_STATES, RETURN_STATUS
from service.evidence import verification
from tests import builders
from tests.harness import LATE, Clock, ServiceHarness
from tests.messages import tallies_message, tally, texts

XML = {"content-type": "application/xml", "accept": "application/xml"}
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


pytestmark = pytest.mark.usefixtures("registers")


def _file(harness: ServiceHarness, quantity: str = "0.1", **changes: Any) -> dict[str, Any]:
    """The record of a return that the operator filed."""
    return harness.file(harness.operator, lines=[builders.pieces(quantity)], **changes)


def _bring(harness: ServiceHarness, state: str, quantity: str = "0.1") -> str:
    """A return in that state; gives its id."""
    changes, done = WAYS[state]
    made = _file(harness, quantity, draft=done == ("draft",), **changes)
    for step in done:
        if step == "withdraw":
            harness.operator.post(f"/v1/returns/{made['id']}/withdraw")
        elif step != "draft":
            assert _step(harness, made["id"], step) == 200
    assert _state(harness, made["id"]) == state
    return str(made["id"])


def _step(harness: ServiceHarness, identity: str, to: str) -> int:
    return harness.step(identity, to, harness.operator).status_code


def _record(harness: ServiceHarness, identity: str) -> dict[str, Any]:
    return dict(harness.operator.get(f"/v1/returns/{identity}").json())


def _state(harness: ServiceHarness, identity: str) -> str:
    return str(_record(harness, identity)["state"])


def _receipt(harness: ServiceHarness, identity: str) -> tuple[str, str, str]:
    """State, time and words of the receipt of now."""
    message = harness.operator.get(f"/v1/returns/{identity}", headers=XML).content
    (receipt,) = zip(*(texts(message, name) for name in ("returnStatus", "returnTime", "returnInfo")), strict=True)
    return tuple(receipt)


def _tally(harness: ServiceHarness, number: str, **changes: Any) -> str:
    """Enter a tally; gives the state of its receipt."""
    message = tallies_message(tally(co_el_no=number, **changes))
    (status,) = texts(harness.operator.post("/v1/tallies", content=message, headers=XML).content, "returnStatus")
    return status


def _holds(harness: ServiceHarness) -> None:
    for verified in (verification.ledger(harness.context), verification.audit_chains(harness.context)):
        assert verified.faults == ()


def test_every_step_there_is_can_be_taken(harness: ServiceHarness) -> None:
    for before, to in sorted((before, to) for before, targets in STEPS.items() for to in targets):
        identity = _bring(harness, before)
        answer = harness.operator.post(f"/v1/returns/{identity}/steps", json={"to": to, "reason": "布控"})
        assert (answer.status_code, answer.json()["state"]) == (200, to)
        assert answer.json()["return_status"] == RETURN_STATUS[to]
        last = harness.operator.get(f"/v1/returns/{identity}/steps").json()["items"][-1]
        assert (last["before"], last["after"], last["reason"], last["actor"]) == (before, to, "布控", "operator")
    _holds(harness)


def test_every_other_step_is_refused_and_changes_nothing(harness: ServiceHarness) -> None:
    kept = {state: _bring(harness, state) for state in WAYS}
    for before, to in IMPOSSIBLE:
        answer = harness.operator.post(f"/v1/returns/{kept[before]}/steps", json={"to": to, "reason": "布控"})
        assert (answer.status_code, answer.json()["code"]) == (409, "step.impossible"), (before, to)
        assert answer.json()["errors"][0]["pointer"] == "/to"
    assert {state: _state(harness, identity) for state, identity in kept.items()} == {state: state for state in WAYS}
    assert len(IMPOSSIBLE) > 25
    _holds(harness)


def test_the_steps_that_are_offered_are_those_that_there_are(harness: ServiceHarness) -> None:
    for state in WAYS:
        offered = harness.operator.get(f"/v1/returns/{_bring(harness, state)}/steps/offered").json()
        assert offered["items"] == [{"to": to, "needs_second": False} for to in STEPS.get(state, ())]  # type: ignore[call-overload]
        assert offered["waits"] == (state in OPEN_STATES)
    _holds(harness)


def test_a_step_needs_a_target_and_a_reason(harness: ServiceHarness) -> None:
    identity = _bring(harness, "accepted")
    for body in ({"to": "withdrawn", "reason": "x"}, {"to": "released", "reason": ""}, {"to": "released"}):
        assert harness.operator.post(f"/v1/returns/{identity}/steps", json=body).status_code == 422
    assert _state(harness, identity) == "accepted"


def test_receipts_follow_the_case_and_tell_when(harness: ServiceHarness, clock: Clock) -> None:
    identity = _bring(harness, "review")
    seen = [_receipt(harness, identity)]
    for to in ("suspended", "inspection", "handed_over", "released"):
        clock.now += timedelta(hours=1)
        assert _step(harness, identity, to) == 200
        seen.append(_receipt(harness, identity))
    assert [status for status, _, _ in seen] == ["300", "600", "500", "505", "800"]
    assert [time for _, time, _ in seen] == [f"20260601{hour}0000000" for hour in range(12, 17)]
    assert [words for _, _, words in seen[1:]] == ["挂起", "查验", "移交", "放行"]
    assert seen[0][2].startswith("转人工审核")


def test_receipts_of_what_the_rules_decide_and_of_what_staff_decide(harness: ServiceHarness) -> None:
    accepted, rejected, review = (_bring(harness, state) for state in ("accepted", "rejected", "review"))
    assert [_receipt(harness, each)[0] for each in (accepted, rejected, review)] == ["120", "100", "300"]
    assert "direction" in _receipt(harness, rejected)[2]
    assert _step(harness, review, "rejected") == 200
    assert _receipt(harness, review)[::2] == ("100", "退单")


def test_the_same_receipt_is_the_same_message_and_another_one_is_not(harness: ServiceHarness, clock: Clock) -> None:
    identity = _bring(harness, "accepted")
    guids = []
    for to in ("inspection", "suspended", "inspection"):
        clock.now += timedelta(minutes=1)
        _step(harness, identity, to)
        first, again = (harness.operator.get(f"/v1/returns/{identity}", headers=XML).content for _ in range(2))
        assert first == again
        guids += texts(first, "guid")
    assert len(set(guids)) == 3


def test_what_staff_reject_gives_its_quantity_back(harness: ServiceHarness) -> None:
    for ways in (("rejected",), ("suspended", "rejected"), ("inspection", "handed_over", "rejected")):
        identity = _file(harness, "10", site_code="NOWHERE")["id"]
        for to in ways:
            assert _file(harness, "10")["state"] == "rejected"
            assert _step(harness, identity, to) == 200
        assert _state(harness, identity) == "rejected"
    assert _file(harness, "10")["state"] == "accepted"
    _holds(harness)


def test_withdrawing_gives_quantity_back_from_every_state_but_released(harness: ServiceHarness) -> None:
    for state in WAYS.keys() - {"draft", "released"}:
        identity = _bring(harness, state, "10")
        assert harness.operator.post(f"/v1/returns/{identity}/withdraw").json()["state"] == "withdrawn"
        _holds(harness)
    assert _file(harness, "10")["state"] == "accepted"


def test_what_is_neither_rejected_nor_withdrawn_keeps_its_quantity(harness: ServiceHarness) -> None:
    for state in WAYS:
        _bring(harness, state, "1")
    counted = len(WAYS.keys() & set(COUNTED_STATES))
    assert _file(harness, str(10 - counted + 1))["state"] == "rejected"
    assert _file(harness, str(10 - counted))["state"] == "accepted"
    _holds(harness)


def test_what_was_rejected_is_not_accepted_again_beyond_what_is_left(harness: ServiceHarness) -> None:
    first = _file(harness, "8", site_code="NOWHERE")
    declared = first["declaration"]
    assert _step(harness, first["id"], "rejected") == 200
    assert _file(harness, "8")["state"] == "accepted"
    again = harness.operator.post("/v1/returns", json=declared | {"site_code": builders.SITE_CODE})
    assert (again.status_code, again.json()["state"], again.json()["revision"]) == (201, "rejected", 2)
    changed = harness.operator.put(f"/v1/returns/{first['id']}", json=declared | {"site_code": builders.SITE_CODE})
    assert changed.json()["state"] == "rejected"
    _holds(harness)


def test_what_was_released_is_neither_changed_nor_withdrawn(harness: ServiceHarness) -> None:
    filed = _file(harness)
    identity, declared = filed["id"], filed["declaration"]
    _step(harness, identity, "released")
    before = _record(harness, identity)
    changed = harness.operator.put(f"/v1/returns/{identity}", json=declared | {"reason": "尺码不合"})
    withdrawn = harness.operator.post(f"/v1/returns/{identity}/withdraw")
    assert [(each.status_code, each.json()["code"]) for each in (changed, withdrawn)] == [(409, "return.released")] * 2
    assert _record(harness, identity) == before


def test_a_change_does_not_take_a_return_out_of_the_hands_of_staff(harness: ServiceHarness) -> None:
    for state in HELD_STATES:
        identity = _bring(harness, state)
        declared = _record(harness, identity)["declaration"] | {"reason": "尺码不合"}
        changed = harness.operator.put(f"/v1/returns/{identity}", json=declared).json()
        assert (changed["state"], changed["revision"], changed["decision"]["outcome"]) == (state, 2, "eligible")
        assert _receipt(harness, identity)[0] == RETURN_STATUS[state]
        more = declared | {"lines": [builders.pieces("11")]}
        refused = harness.operator.put(f"/v1/returns/{identity}", json=more)
        assert (refused.status_code, refused.json()["code"]) == (409, "ledger.exceeded")
    _holds(harness)


def test_a_tally_sets_the_day_of_arrival_and_both_decisions_are_kept(harness: ServiceHarness, clock: Clock) -> None:
    filed = _file(harness, "10")
    clock.now += timedelta(hours=1)
    assert _tally(harness, "R-1", app_time=LATE) == "399"
    record = _record(harness, filed["id"])
    assert (record["state"], record["arrived_on"]) == ("rejected", "2028-06-01")
    assert _receipt(harness, filed["id"])[:2] == ("100", "20260601130000000")
    decisions = harness.operator.get(f"/v1/returns/{filed['id']}/decisions").json()["items"]
    assert [each["outcome"] for each in decisions] == ["eligible", "ineligible"]
    assert decisions[0] == filed["decision"]
    assert len({harness.operator.get(f"/v1/decisions/{each['decision_id']}/receipt").text for each in decisions}) == 2
    assert _file(harness, "10")["state"] == "accepted"
    _holds(harness)


def test_a_tally_decides_again_what_staff_hold_and_leaves_it_with_them(harness: ServiceHarness) -> None:
    for state in HELD_STATES:
        identity = _bring(harness, state)
        assert _tally(harness, _record(harness, identity)["application_no"], app_time=LATE) == "399"
        record = _record(harness, identity)
        assert (record["state"], record["arrived_on"]) == (state, "2028-06-01")
        assert record["decision"]["outcome"] == "ineligible"
        assert _receipt(harness, identity)[0] == RETURN_STATUS[state]
    _holds(harness)


def test_no_tally_brings_back_what_staff_rejected(harness: ServiceHarness) -> None:
    identity = _bring(harness, "review")
    _step(harness, identity, "rejected")
    _tally(harness, "R-1")
    record = _record(harness, identity)
    assert (record["state"], record["decision"]["outcome"], record["arrived_on"]) == ("rejected", "refer", "2026-05-05")
    _holds(harness)


def test_a_tally_of_a_released_return_is_noted_and_decides_nothing(harness: ServiceHarness) -> None:
    identity = _bring(harness, "released")
    assert _tally(harness, "R-1", app_time=LATE) == "399"
    assert len(harness.operator.get(f"/v1/returns/{identity}/decisions").json()["items"]) == 1
    assert _state(harness, identity) == "released"
    _holds(harness)


def test_each_step_leaves_an_event_and_an_audit_entry_with_its_reason(harness: ServiceHarness) -> None:
    identity = _bring(harness, "review")
    for to in ("inspection", "released"):
        _step(harness, identity, to)
    with harness.context.store.read() as session:
        found = session.exec(select(EventRow).where(EventRow.return_id == identity))
        assert {row.type for row in found} == {"return.declared", "return.inspection", "return.released"}
    listed = harness.operator.get(f"/v1/audit/{builders.EXPORTER['code']}", params={"subject": identity}).json()[
        "items"
    ]
    steps = [each for each in listed if each["action"] in ("return.inspection", "return.released")]
    assert [each["detail"] for each in reversed(steps)] == [
        {"before": "review", "after": "inspection", "reason": "布控"},
        {"before": "inspection", "after": "released", "reason": "布控"},
    ]
    assert {name.split("/")[0] for name in steps[0]["rows"]} == {"returns", "steps"}


def test_the_step_names_the_officer_who_took_it(harness: ServiceHarness) -> None:
    identity = _bring(harness, "accepted")
    officer = harness.staff("officer", "li")
    body = {"to": "inspection", "reason": "随机布控"}
    assert officer.post(f"/v1/returns/{identity}/steps", json=body).status_code == 200
    (step,) = officer.get(f"/v1/returns/{identity}/steps").json()["items"]
    assert (step["actor"], step["reason"]) == ("li", "随机布控")
