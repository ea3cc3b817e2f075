"""Registers that change by two: proposed by one, seen and approved by another, all of it in the office's chain."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from service.context import Context
from service.evidence import verification
from service.registers import entries, importing
from service.returns import filing
from tests import builders
from tests.harness import Clock, ServiceHarness

SITE = builders.site_json(site_code="NEWSITE")


pytestmark = pytest.mark.usefixtures("registers")


@pytest.fixture
def chen(harness: ServiceHarness) -> TestClient:
    """The registrar who proposes."""
    return harness.staff("registrar", "chen")


@pytest.fixture
def zhou(harness: ServiceHarness) -> TestClient:
    """Another registrar, who looks and decides."""
    return harness.staff("registrar", "zhou")


def _propose(client: TestClient, reason: str = "批复", **rows: list[Any]) -> str:
    """The id of what someone proposed."""
    answer = client.post("/v1/amendments", json={"rows": rows, "reason": reason})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def _send(client: TestClient, name: str, data: bytes, register: str = "sites") -> Response:
    wanted = {"register": register, "name": name, "reason": "年度更新"}
    return client.post("/v1/amendments/file", params=wanted, content=data)


def _decide(client: TestClient, identity: str, *, approve: bool = True) -> Response:
    body = {"approve": approve, "reason": "已核对原件"}
    return client.post(f"/v1/amendments/{identity}/verdict", json=body)


def _seen(client: TestClient, identity: str) -> Any:
    return client.get(f"/v1/amendments/{identity}").json()


def _changes(client: TestClient, identity: str, **wanted: Any) -> list[Any]:
    answer = client.get(f"/v1/amendments/{identity}/changes", params=wanted)
    items: list[Any] = answer.json()["items"]
    return items


def _sites(client: TestClient, **wanted: str) -> list[str]:
    return [row["site_code"] for row in client.get("/v1/sites", params=wanted).json()["items"]]


def _noted(harness: ServiceHarness) -> list[tuple[str, str]]:
    """Who did what with amendments and registers, the oldest first."""
    entries = harness.staff("auditor").get("/v1/audit/-", params={"limit": 500}).json()["items"]
    return [
        (each["action"], each["actor"])
        for each in reversed(entries)
        if each["action"].startswith(("amendment.", "register."))
    ]


def _code(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_what_is_proposed_holds_from_the_approval_of_another_on(
    harness: ServiceHarness, chen: TestClient, zhou: TestClient
) -> None:
    identity = _propose(chen, sites=[SITE])
    assert _sites(zhou, site_code="NEWSITE") == []
    assert _code(_decide(chen, identity)) == (403, "proposal.own")
    settled = _decide(zhou, identity).json()
    assert (settled["state"], settled["proposer"], settled["decided_by"]) == ("approved", "chen", "zhou")
    assert _sites(zhou, site_code="NEWSITE") == ["NEWSITE"]
    assert _code(_decide(harness.supervisor, identity)) == (409, "amendment.settled")
    assert _noted(harness) == [
        ("register.put", "operator"),
        ("amendment.proposed", "chen"),
        ("amendment.approved", "zhou"),
        ("register.put", "zhou"),
    ]
    assert verification.audit_chains(harness.context).faults == ()


def test_what_is_refused_or_withdrawn_leaves_the_registers_as_they_are(
    harness: ServiceHarness, chen: TestClient, zhou: TestClient
) -> None:
    refused, withdrawn = _propose(chen, sites=[SITE]), _propose(chen, offices=[builders.office_json()])
    assert _decide(harness.supervisor, refused, approve=False).json()["state"] == "refused"
    assert _decide(chen, withdrawn, approve=False).json()["state"] == "withdrawn"
    assert _sites(zhou, site_code="NEWSITE") == []
    assert zhou.get("/v1/offices").json()["items"] == []
    assert [action for action, _ in _noted(harness)][-2:] == ["amendment.refused", "amendment.withdrawn"]
    assert _code(_decide(zhou, "none")) == (404, "amendment.not_found")


def test_each_row_is_shown_with_what_it_changes(chen: TestClient, zhou: TestClient) -> None:
    same = builders.site_json()
    renamed = builders.site_json(name="另名", businesses=["retail_import"])
    later = builders.site_json(name="另名", valid_from="2026-07-01", businesses=["retail_import"])
    identity = _propose(chen, sites=[SITE, same, renamed, later], enterprises=[builders.enterprise_json()])
    effects = [(each["kind"], each["code"], each["effect"], each["fields"]) for each in _changes(zhou, identity)]
    code = builders.SITE_CODE
    assert effects == [
        ("sites", "NEWSITE", "added", []),
        ("sites", code, "same", []),
        ("sites", code, "replaced", ["name", "businesses"]),
        ("sites", code, "continued", []),
        ("enterprises", builders.EXPORTER["code"], "same", []),
    ]
    assert _seen(zhou, identity)["amendment"]["counts"] == {"added": 1, "continued": 1, "replaced": 1, "same": 2}
    (replaced,) = _changes(zhou, identity, effect="replaced")
    assert (replaced["before"]["name"], replaced["after"]["name"]) == (same["name"], "另名")
    _decide(zhou, identity)
    assert [each["effect"] for each in _changes(zhou, identity)] == [effect for _, _, effect, _ in effects], (
        "what it did stays told"
    )


def test_changes_come_page_by_page(chen: TestClient, zhou: TestClient) -> None:
    identity = _propose(chen, sites=[builders.site_json(site_code=f"S{number}") for number in range(5)])
    path, seen, cursor = f"/v1/amendments/{identity}/changes", [], 0
    while cursor is not None:
        page = zhou.get(path, params={"limit": 2, "cursor": cursor}).json()
        seen += [each["number"] for each in page["items"]]
        cursor = page["next"]
    assert seen == [1, 2, 3, 4, 5]


def test_a_row_entered_meanwhile_lets_nobody_approve_what_he_did_not_see(chen: TestClient, zhou: TestClient) -> None:
    first, second = _propose(chen, sites=[SITE]), _propose(chen, sites=[SITE | {"name": "另名"}])
    _decide(zhou, first)
    assert _seen(zhou, second)["overtaken"]
    assert not _seen(zhou, first)["overtaken"]
    assert _code(_decide(zhou, second)) == (409, "amendment.overtaken")
    assert _decide(zhou, second, approve=False).json()["state"] == "refused"


def test_the_open_cases_that_look_at_the_rows_are_counted_and_named_to_who_may_see_cases(
    harness: ServiceHarness, chen: TestClient, zhou: TestClient
) -> None:
    waits = filing.submit(harness.context, builders.a_declaration(site_code="NEWSITE")).record
    filing.submit(
        harness.context, builders.a_declaration(application_no="R-2", site_code="ELSEWHERE", lines=[_little()])
    )
    site, firm = _propose(chen, sites=[SITE]), _propose(chen, enterprises=[builders.agent_json(name="另名")])
    seen = _seen(harness.supervisor, site)
    assert (seen["waiting"], [each["return_id"] for each in seen["cases"]]) == (1, [waits.id])
    assert _seen(zhou, firm)["waiting"] == 2
    assert _seen(zhou, firm)["cases"] == [], "a registrar sees no cases"
    _decide(zhou, site)
    assert _seen(zhou, site)["waiting"] == 0


def _little() -> Any:
    return builders.line_json(quantity="0.1", legal_quantity="0.1", second_quantity=None, second_unit=None)


def test_a_file_is_read_on_the_server_and_its_source_kept(
    harness: ServiceHarness, chen: TestClient, zhou: TestClient
) -> None:
    data = "site_code,name,customs_code,businesses\nNEWSITE,新场所,2928,retail_export\n".encode("gb18030")
    sent = _send(chen, "C:\\备案\\场所.csv", data).json()
    assert sent["file"]["name"] == "场所.csv"
    assert len(sent["file"]["digest"]) == 64
    _decide(zhou, sent["id"])
    assert _sites(zhou, search="新场") == ["NEWSITE"]
    entries = harness.staff("auditor").get("/v1/audit/-", params={"subject": sent["id"]}).json()["items"]
    assert entries[-1]["detail"]["digest"] == sent["file"]["digest"]


def test_a_file_with_any_wrong_row_proposes_nothing_and_names_each(chen: TestClient, zhou: TestClient) -> None:
    data = "site_code,name,customs_code,businesses,valid_from,valid_until\n"
    data += "NEWSITE,新场所,2928,retail_export,,\nHZ-2,,29,retail_export,,\nHZ3,三,2928,x,2026-02-01,2026-01-01\n"
    refused = _send(chen, "sites.csv", data.encode())
    assert refused.status_code == 422
    assert [each["pointer"] for each in refused.json()["errors"]] == [
        "sites.csv:3 /name",
        "sites.csv:3 /customs_code",
        "sites.csv:4 /valid_until",
    ]
    assert zhou.get("/v1/amendments").json()["items"] == []


@pytest.mark.parametrize(
    ("name", "code"), [("sites.txt", "file.kind"), ("sites.xlsx", "file.xlsx"), ("a.csv", "file.empty")]
)
def test_a_file_that_is_none_is_refused_by_its_name(chen: TestClient, name: str, code: str) -> None:
    refused = _send(chen, name, b"")
    assert _code(refused)[1] == code
    assert refused.json()["errors"][0]["pointer"].startswith(name)


def test_what_cannot_be_proposed_is_told(chen: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(**rows: list[Any]) -> tuple[int, str, str]:
        answer = chen.post("/v1/amendments", json={"rows": rows, "reason": "x"})
        return *_code(answer), answer.json()["errors"][0]["pointer"]

    assert refused() == (409, "amendment.nothing", "/rows")
    assert refused(sites=[builders.site_json()]) == (409, "amendment.nothing", "/rows")
    ended = builders.site_json(valid_until="2020-01-01")
    assert refused(offices=[builders.office_json()], sites=[SITE, ended]) == (
        *(422, "period.order"),
        "/rows/sites/1/valid_until",
    )
    assert refused(sites=[{"site_code": "X"}])[1] == "field.missing"
    monkeypatch.setattr("service.registers.amendments._MOST_ROWS", 1)
    assert refused(sites=[SITE, SITE]) == (422, "amendment.too_many", "/rows")


def test_of_two_who_settle_at_once_one_does(harness: ServiceHarness, chen: TestClient, zhou: TestClient) -> None:
    identity = _propose(chen, sites=[SITE])
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda who: _decide(who, identity), (zhou, harness.supervisor)))
    assert sorted(each.status_code for each in answers) == [200, 409]
    assert _sites(zhou, site_code="NEWSITE") == ["NEWSITE"]


def test_one_registrar_enters_rows_alone_only_where_the_operator_lets_him(
    harness: ServiceHarness, chen: TestClient, zhou: TestClient
) -> None:
    assert _code(chen.put("/v1/sites", json=SITE)) == (409, "register.by_two")
    assert _sites(zhou, site_code="NEWSITE") == []
    alone = harness.with_settings(register_by_two=False)
    trusted = alone.client(cookies=chen.cookies, headers=chen.headers)
    assert trusted.put("/v1/sites", json=SITE).json() == {"read": 1, "changed": 1, "errors": []}


def test_the_operators_files_need_no_second(context: Context, tmp_path: Path) -> None:
    (tmp_path / "offices.csv").write_text("code,name\n2928,杭州海关跨境电商监管处\n", encoding="utf-8")
    assert importing.from_file(context, "offices", tmp_path / "offices.csv").changed == 1


def test_amendments_are_listed_from_the_newest_on_and_by_whether_they_wait(
    harness: ServiceHarness, chen: TestClient, zhou: TestClient, clock: Clock
) -> None:
    made = []
    for number in range(3):
        clock.now += timedelta(minutes=1)
        made.append(_propose(chen, sites=[builders.site_json(site_code=f"S{number}")]))
    _decide(zhou, made[1])

    def listed(**wanted: Any) -> list[str]:
        page = harness.supervisor.get("/v1/amendments", params=wanted).json()
        return [each["id"] for each in page["items"]]

    assert listed() == made[::-1]
    assert listed(waiting=True) == [made[2], made[0]]
    assert listed(waiting=False) == [made[1]]
    first = zhou.get("/v1/amendments?limit=2").json()
    assert listed(cursor=first["next"]) == [made[0]]


def test_rows_are_found_by_a_part_of_their_code_or_name(harness: ServiceHarness, zhou: TestClient) -> None:
    entries.put(harness.context, [builders.a_site(site_code="NBSITE", name='宁波"保税"100%场所')])
    assert _sites(zhou, search="100%场") == ["NBSITE"]
    assert _sites(zhou, search='"保税') == ["NBSITE"]
    assert _sites(zhou, search="nbs") == ["NBSITE"]
    assert _sites(zhou, search="2024") == [], "it looks in code and name alone"
    assert _sites(zhou, search="_") == []
    entries.put(harness.context, [builders.an_office(), builders.an_office(code="3100", name="宁波海关")])
    found = zhou.get("/v1/offices", params={"search": "宁波"}).json()["items"]
    assert [each["code"] for each in found] == ["3100"]
