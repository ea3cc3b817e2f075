"""Corners of the life of an application, its list and its tally that a review walked into."""

import pytest
from fastapi.testclient import TestClient

from schemas.ceb import write_exports
from schemas.faults import BadInput
from service.context import Context
from service.returns import messages
from tests import builders
from tests.contracts.test_ceb_writing import inventory
from tests.messages import GUID, SENDER, refund, released, returns_message, tallies_message, tally, texts

XML = {"content-type": "application/xml"}
MOST = "99999999999999"


def _file(client: TestClient, **changes: object) -> dict[str, object]:
    answer = client.post("/v1/returns", json=builders.declaration_json(**changes))
    assert answer.status_code in (200, 201), answer.text
    told: dict[str, object] = answer.json()
    return told


def _states(client: TestClient, message: bytes, path: str = "/v1/returns") -> list[str]:
    return texts(client.post(path, content=message, headers=XML).content, "returnStatus")


def test_quantities_add_up_beyond_what_one_message_can_hold(client: TestClient) -> None:
    line = builders.line_json(quantity=MOST, legal_quantity=MOST, second_quantity=MOST)
    for number in range(4):
        assert _file(client, application_no=f"R-{number}", lines=[line])["state"] == "review"


@pytest.mark.parametrize("time", ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59-08:00", "0001-01-01T00:00:00+08:00"])
def test_a_time_at_the_end_of_time_is_bad_input(client: TestClient, time: str) -> None:
    answer = client.post("/v1/returns", json=builders.declaration_json(declared_at=time))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/declared_at")
    with pytest.raises(BadInput):
        builders.a_declaration(declared_at=time)


def test_a_checked_receipt_holds_its_opening_within_its_length(registered: TestClient) -> None:
    wrong = {
        "direction": "E",
        "departure_country": "142",
        "customs_code": "9999",
        "platform": builders.AGENT,
        "exporter": builders.AGENT,
        "site_code": "NOWHERE",
        "declared_at": "2030-05-02T10:00:00+08:00",
        "return_mode": "0110",
        "list_no": "1",
        "lines": [builders.line_json(hs_code="1111", quantity="20")],
    }
    for left_out in ({}, *({name} for name in wrong)):
        made = refund(**{name: value for name, value in wrong.items() if name not in left_out})
        answer = registered.post("/v1/returns/check", content=returns_message(made), headers=XML)
        (info,) = texts(answer.content, "returnInfo")
        assert info.startswith("试算：")
        assert len(info) <= 1000


def test_a_fault_of_ours_spoils_one_application_only(
    registered: TestClient, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit = messages.filing.submit

    def failing(*arguments: object, **options: object) -> object:
        if arguments[1].application_no == "R-2":  # type: ignore[attr-defined]
            raise RuntimeError("broken")
        return submit(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(messages.filing, "submit", failing)
    made = returns_message(refund(), refund(application_no="R-2"), refund(application_no="R-3"))
    assert _states(registered, made) == ["120", "-9", "120"]


def test_a_list_that_got_another_number_is_gone_under_its_old_one(registered: TestClient) -> None:
    number = "22002026E000000009"
    moved = builders.export_list_json(list_no=number)
    assert registered.put("/v1/exports", json=moved).json()["changed"] == 1
    assert _file(registered)["state"] == "review"
    assert _file(registered, application_no="R-9", list_no=number)["state"] == "accepted"


def test_a_receipt_without_a_number_takes_none_away(client: TestClient) -> None:
    client.put("/v1/exports", content=write_exports([inventory(invt_no=None)], SENDER, GUID), headers=XML)
    for status, number, time in (("120", builders.LIST_NO, "20260408120000000"), ("100", "", "20260408130000000")):
        message = released(return_status=status, invt_no=number, return_time=time)
        assert client.put("/v1/exports", content=message, headers=XML).json()["changed"] == 1
    (kept,) = client.get("/v1/exports").json()["items"]
    assert kept["list_no"] == builders.LIST_NO


def test_the_number_that_customs_releases_under_beats_the_firms_own(client: TestClient) -> None:
    client.put("/v1/exports", content=write_exports([inventory(invt_no="PLACEHOLDER")], SENDER, GUID), headers=XML)
    client.put("/v1/exports", content=released(), headers=XML)
    (kept,) = client.get("/v1/exports").json()["items"]
    assert (kept["list_no"], kept["released_on"]) == (builders.LIST_NO, "2026-04-09")


def test_a_drafted_deletion_deletes_nothing(registered: TestClient) -> None:
    assert _states(registered, returns_message(refund())) == ["120"]
    assert _states(registered, returns_message(refund("3", "1"))) == ["1"]
    assert registered.get("/v1/returns").json()["items"][0]["state"] == "accepted"
    assert _states(registered, returns_message(refund("3", "1", application_no="R-0"))) == ["-3"]


def test_quantities_say_the_same_as_numbers(registered: TestClient) -> None:
    first = _file(registered)
    lines = [builders.line_json(quantity="2.00", legal_quantity="2.0", second_quantity="0.50000")]
    assert _file(registered, lines=lines)["id"] == first["id"]


def test_a_check_counts_the_day_that_the_tally_told(registered: TestClient) -> None:
    _file(registered)
    late = tallies_message(tally(app_time="20280601103000"))
    assert _states(registered, late, "/v1/tallies") == ["399"]
    assert registered.get("/v1/returns").json()["items"][0]["state"] == "rejected"
    assert registered.post("/v1/returns/check", json=builders.declaration_json()).json()["outcome"] == "ineligible"


def test_a_tally_of_another_list_tells_nothing(registered: TestClient) -> None:
    other = builders.export_list_json(list_no="22002026E000000002", cop_no="E-2")
    registered.put("/v1/exports", json=other)
    filed = _file(registered)
    assert _states(registered, tallies_message(tally(app_time="20280601103000")), "/v1/tallies") == ["399"]
    registered.post(f"/v1/returns/{filed['id']}/withdraw")
    assert _file(registered, list_no="22002026E000000002")["state"] == "accepted"


def test_a_draft_of_equal_content_is_answered_as_before(registered: TestClient) -> None:
    _file(registered)
    answer = registered.post("/v1/returns?draft=true", json=builders.declaration_json())
    assert (answer.status_code, answer.json()["state"]) == (200, "accepted")


def test_a_change_that_stands_twice_in_a_message_is_made_once(registered: TestClient) -> None:
    _file(registered)
    change = refund("2", reason="其他原因")
    answer = registered.post("/v1/returns", content=returns_message(change, change), headers=XML)
    assert len(set(texts(answer.content, "guid"))) == 1
    assert registered.get("/v1/returns").json()["items"][0]["revision"] == 2
