"""The life of a return over HTTP."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select, update

from schemas.tables import DecisionRow, ReturnRow, RevisionRow
from service.context import Context
from tests import builders

Json = dict[str, Any]


def _line(quantity: str) -> list[Json]:
    return [builders.line_json(quantity=quantity, legal_quantity=quantity, second_quantity=None)]


def _submit(client: TestClient, **changes: Any) -> Json:
    answer = client.post("/v1/returns", json=builders.declaration_json(**changes))
    assert answer.status_code in (200, 201), answer.text
    record: Json = answer.json()
    return record


def _count(context: Context, table: type) -> int:
    with context.store.read() as session:
        return len(session.exec(select(table)).all())


def test_a_return_is_decided_kept_and_found_again(registered: TestClient) -> None:
    record = _submit(registered)
    assert (record["state"], record["return_status"], record["revision"]) == ("accepted", "120", 1)
    decision = record["decision"]
    assert decision["outcome"] == "eligible"
    assert decision["decision_id"]
    assert len(decision["rulebook"]) == len(decision["dossier"]) == 64
    assert registered.get(f"/v1/returns/{record['id']}").json() == record
    assert registered.get(f"/v1/decisions/{decision['decision_id']}").json() == decision


def test_check_decides_the_same_and_records_nothing(registered: TestClient, context: Context) -> None:
    checked = registered.post("/v1/returns/check", json=builders.declaration_json()).json()
    assert _count(context, ReturnRow) == 0
    decided = _submit(registered)["decision"]
    assert checked | {"decision_id": decided["decision_id"]} == decided


def test_equal_content_differs_at_most_in_guid_time_and_pre_number(registered: TestClient, context: Context) -> None:
    first = _submit(registered)
    other = builders.declaration_json(guid=None, pre_no="B20260502000000001", declared_at="2026-05-03T10:00:00+08:00")
    again = registered.post("/v1/returns", json=other)
    assert (again.status_code, again.json()) == (200, first)
    assert _count(context, RevisionRow) == 1


def test_other_content_under_the_same_number_is_a_conflict(registered: TestClient, context: Context) -> None:
    _submit(registered)
    answer = registered.post("/v1/returns", json=builders.declaration_json(reason="another"))
    assert (answer.status_code, answer.json()["code"]) == (409, "return.exists")
    assert answer.json()["errors"][0]["pointer"] == "/application_no"
    assert _count(context, RevisionRow) == 1


def test_another_exporter_may_use_the_same_number(registered: TestClient) -> None:
    first = _submit(registered)
    second = _submit(registered, exporter={"code": "3110960009", "name": "另一企业"})
    assert first["id"] != second["id"]


def test_a_rejected_return_is_revised_by_other_content(registered: TestClient, context: Context) -> None:
    first = _submit(registered, lines=_line("11"))
    assert first["state"] == "rejected"
    assert _submit(registered, lines=_line("11")) == first
    second = _submit(registered, lines=_line("10"))
    assert (second["id"], second["revision"], second["state"]) == (first["id"], 2, "accepted")
    assert _count(context, DecisionRow) == 2


def test_a_draft_is_kept_and_neither_decided_nor_counted(registered: TestClient, context: Context) -> None:
    draft = registered.post("/v1/returns?draft=true", json=builders.declaration_json(lines=_line("10")))
    assert draft.status_code == 201
    assert (draft.json()["state"], draft.json()["return_status"], draft.json()["decision"]) == ("draft", "1", None)
    assert _count(context, DecisionRow) == 0
    assert _submit(registered, application_no="R-2", lines=_line("10"))["state"] == "accepted"
    declared = registered.put(f"/v1/returns/{draft.json()['id']}", json=builders.declaration_json(lines=_line("10")))
    assert (declared.json()["state"], declared.json()["revision"]) == ("rejected", 2)


def test_a_draft_may_change_while_it_is_one(registered: TestClient) -> None:
    draft = registered.post("/v1/returns?draft=true", json=builders.declaration_json()).json()
    changed = builders.declaration_json(reason="another")
    kept = registered.put(f"/v1/returns/{draft['id']}?draft=true", json=changed).json()
    assert (kept["state"], kept["revision"], kept["declaration"]["reason"]) == ("draft", 2, "another")
    assert _submit(registered)["state"] == "accepted"
    back = registered.put(f"/v1/returns/{draft['id']}?draft=true", json=changed)
    assert (back.status_code, back.json()["code"]) == (409, "return.declared")


def test_a_change_swaps_the_quantities_in_one_step(registered: TestClient) -> None:
    first = _submit(registered, lines=_line("10"))
    changed = registered.put(f"/v1/returns/{first['id']}", json=builders.declaration_json(lines=_line("4"))).json()
    assert (changed["revision"], changed["state"]) == (2, "accepted")
    assert _submit(registered, application_no="R-2", lines=_line("6"))["state"] == "accepted"
    too_many = registered.put(f"/v1/returns/{first['id']}", json=builders.declaration_json(lines=_line("5"))).json()
    assert too_many["state"] == "rejected"


def test_a_change_is_decided_from_what_is_known_now(registered: TestClient) -> None:
    record = _submit(registered, site_code="NEWSITE")
    assert record["state"] == "review"
    registered.put("/v1/sites", json=builders.site_json(site_code="NEWSITE"))
    assert _submit(registered, site_code="NEWSITE") == record
    again = registered.put(f"/v1/returns/{record['id']}", json=builders.declaration_json(site_code="NEWSITE")).json()
    assert (again["state"], again["revision"]) == ("accepted", 2)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [({"application_no": "R-9"}, "/application_no"), ({"exporter": {"code": "X", "name": "x"}}, "/exporter/code")],
)
def test_a_change_keeps_number_and_exporter(registered: TestClient, changes: Json, pointer: str) -> None:
    record = _submit(registered)
    answer = registered.put(f"/v1/returns/{record['id']}", json=builders.declaration_json(**changes))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_a_withdrawn_return_frees_its_quantities(registered: TestClient) -> None:
    first = _submit(registered, lines=_line("10"))
    withdrawn = registered.post(f"/v1/returns/{first['id']}/withdraw").json()
    assert (withdrawn["state"], withdrawn["return_status"]) == ("withdrawn", None)
    assert registered.post(f"/v1/returns/{first['id']}/withdraw").json() == withdrawn
    assert _submit(registered, application_no="R-2", lines=_line("10"))["state"] == "accepted"


def test_a_released_return_is_closed(registered: TestClient, context: Context) -> None:
    record = _submit(registered)
    with context.store.write() as session:
        session.exec(update(ReturnRow).values(state="released"))
    for answer in (
        registered.put(f"/v1/returns/{record['id']}", json=builders.declaration_json(reason="another")),
        registered.post(f"/v1/returns/{record['id']}/withdraw"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "return.released")
    assert registered.get(f"/v1/returns/{record['id']}").json()["return_status"] == "800"
    late = _submit(registered, application_no="R-2", lines=_line("10"))
    assert late["state"] == "rejected", "what was released stays counted"


@pytest.mark.parametrize("state", ["review", "inspection", "handed_over", "suspended", "released"])
def test_returns_not_rejected_or_withdrawn_count(registered: TestClient, context: Context, state: str) -> None:
    _submit(registered, lines=_line("8"))
    with context.store.write() as session:
        session.exec(update(ReturnRow).values(state=state))
    assert _submit(registered, application_no="R-2", lines=_line("3"))["state"] == "rejected"


def test_the_decision_is_made_from_the_rows_of_its_day(registered: TestClient) -> None:
    ended = builders.enterprise_json(valid_until="2026-05-02")
    begun = builders.enterprise_json(valid_from="2026-05-02", separate_work_area=False)
    registered.put("/v1/enterprises", json=[ended, begun])
    day_before = _submit(registered, declared_at="2026-05-01T23:59:59+08:00")
    assert day_before["state"] == "accepted"
    on_the_day = _submit(registered, application_no="R-2", declared_at="2026-05-02T00:00:00+08:00")
    assert on_the_day["state"] == "rejected"


def test_a_lapsed_site_is_known_and_unmet_and_a_later_row_of_the_same_day_replaces_it(registered: TestClient) -> None:
    registered.put("/v1/sites", json=builders.site_json(valid_until="2026-01-01"))
    assert _submit(registered)["state"] == "rejected"
    registered.put("/v1/sites", json=builders.site_json())
    assert _submit(registered, application_no="R-2")["state"] == "accepted"
    assert len(registered.get("/v1/sites").json()["items"]) == 3


def test_pages_go_from_the_newest_on(registered: TestClient) -> None:
    made = [_submit(registered, application_no=f"R-{number}", lines=_line("1"))["id"] for number in range(5)]
    first = registered.get("/v1/returns?limit=2").json()
    second = registered.get(f"/v1/returns?limit=2&cursor={first['next']}").json()
    third = registered.get(f"/v1/returns?limit=2&cursor={second['next']}").json()
    found = [item["id"] for page in (first, second, third) for item in page["items"]]
    assert (found, third["next"]) == (made[::-1], None)
    only = registered.get("/v1/returns?application_no=R-3&state=accepted").json()["items"]
    assert [item["id"] for item in only] == [made[3]]
    assert registered.get("/v1/returns?exporter=NOBODY").json()["items"] == []


def test_at_the_same_moment_no_more_is_accepted_than_was_exported(registered: TestClient) -> None:
    with ThreadPoolExecutor(8) as pool:
        states = list(
            pool.map(
                lambda number: _submit(registered, application_no=f"R-{number}", lines=_line("3"))["state"], range(24)
            )
        )
    assert states.count("accepted") == 3
    assert states.count("rejected") == 21
