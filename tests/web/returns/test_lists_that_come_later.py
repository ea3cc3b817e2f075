"""Returns that wait under a number are decided again once its list is known: nobody holds what is another's."""

from typing import Any, Final

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from schemas.tables import EventRow
from service.context import Context
from service.evidence import verification
from service.registers import entries, export_lists
from service.registers.importing import exports_message
from tests import builders
from tests.messages import released, tallies_message, tally, texts

Json = dict[str, Any]
XML: Final = {"Content-Type": "application/xml"}
STRANGER: Final = {"code": "4403960002", "name": "深圳前海某公司"}
OF_A_STRANGER: Final = {"exporter": STRANGER, "agent": STRANGER}


@pytest.fixture
def waiting(client: TestClient, context: Context) -> TestClient:
    """A service that knows site and firms, but no list."""
    entries.put(context, [builders.a_site(), builders.an_enterprise(), builders.an_agent()])
    return client


def _file(client: TestClient, number: str, pieces: str, **changes: Any) -> Json:
    declared = builders.declaration_json(application_no=number, lines=[builders.pieces(pieces)], **changes)
    answer = client.post("/v1/returns", json=declared)
    assert answer.status_code == 201, answer.text
    told: Json = answer.json()
    return told


def _states(client: TestClient) -> dict[str, str]:
    return {each["application_no"]: each["state"] for each in client.get("/v1/returns").json()["items"]}


def _unmet(client: TestClient, return_id: str) -> set[str]:
    findings = client.get(f"/v1/returns/{return_id}").json()["decision"]["findings"]
    return {each["provision"] for each in findings if each["status"] == "unmet" and each["otherwise"] == "reject"}


def _outcomes(client: TestClient, return_id: str) -> list[str]:
    return [each["outcome"] for each in client.get(f"/v1/returns/{return_id}/decisions").json()["items"]]


def _step(client: TestClient, return_id: str, to: str) -> str:
    """Where a return stands after a step, or why the step is refused."""
    answer = client.post(f"/v1/returns/{return_id}/steps", json={"to": to, "reason": "待核"})
    told: Json = answer.json()
    return str(told["state"] if answer.is_success else told["code"])


def _put_list(context: Context) -> None:
    export_lists.put(context, [builders.an_export_list(lines=[builders.pieces("10")])])


def _receive_list_and_number(context: Context) -> None:
    own = {"cop_no": "E-1", "agent": builders.AGENT}
    export_lists.put(
        context, [builders.an_export_list(list_no=None, released_on=None, lines=[builders.pieces("10")], **own)]
    )
    exports_message(context, released(cop_no="E-1", agent_code=builders.AGENT["code"]))


def _receive_number_and_list(context: Context) -> None:
    own = {"cop_no": "E-1", "agent": builders.AGENT}
    exports_message(context, released(cop_no="E-1", agent_code=builders.AGENT["code"]))
    export_lists.put(
        context, [builders.an_export_list(list_no=None, released_on=None, lines=[builders.pieces("10")], **own)]
    )


COMES: Final = pytest.mark.parametrize("comes", [_put_list, _receive_list_and_number, _receive_number_and_list])


@COMES
def test_a_stranger_holds_nothing_once_the_list_is_known(waiting: TestClient, context: Context, comes: Any) -> None:
    taken = _file(waiting, "S-1", "10", **OF_A_STRANGER)
    assert taken["state"] == "review"
    comes(context)
    assert _file(waiting, "R-1", "10")["state"] == "accepted"
    assert _states(waiting) == {"S-1": "rejected", "R-1": "accepted"}
    assert "ceb_2022_05.same_exporter" in _unmet(waiting, taken["id"])
    assert verification.ledger(context).faults == ()
    assert verification.audit_chains(context).faults == ()


@COMES
def test_the_exporters_own_are_answered(waiting: TestClient, context: Context, comes: Any) -> None:
    _file(waiting, "R-1", "4")
    _file(waiting, "S-1", "10", **OF_A_STRANGER)
    comes(context)
    assert _states(waiting) == {"R-1": "accepted", "S-1": "rejected"}


def test_where_too_much_waits_what_came_first_stays(waiting: TestClient, context: Context) -> None:
    for number, pieces in (("R-1", "6"), ("R-2", "5"), ("R-3", "4")):
        _file(waiting, number, pieces)
    _put_list(context)
    assert _states(waiting) == {"R-1": "accepted", "R-2": "rejected", "R-3": "rejected"}
    assert _file(waiting, "R-4", "4")["state"] == "accepted"
    assert verification.ledger(context).faults == ()


def test_what_staff_have_in_hand_or_turned_down_stays_there(waiting: TestClient, context: Context) -> None:
    held, refused = _file(waiting, "S-1", "1", **OF_A_STRANGER), _file(waiting, "R-1", "1")
    steps = ((held["id"], {"to": "suspended"}), (refused["id"], {"to": "rejected", "reason": "单证不符"}))
    for return_id, step in steps:
        answer = waiting.post(f"/v1/returns/{return_id}/steps", json={"reason": "待核", **step})
        assert answer.status_code == 200, answer.text
    _put_list(context)
    assert _states(waiting) == {"S-1": "suspended", "R-1": "rejected"}


def test_what_staff_have_in_hand_gets_the_decision_that_the_list_leads_to(
    waiting: TestClient, context: Context
) -> None:
    held = _file(waiting, "S-1", "1", **OF_A_STRANGER)
    _step(waiting, held["id"], "inspection")
    _put_list(context)
    assert _outcomes(waiting, held["id"]) == ["refer", "ineligible"]
    assert _step(waiting, held["id"], "released") == "step.needs_second"
    tallied = waiting.post("/v1/tallies", content=tallies_message(tally(co_el_no="S-1")), headers=XML)
    assert texts(tallied.content, "returnStatus") == ["399"]
    assert _outcomes(waiting, held["id"]) == ["refer", "ineligible", "ineligible"]


def test_a_tally_of_more_than_the_list_that_came_is_taken_too(waiting: TestClient, context: Context) -> None:
    held = _file(waiting, "R-1", "11")
    _step(waiting, held["id"], "inspection")
    _put_list(context)
    tallied = waiting.post("/v1/tallies", content=tallies_message(tally(co_el_no="R-1")), headers=XML)
    assert texts(tallied.content, "returnStatus") == ["399"]
    assert waiting.get(f"/v1/returns/{held['id']}").json()["arrived_on"] == "2026-05-05"
    assert verification.ledger(context).faults == ()


def test_staff_let_no_more_through_than_the_list_that_came_exported(waiting: TestClient, context: Context) -> None:
    first, second = (_file(waiting, number, "6")["id"] for number in ("R-1", "R-2"))
    assert [_step(waiting, each, "accepted") for each in (first, second)] == ["accepted"] * 2, "the list is not known"
    _put_list(context)
    assert [_step(waiting, each, "released") for each in (first, second)] == ["ledger.exceeded"] * 2
    assert [_step(waiting, second, to) for to in ("suspended", "rejected")] == ["suspended", "rejected"]
    assert _step(waiting, first, "released") == "released"
    assert _file(waiting, "R-3", "4")["state"] == "accepted"
    assert verification.ledger(context).faults == ()


def test_the_same_list_again_decides_nothing_and_a_changed_one_does(client: TestClient, context: Context) -> None:
    _put_list(context)
    filed = _file(client, "R-1", "9")
    assert filed["state"] == "review", "no register knows site and firms"
    _put_list(context)
    assert _outcomes(client, filed["id"]) == ["refer"]
    export_lists.put(context, [builders.an_export_list(lines=[builders.pieces("8")])])
    assert _outcomes(client, filed["id"]) == ["refer", "ineligible"]


def test_who_listens_is_told(waiting: TestClient, context: Context) -> None:
    filed = _file(waiting, "R-1", "1")
    _put_list(context)
    with context.store.read() as session:
        told = session.exec(select(EventRow.type).where(EventRow.return_id == filed["id"])).all()
    assert told == ["return.declared", "return.list_known"]
    assert _outcomes(waiting, filed["id"]) == ["refer", "eligible"]


def test_a_list_that_becomes_another_exporters_still_verifies(context: Context) -> None:
    """Whichever of their chains is read first."""
    exporters = [builders.EXPORTER, STRANGER, {"code": "1101960001", "name": "北京某公司"}, builders.EXPORTER]
    for exporter in exporters:
        export_lists.put(context, [builders.an_export_list(cop_no="E-1", agent=builders.AGENT, exporter=exporter)])
    assert verification.audit_chains(context).faults == ()
