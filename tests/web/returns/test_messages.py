"""CEB213 in and CEB214 out, original lists joined with their receipts, tallies that decide again."""

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from schemas.ceb import Inventory, read_message, write_exports
from tests import builders
from tests.contracts.test_ceb_writing import inventory
from tests.harness import ServiceHarness
from tests.messages import (
    GUID,
    SENDER,
    official,
    refund,
    released,
    replaced,
    returns_message,
    schema_errors,
    tallies_message,
    tally,
    texts,
)

XML = {"content-type": "application/xml"}


def _post(client: TestClient, message: bytes, path: str = "/v1/returns", **headers: str) -> Response:
    answer: Response = client.post(path, content=message, headers=XML | headers)
    return answer


def _states(answer: Response) -> list[str]:
    return texts(answer.content, "returnStatus")


def test_a_message_is_answered_by_a_receipt_for_each_application(registered: TestClient) -> None:
    message = returns_message(
        refund(),
        refund(application_no="R-2", direction="E"),
        refund(application_no="R-3", site_code="NOWHERE"),
    )
    answer = _post(registered, message)
    assert (answer.status_code, answer.headers["content-type"]) == (201, "application/xml")
    assert _states(answer) == ["120", "100", "300"]
    assert texts(answer.content, "coElNo") == ["R20260502-0001", "R-2", "R-3"]
    assert "ceb_2022_05.direction" in texts(answer.content, "returnInfo")[1]
    assert "gacc_2026_024.return_site" in texts(answer.content, "returnInfo")[2]


def test_a_receipt_validates_against_the_official_schema(registered: TestClient) -> None:
    message = replaced(returns_message(refund(), refund(application_no="R-2")), "customsCode", "x")
    assert schema_errors(_post(registered, message).content) == []


def test_one_bad_application_does_not_spoil_the_others(registered: TestClient) -> None:
    message = replaced(returns_message(refund(), refund(application_no="R-2")), "qty", "0")
    answer = _post(registered, message)
    assert _states(answer) == ["-1", "120"]
    assert "/InvtRefund[1]/InvtRefundList[1]/qty" in texts(answer.content, "returnInfo")[0]
    assert [item["application_no"] for item in registered.get("/v1/returns").json()["items"]] == ["R-2"]


def test_the_same_application_twice_in_a_message_is_answered_twice_the_same(registered: TestClient) -> None:
    answer = _post(registered, returns_message(refund(), refund()))
    first, second = read_message(answer.content).entries
    assert first == second
    assert len(registered.get("/v1/returns").json()["items"]) == 1


def test_the_same_message_again_gets_the_same_answer(registered: TestClient) -> None:
    message = returns_message(refund(), refund(application_no="R-2", direction="E"))
    assert _post(registered, message).content == _post(registered, message).content


def test_other_content_under_the_same_number_is_a_negative_receipt_that_says_so(registered: TestClient) -> None:
    _post(registered, returns_message())
    answer = _post(registered, returns_message(refund(reason="另一原因")))
    assert _states(answer) == ["-2"]
    assert "已按其他内容申报" in texts(answer.content, "returnInfo")[0]
    assert answer.status_code == 200


def test_types_and_states_of_an_application(registered: TestClient) -> None:
    steps = [
        (refund("1", "1"), "1"),
        (refund("1", "2"), "120"),
        (refund("2", "2", reason="另一原因"), "120"),
        (refund("3", "2"), "120"),
        (refund("3", "2", application_no="NONE"), "-3"),
        (refund("2", "2", application_no="NONE"), "-3"),
    ]
    for made, expected in steps:
        assert _states(_post(registered, returns_message(made))) == [expected]
    (kept,) = registered.get("/v1/returns").json()["items"]
    assert (kept["state"], kept["revision"], kept["declaration"]["reason"]) == ("withdrawn", 3, "另一原因")


@pytest.mark.parametrize("path", ["/v1/returns", "/v1/returns/check"])
def test_the_answer_comes_in_the_form_that_is_asked_for(registered: TestClient, path: str) -> None:
    as_json = _post(registered, returns_message(), path, accept="application/json")
    assert as_json.headers["content-type"] == "application/json"
    (item,) = as_json.json()["items"]
    assert (item["application_no"], item["return_status"]) == ("R20260502-0001", "120")
    other = builders.declaration_json(application_no="R-2")
    xml = registered.post(path, json=other, headers={"accept": "application/xml"})
    assert xml.headers["content-type"] == "application/xml"
    assert _states(xml) == ["120"]


def test_check_keeps_nothing(registered: TestClient) -> None:
    answer = _post(registered, returns_message(refund(), refund(application_no="R-2")), "/v1/returns/check")
    assert _states(answer) == ["120", "120"]
    assert registered.get("/v1/returns").json()["items"] == []


def test_return_info_is_cut_between_reasons(client: TestClient) -> None:
    made = refund(
        list_no="9" * 17,
        direction="E",
        departure_country="142",
        customs_code="1100",
        return_mode="0110",
        site_code=None,
    )
    (info,) = texts(_post(client, returns_message(made)).content, "returnInfo")
    assert 0 < len(info) <= 1000
    assert info.endswith("。")
    assert info.count("[") == info.count("]")


def test_the_official_sample_is_rejected_for_its_short_list_number(client: TestClient) -> None:
    answer = _post(client, official("samples/CEB213Message.xml").read_bytes())
    assert answer.status_code == 201
    assert _states(answer) == ["100"] * 10
    assert schema_errors(answer.content) == []
    assert all("[ceb_2022_05.list_no]不符合" in info for info in texts(answer.content, "returnInfo"))
    kept = registered_numbers(client)
    assert kept == ["back_26339801", "back_26339802"]
    receipts = read_message(answer.content).entries
    assert len({receipt.guid for receipt in receipts}) == 2  # type: ignore[union-attr]


def registered_numbers(client: TestClient) -> list[str]:
    return sorted(item["application_no"] for item in client.get("/v1/returns").json()["items"])


@pytest.mark.parametrize("receipt_first", [True, False])
def test_a_list_is_joined_with_its_receipt_whichever_comes_first(client: TestClient, receipt_first: bool) -> None:
    messages = [write_exports([inventory()], SENDER, GUID), released()]
    for message in reversed(messages) if receipt_first else messages:
        answer = client.put("/v1/exports", content=message, headers=XML)
        assert answer.json() == {"read": 1, "changed": 1, "errors": []}, answer.text
    (kept,) = client.get(f"/v1/exports?list_no={builders.LIST_NO}").json()["items"]
    assert (kept["list_no"], kept["released_on"]) == (builders.LIST_NO, "2026-04-09")
    assert (kept["declared_on"], kept["exported_on"], kept["cop_no"]) == ("2026-04-08", "2026-04-10", "E20260408-0001")


def test_the_earliest_release_counts_in_shanghai_time(client: TestClient) -> None:
    client.put("/v1/exports", content=write_exports([inventory()], SENDER, GUID), headers=XML)
    for status, time in (
        ("899", "20260412090000000"),
        ("120", "20260408120000000"),
        ("800", "20260409235959999"),
        ("800", "20260410000000000"),
    ):
        client.put("/v1/exports", content=released(return_status=status, return_time=time), headers=XML)
    (kept,) = client.get("/v1/exports").json()["items"]
    assert kept["released_on"] == "2026-04-09"
    again = client.put("/v1/exports", content=released(return_time="20260410000000000"), headers=XML)
    assert again.json()["changed"] == 0


def test_a_receipt_of_another_firm_touches_nothing(client: TestClient) -> None:
    client.put("/v1/exports", content=write_exports([inventory()], SENDER, GUID), headers=XML)
    client.put("/v1/exports", content=released(agent_code="OTHER"), headers=XML)
    (kept,) = client.get("/v1/exports").json()["items"]
    assert (kept["list_no"], kept["released_on"]) == (None, None)


def test_a_list_not_yet_released_leaves_its_year_unknown(registered: TestClient) -> None:
    registered.put("/v1/exports", json=builders.export_list_json(released_on=None))
    decision = registered.post("/v1/returns/check", json=builders.declaration_json()).json()
    assert decision["outcome"] == "refer"
    registered.put("/v1/exports", content=released(), headers=XML)
    decision = registered.post("/v1/returns/check", json=builders.declaration_json()).json()
    assert decision["outcome"] == "eligible"


def test_drafts_of_lists_are_left_and_deleted_lists_are_unknown(registered: TestClient) -> None:
    draft = inventory(app_status="1", cop_no="E-DRAFT")
    answer = registered.put("/v1/exports", content=write_exports([draft], SENDER, GUID), headers=XML)
    assert answer.json() == {"read": 1, "changed": 0, "errors": []}
    deleted = write_exports([inventory(app_type="3")], SENDER, GUID)
    assert registered.put("/v1/exports", content=deleted, headers=XML).json()["changed"] == 1
    assert registered.put("/v1/exports", content=deleted, headers=XML).json()["changed"] == 0
    assert registered.get("/v1/exports").json()["items"] == []
    decision = registered.post("/v1/returns/check", json=builders.declaration_json()).json()
    assert decision["outcome"] == "refer"


def test_a_list_put_again_otherwise_stands_in_its_newest_version(registered: TestClient) -> None:
    changed = builders.export_list_json(supervision_mode="9810")
    assert registered.put("/v1/exports", json=changed).json()["changed"] == 1
    (kept,) = registered.get("/v1/exports").json()["items"]
    assert kept["supervision_mode"] == "9810"
    assert registered.put("/v1/exports", json=[changed, changed]).json() == {"read": 2, "changed": 0, "errors": []}


def test_a_list_that_cannot_be_read_is_named_among_the_good(client: TestClient) -> None:
    message = write_exports([inventory(), inventory(cop_no="E-2")], SENDER, GUID)
    answer = client.put("/v1/exports", content=replaced(message, "ieFlag", "I"), headers=XML)
    assert (answer.status_code, answer.json()["changed"]) == (200, 1)
    assert answer.json()["errors"][0]["pointer"] == "/CEB603Message/Inventory[1]/InventoryHead/ieFlag"
    both = replaced(replaced(message, "ieFlag", "I"), "ieFlag", "I", 2)
    refused = client.put("/v1/exports", content=both, headers=XML)
    assert (refused.status_code, len(refused.json()["errors"])) == (422, 2)
    other = client.put("/v1/exports", content=returns_message(), headers=XML)
    assert (other.status_code, other.json()["code"]) == (400, "xml.root")


def test_a_tally_sets_the_day_of_arrival_and_decides_again(registered: TestClient) -> None:
    registered.put("/v1/sites", json=builders.site_json(valid_until="2026-05-10"))
    record = registered.post("/v1/returns", json=builders.declaration_json()).json()
    assert record["state"] == "accepted"
    answer = _post(registered, tallies_message(tally(app_time="20260510080000")), "/v1/tallies")
    assert (answer.status_code, texts(answer.content, "returnStatus")) == (200, ["399"])
    assert schema_errors(answer.content) == []
    again = registered.get(f"/v1/returns/{record['id']}").json()
    assert (again["state"], again["arrived_on"], again["revision"]) == ("rejected", "2026-05-10", 1)
    old, new = record["decision"]["decision_id"], again["decision"]["decision_id"]
    assert registered.get(f"/v1/decisions/{old}").json()["outcome"] == "eligible"
    assert registered.get(f"/v1/decisions/{new}").json()["outcome"] == "ineligible"
    both = registered.get(f"/v1/returns/{record['id']}/decisions").json()["items"]
    assert [each["decision_id"] for each in both] == [old, new]


def test_a_tally_repeated_changes_nothing_and_one_deleted_undoes(registered: TestClient) -> None:
    record = registered.post("/v1/returns", json=builders.declaration_json()).json()
    _post(registered, tallies_message(tally()), "/v1/tallies")
    first = registered.get(f"/v1/returns/{record['id']}").json()
    _post(registered, tallies_message(tally()), "/v1/tallies")
    assert registered.get(f"/v1/returns/{record['id']}").json() == first
    _post(registered, tallies_message(tally(app_type="3")), "/v1/tallies")
    assert registered.get(f"/v1/returns/{record['id']}").json()["arrived_on"] is None


def test_an_arrival_that_was_declared_stands_against_a_tally(registered: TestClient) -> None:
    record = registered.post("/v1/returns", json=builders.declaration_json(arrived_on="2026-05-03")).json()
    _post(registered, tallies_message(tally()), "/v1/tallies")
    assert registered.get(f"/v1/returns/{record['id']}").json()["arrived_on"] == "2026-05-03"


def test_a_tally_that_fits_no_return_or_several_is_sent_back(registered: TestClient) -> None:
    registered.post("/v1/returns", json=builders.declaration_json())
    registered.post("/v1/returns", json=builders.declaration_json(exporter={"code": "OTHER", "name": "另一企业"}))
    answer = _post(
        registered,
        tallies_message(
            tally(co_el_no="NONE"), tally(), tally(app_status="1"), tally(invt_no=None, co_el_no="R20260502-0001")
        ),
        "/v1/tallies",
    )
    assert texts(answer.content, "returnStatus") == ["100", "100", "1", "100"]
    assert "没有申请编号" in texts(answer.content, "returnInfo")[0]


def test_tallies_take_xml_only(client: TestClient) -> None:
    assert client.post("/v1/tallies", json={}).status_code == 415


def test_a_tally_that_cannot_be_read_is_refused_alone(registered: TestClient) -> None:
    registered.post("/v1/returns", json=builders.declaration_json())
    message = replaced(tallies_message(tally(), tally()), "appTime", "x")
    answer = _post(registered, message, "/v1/tallies")
    assert texts(answer.content, "returnStatus") == ["-1", "399"]
    assert "/CEB215Message/InvtRefundDetail[1]/appTime" in texts(answer.content, "returnInfo")[0]
    assert schema_errors(answer.content) == []


def test_of_a_firms_lists_each_stands_for_itself(harness: ServiceHarness, client: TestClient) -> None:
    taken = inventory(agent_code="OTHER", ebc_code="OTHER", cop_no="E-9", invt_no="22442026E000000009")
    assert client.put("/v1/exports", content=write_exports([taken], SENDER, GUID), headers=XML).json()["changed"] == 1
    strange = inventory(agent_code="OTHER", ebc_code="OTHER", cop_no="E-2")
    claimed = inventory(cop_no="E-3", invt_no="22442026E000000009")
    firm = harness.firm()

    def put(*lists: Inventory) -> Response:
        return firm.put("/v1/exports", content=write_exports(lists, SENDER, GUID), headers=XML)

    answer = put(strange, inventory(), claimed)
    assert (answer.status_code, answer.json()["read"], answer.json()["changed"]) == (200, 3, 1)
    assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [
        ("/CEB603Message/Inventory[1]", "access.firm"),
        ("/CEB603Message/Inventory[3]", "list.taken"),
    ]
    assert [each["cop_no"] for each in firm.get("/v1/exports").json()["items"]] == ["E20260408-0001"]
    assert put(strange).status_code == 403
    none = put(strange, claimed)
    assert (none.status_code, len(none.json()["errors"])) == (422, 2)
    assert firm.put("/v1/exports", content=released(agent_code="OTHER"), headers=XML).status_code == 403
