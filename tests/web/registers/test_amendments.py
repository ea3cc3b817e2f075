"""Registers that change by two: proposed by one, seen and approved by another, all of it in the office's chain."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from schemas.work.accounts import StaffRole
from service.app import create_app
from service.context import Context
from service.evidence import verification
from service.registers import entries, export_lists, importing
from service.returns import filing
from service.settings import Settings
from tests import builders
from tests.identity import let_in
from tests.web.conftest import Clock

SITE = builders.site_json(site_code="NEWSITE")


class Registry:
    """The service with two registrars, a supervisor and an auditor, over a register with one site and two firms."""

    def __init__(self, context: Context, folder: Path) -> None:
        self.context = context
        self._app = create_app(Settings(data_dir=folder), context)
        self.chen, self.zhou = self.staff("registrar", "chen"), self.staff("registrar", "zhou")
        self.supervisor, self.auditor = self.staff("supervisor", "li"), self.staff("auditor", "gu")
        export_lists.put(context, [builders.an_export_list()])
        entries.put(context, [builders.a_site(), builders.an_enterprise(), builders.an_agent()])

    def staff(self, role: StaffRole, name: str) -> TestClient:
        client = TestClient(self._app)
        let_in(client, self.context, role, name)
        return client

    def propose(self, reason: str = "批复", **rows: list[Any]) -> str:
        """The id of what chen proposed."""
        answer = self.chen.post("/v1/amendments", json={"rows": rows, "reason": reason})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def send(self, name: str, data: bytes, register: str = "sites") -> Response:
        wanted = {"register": register, "name": name, "reason": "年度更新"}
        return self.chen.post("/v1/amendments/file", params=wanted, content=data)

    def settle(self, client: TestClient, identity: str, *, approve: bool = True) -> Response:
        body = {"approve": approve, "reason": "已核对原件"}
        return client.post(f"/v1/amendments/{identity}/verdict", json=body)

    def seen(self, identity: str, client: TestClient | None = None) -> Any:
        return (client or self.zhou).get(f"/v1/amendments/{identity}").json()

    def changes(self, identity: str, **wanted: Any) -> list[Any]:
        answer = self.zhou.get(f"/v1/amendments/{identity}/changes", params=wanted)
        items: list[Any] = answer.json()["items"]
        return items

    def sites(self, **wanted: str) -> list[str]:
        return [row["site_code"] for row in self.zhou.get("/v1/sites", params=wanted).json()["items"]]

    def told(self) -> list[tuple[str, str]]:
        """Who did what with amendments and registers, the oldest first."""
        entries = self.auditor.get("/v1/audit/-", params={"limit": 500}).json()["items"]
        return [
            (each["action"], each["actor"])
            for each in reversed(entries)
            if each["action"].startswith(("amendment.", "register."))
        ]


@pytest.fixture
def registry(context: Context, tmp_path: Path) -> Registry:
    return Registry(context, tmp_path)


def _code(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_what_is_proposed_holds_from_the_approval_of_another_on(registry: Registry) -> None:
    identity = registry.propose(sites=[SITE])
    assert registry.sites(site_code="NEWSITE") == []
    assert _code(registry.settle(registry.chen, identity)) == (403, "proposal.own")
    settled = registry.settle(registry.zhou, identity).json()
    assert (settled["state"], settled["proposer"], settled["decided_by"]) == ("approved", "chen", "zhou")
    assert registry.sites(site_code="NEWSITE") == ["NEWSITE"]
    assert _code(registry.settle(registry.supervisor, identity)) == (409, "amendment.settled")
    assert registry.told() == [
        ("register.put", "operator"),
        ("amendment.proposed", "chen"),
        ("amendment.approved", "zhou"),
        ("register.put", "zhou"),
    ]
    assert verification.audit_chains(registry.context).faults == ()


def test_what_is_refused_or_withdrawn_leaves_the_registers_as_they_are(registry: Registry) -> None:
    refused, withdrawn = registry.propose(sites=[SITE]), registry.propose(offices=[builders.office_json()])
    assert registry.settle(registry.supervisor, refused, approve=False).json()["state"] == "refused"
    assert registry.settle(registry.chen, withdrawn, approve=False).json()["state"] == "withdrawn"
    assert registry.sites(site_code="NEWSITE") == []
    assert registry.zhou.get("/v1/offices").json()["items"] == []
    assert [action for action, _ in registry.told()][-2:] == ["amendment.refused", "amendment.withdrawn"]
    assert _code(registry.settle(registry.zhou, "none")) == (404, "amendment.not_found")


def test_each_row_is_shown_with_what_it_changes(registry: Registry) -> None:
    same = builders.site_json()
    renamed = builders.site_json(name="另名", businesses=["retail_import"])
    later = builders.site_json(name="另名", valid_from="2026-07-01", businesses=["retail_import"])
    identity = registry.propose(sites=[SITE, same, renamed, later], enterprises=[builders.enterprise_json()])
    told = [(each["kind"], each["code"], each["effect"], each["fields"]) for each in registry.changes(identity)]
    code = builders.SITE_CODE
    assert told == [
        ("sites", "NEWSITE", "added", []),
        ("sites", code, "same", []),
        ("sites", code, "replaced", ["name", "businesses"]),
        ("sites", code, "continued", []),
        ("enterprises", builders.EXPORTER["code"], "same", []),
    ]
    assert registry.seen(identity)["amendment"]["counts"] == {"added": 1, "continued": 1, "replaced": 1, "same": 2}
    (replaced,) = registry.changes(identity, effect="replaced")
    assert (replaced["before"]["name"], replaced["after"]["name"]) == (same["name"], "另名")
    registry.settle(registry.zhou, identity)
    assert [each["effect"] for each in registry.changes(identity)] == [told[2] for told in told], (
        "what it did stays told"
    )


def test_changes_come_page_by_page(registry: Registry) -> None:
    identity = registry.propose(sites=[builders.site_json(site_code=f"S{number}") for number in range(5)])
    path, seen, cursor = f"/v1/amendments/{identity}/changes", [], 0
    while cursor is not None:
        page = registry.zhou.get(path, params={"limit": 2, "cursor": cursor}).json()
        seen += [each["number"] for each in page["items"]]
        cursor = page["next"]
    assert seen == [1, 2, 3, 4, 5]


def test_a_row_entered_meanwhile_lets_nobody_approve_what_he_did_not_see(registry: Registry) -> None:
    first, second = registry.propose(sites=[SITE]), registry.propose(sites=[SITE | {"name": "另名"}])
    registry.settle(registry.zhou, first)
    assert registry.seen(second)["overtaken"]
    assert not registry.seen(first)["overtaken"]
    assert _code(registry.settle(registry.zhou, second)) == (409, "amendment.overtaken")
    assert registry.settle(registry.zhou, second, approve=False).json()["state"] == "refused"


def test_the_open_cases_that_look_at_the_rows_are_counted_and_named_to_who_may_see_cases(registry: Registry) -> None:
    waits = filing.submit(registry.context, builders.a_declaration(site_code="NEWSITE")).record
    filing.submit(
        registry.context, builders.a_declaration(application_no="R-2", site_code="ELSEWHERE", lines=[_little()])
    )
    site, firm = registry.propose(sites=[SITE]), registry.propose(enterprises=[builders.agent_json(name="另名")])
    seen = registry.seen(site, registry.supervisor)
    assert (seen["waiting"], [each["return_id"] for each in seen["cases"]]) == (1, [waits.id])
    assert registry.seen(firm)["waiting"] == 2
    assert registry.seen(firm)["cases"] == [], "a registrar sees no cases"
    registry.settle(registry.zhou, site)
    assert registry.seen(site)["waiting"] == 0


def _little() -> Any:
    return builders.line_json(quantity="0.1", legal_quantity="0.1", second_quantity=None, second_unit=None)


def test_a_file_is_read_on_the_server_and_its_source_kept(registry: Registry) -> None:
    data = "site_code,name,customs_code,businesses\nNEWSITE,新场所,2928,retail_export\n".encode("gb18030")
    told = registry.send("C:\\备案\\场所.csv", data).json()
    assert told["file"]["name"] == "场所.csv"
    assert len(told["file"]["digest"]) == 64
    registry.settle(registry.zhou, told["id"])
    assert registry.sites(search="新场") == ["NEWSITE"]
    entries = registry.auditor.get("/v1/audit/-", params={"subject": told["id"]}).json()["items"]
    assert entries[-1]["detail"]["digest"] == told["file"]["digest"]


def test_a_file_with_any_wrong_row_proposes_nothing_and_names_each(registry: Registry) -> None:
    data = "site_code,name,customs_code,businesses,valid_from,valid_until\n"
    data += "NEWSITE,新场所,2928,retail_export,,\nHZ-2,,29,retail_export,,\nHZ3,三,2928,x,2026-02-01,2026-01-01\n"
    refused = registry.send("sites.csv", data.encode())
    assert refused.status_code == 422
    assert [each["pointer"] for each in refused.json()["errors"]] == [
        "sites.csv:3 /name",
        "sites.csv:3 /customs_code",
        "sites.csv:4 /valid_until",
    ]
    assert registry.zhou.get("/v1/amendments").json()["items"] == []


@pytest.mark.parametrize(
    ("name", "code"), [("sites.txt", "file.kind"), ("sites.xlsx", "file.xlsx"), ("a.csv", "file.empty")]
)
def test_a_file_that_is_none_is_refused_by_its_name(registry: Registry, name: str, code: str) -> None:
    refused = registry.send(name, b"")
    assert _code(refused)[1] == code
    assert refused.json()["errors"][0]["pointer"].startswith(name)


def test_what_cannot_be_proposed_is_told(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(**rows: list[Any]) -> tuple[int, str, str]:
        answer = registry.chen.post("/v1/amendments", json={"rows": rows, "reason": "x"})
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


def test_of_two_who_settle_at_once_one_does(registry: Registry) -> None:
    identity = registry.propose(sites=[SITE])
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda who: registry.settle(who, identity), (registry.zhou, registry.supervisor)))
    assert sorted(each.status_code for each in answers) == [200, 409]
    assert registry.sites(site_code="NEWSITE") == ["NEWSITE"]


def test_one_registrar_enters_rows_alone_only_where_the_operator_lets_him(
    registry: Registry, context: Context, tmp_path: Path
) -> None:
    assert _code(registry.chen.put("/v1/sites", json=SITE)) == (409, "register.by_two")
    assert registry.sites(site_code="NEWSITE") == []
    alone = replace(context, settings=Settings(data_dir=tmp_path, register_by_two=False))
    chen = TestClient(create_app(alone.settings, alone), cookies=registry.chen.cookies, headers=registry.chen.headers)
    assert chen.put("/v1/sites", json=SITE).json() == {"read": 1, "changed": 1, "errors": []}


def test_the_operators_files_need_no_second(context: Context, tmp_path: Path) -> None:
    (tmp_path / "offices.csv").write_text("code,name\n2928,杭州海关跨境电商监管处\n", encoding="utf-8")
    assert importing.from_file(context, "offices", tmp_path / "offices.csv").changed == 1


def test_amendments_are_listed_from_the_newest_on_and_by_whether_they_wait(registry: Registry, clock: Clock) -> None:
    made = []
    for number in range(3):
        clock.now += timedelta(minutes=1)
        made.append(registry.propose(sites=[builders.site_json(site_code=f"S{number}")]))
    registry.settle(registry.zhou, made[1])

    def listed(**wanted: Any) -> list[str]:
        page = registry.supervisor.get("/v1/amendments", params=wanted).json()
        return [each["id"] for each in page["items"]]

    assert listed() == made[::-1]
    assert listed(waiting=True) == [made[2], made[0]]
    assert listed(waiting=False) == [made[1]]
    first = registry.zhou.get("/v1/amendments?limit=2").json()
    assert listed(cursor=first["next"]) == [made[0]]


def test_rows_are_found_by_a_part_of_their_code_or_name(registry: Registry) -> None:
    entries.put(registry.context, [builders.a_site(site_code="NBSITE", name='宁波"保税"100%场所')])
    assert registry.sites(search="100%场") == ["NBSITE"]
    assert registry.sites(search='"保税') == ["NBSITE"]
    assert registry.sites(search="nbs") == ["NBSITE"]
    assert registry.sites(search="2024") == [], "it looks in code and name alone"
    assert registry.sites(search="_") == []
    entries.put(registry.context, [builders.an_office(), builders.an_office(code="3100", name="宁波海关")])
    found = registry.zhou.get("/v1/offices", params={"search": "宁波"}).json()["items"]
    assert [each["code"] for each in found] == ["3100"]
