"""The queue of cases, questions to firms, and the second pair of eyes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from schemas.work.accounts import StaffRole
from service.app import create_app
from service.cases import overview, queue
from service.context import Context
from service.evidence import verification
from service.settings import Settings
from tests import builders
from tests.identity import key_of, let_in
from tests.messages import tallies_message, tally
from tests.web.conftest import Clock

XML = {"content-type": "application/xml"}


class Bureau:
    """The service with staff and two firms, over registers in which the firm's site is not known."""

    def __init__(self, context: Context, folder: Path) -> None:
        self.context = context
        self._app = create_app(Settings(data_dir=folder), context)
        self.officer, self.other = self.staff("officer", "zhang"), self.staff("officer", "wang")
        self.supervisor = self.staff("supervisor", "li")
        self.firm = TestClient(self._app, headers=key_of(context, scopes=("read", "file", "tallies")))
        self.stranger = TestClient(self._app, headers=key_of(context, "9999960009"))
        self._filed = 0

    def staff(self, role: StaffRole, name: str) -> TestClient:
        client = TestClient(self._app)
        let_in(client, self.context, role, name)
        return client

    def file(self, **changes: Any) -> str:
        """The id of a return that was filed; by default one that needs a person, for its site is not known."""
        self._filed += 1
        line = builders.pieces("0.1")
        wanted: dict[str, Any] = {"application_no": f"R-{self._filed}", "site_code": "NOWHERE", "lines": [line]}
        told = self.firm.post("/v1/returns", json=builders.declaration_json(**(wanted | changes))).json()
        return str(told["id"])

    def late(self) -> str:
        """A return under inspection whose goods came more than a year after their release."""
        identity = self.file(site_code=builders.site_json()["site_code"])
        self.officer.post(f"/v1/returns/{identity}/steps", json={"to": "inspection", "reason": "布控"})
        message = tallies_message(
            tally(co_el_no=f"R-{self._filed}", app_time="20280601103000", operator_code=builders.EXPORTER["code"])
        )
        assert self.firm.post("/v1/tallies", content=message, headers=XML).status_code == 200
        return identity

    def offered(self, identity: str, client: TestClient) -> dict[str, bool]:
        """The steps offered to someone, and whether each needs a second person."""
        answer = client.get(f"/v1/returns/{identity}/steps/offered")
        assert answer.status_code == 200, answer.text
        return {each["to"]: each["needs_second"] for each in answer.json()["items"]}

    def propose(self, identity: str, client: TestClient | None = None) -> str:
        answer = (client or self.officer).post(
            f"/v1/returns/{identity}/proposals", json={"to": "accepted", "reason": "海运延误"}
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])


@pytest.fixture
def bureau(registered: TestClient, context: Context, tmp_path: Path) -> Bureau:
    return Bureau(context, tmp_path)


def _listed(client: TestClient, **wanted: Any) -> list[str]:
    answer = client.get("/v1/cases", params=wanted)
    assert answer.status_code == 200, answer.text
    return [each["application_no"] for each in answer.json()["items"]]


def _problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_only_what_needs_a_person_is_in_the_queue(bureau: Bureau) -> None:
    bureau.file()
    bureau.file(site_code=builders.site_json()["site_code"])
    bureau.file(direction="E")
    assert _listed(bureau.officer) == ["R-1"]
    (case,) = bureau.officer.get("/v1/cases").json()["items"]
    assert case["outcome"] == "refer"
    assert case["provisions"] == ["gacc_2026_024.return_site"]
    assert (case["export_district"], case["return_district"], case["lines"]) == ("2200", "2900", 1)


def test_the_queue_shows_the_most_urgent_first_page_by_page(bureau: Bureau, clock: Clock) -> None:
    for _ in range(5):
        bureau.file()
        clock.now += timedelta(minutes=1)
    first = bureau.officer.get("/v1/cases", params={"limit": 3}).json()
    second = bureau.officer.get("/v1/cases", params={"limit": 3, "after": first["next"]}).json()
    assert [each["application_no"] for each in first["items"] + second["items"]] == [f"R-{n}" for n in range(1, 6)]
    assert second["next"] is None


def test_the_queue_is_narrowed_by_what_staff_ask_for(bureau: Bureau) -> None:
    bureau.file()
    bureau.file(customs_code="0100", site_code="ELSEWHERE")
    provision = bureau.officer.get("/v1/cases").json()["items"][0]["provisions"][0]
    assert _listed(bureau.officer, return_district="0100") == ["R-2"]
    assert _listed(bureau.officer, export_district="2200") == ["R-1", "R-2"]
    assert "R-1" in _listed(bureau.officer, provision=provision)
    assert _listed(bureau.officer, provision="gacc_2026_024.%") == []
    assert _listed(bureau.officer, exporter="0000000000") == []


def test_of_equally_large_cases_the_newest_comes_first_page_by_page(bureau: Bureau) -> None:
    bureau.file()
    bureau.file()
    first = bureau.officer.get("/v1/cases", params={"order": "lines", "limit": 1}).json()
    assert [each["application_no"] for each in first["items"]] == ["R-2"]
    assert _listed(bureau.officer, order="lines", after=first["next"]) == ["R-1"]


def test_two_officers_who_take_the_next_case_get_two(bureau: Bureau) -> None:
    bureau.file()
    bureau.file()
    taken = [client.post("/v1/cases/next").json()["application_no"] for client in (bureau.officer, bureau.other)]
    assert taken == ["R-1", "R-2"]
    assert bureau.officer.post("/v1/cases/next").status_code == 204
    assert _listed(bureau.officer, assignee="me") == ["R-1"]
    assert _listed(bureau.officer, unassigned=True) == []


def test_many_who_take_the_next_case_at_once_get_one_each(bureau: Bureau) -> None:
    for _ in range(8):
        bureau.file()
    staff = [bureau.staff("officer", f"officer-{number}") for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda client: client.post("/v1/cases/next"), staff))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["return_id"] for answer in answers}) == 8
    assert verification.audit_chains(bureau.context).faults == ()


def test_what_one_officer_has_another_neither_takes_nor_decides(bureau: Bureau) -> None:
    identity = bureau.file()
    assert bureau.officer.post(f"/v1/cases/{identity}/claim").json()["assignee"] == "zhang"
    assert _problem(bureau.other.post(f"/v1/cases/{identity}/claim")) == (409, "case.taken")
    step = {"to": "suspended", "reason": "待核实"}
    assert _problem(bureau.other.post(f"/v1/returns/{identity}/steps", json=step)) == (409, "case.taken")
    assert bureau.officer.post(f"/v1/cases/{identity}/release").json()["assignee"] is None
    assert bureau.other.post(f"/v1/returns/{identity}/steps", json=step).status_code == 200


def test_a_supervisor_puts_cases_on_desks(bureau: Bureau) -> None:
    several = [bureau.file(), bureau.file()]
    assert bureau.supervisor.post("/v1/cases/assign", json={"returns": several, "to": "wang"}).json() == {"cases": 2}
    assert _listed(bureau.other, assignee="me") == ["R-1", "R-2"]
    nobody = bureau.supervisor.post("/v1/cases/assign", json={"returns": several, "to": "nobody"})
    assert _problem(nobody) == (422, "case.assignee")
    assert bureau.officer.post("/v1/cases/assign", json={"returns": several, "to": None}).status_code == 403


def test_a_case_sleeps_until_its_time(bureau: Bureau, clock: Clock) -> None:
    identity = bureau.file()
    until = (clock.now + timedelta(hours=2)).isoformat()
    assert bureau.officer.post(f"/v1/cases/{identity}/snooze", json={"until": until}).status_code == 200
    assert (_listed(bureau.officer), _listed(bureau.officer, asleep=True)) == ([], ["R-1"])
    clock.now += timedelta(hours=2, seconds=1)
    assert (_listed(bureau.officer), _listed(bureau.officer, asleep=True)) == (["R-1"], [])


def test_a_case_closes_with_its_return_and_opens_anew(bureau: Bureau) -> None:
    identity = bureau.file()
    bureau.officer.post("/v1/cases/next")
    step = {"to": "accepted", "reason": "已核实场所"}
    assert bureau.officer.post(f"/v1/returns/{identity}/steps", json=step).status_code == 200
    case = bureau.officer.get(f"/v1/cases/{identity}").json()
    assert (_listed(bureau.officer), case["closed_at"] is not None, case["state"]) == ([], True, "accepted")
    assert _problem(bureau.officer.post(f"/v1/cases/{identity}/claim")) == (404, "case.not_found")
    suspended = {"to": "suspended", "reason": "举报"}
    assert bureau.officer.post(f"/v1/returns/{identity}/steps", json=suspended).status_code == 200
    assert _listed(bureau.officer, unassigned=True) == ["R-1"]


def test_a_proposal_that_waits_is_found_after_another_decision_too(bureau: Bureau) -> None:
    identity = bureau.late()
    bureau.propose(identity)
    later = tally(co_el_no="R-1", app_time="20280701103000", operator_code=builders.EXPORTER["code"])
    assert bureau.firm.post("/v1/tallies", content=tallies_message(later), headers=XML).status_code == 200
    assert _listed(bureau.supervisor, proposed=True) == ["R-1"]
    for to, listed in (("suspended", []), ("inspection", ["R-1"])):
        step = {"to": to, "reason": "核实"}
        assert bureau.officer.post(f"/v1/returns/{identity}/steps", json=step).status_code == 200
        (told,) = bureau.supervisor.get(f"/v1/returns/{identity}/proposals").json()["items"]
        assert (_listed(bureau.supervisor, proposed=True), told["overtaken"]) == (listed, not listed)


def test_returns_that_waited_before_there_was_a_queue_get_their_case(bureau: Bureau) -> None:
    identity = bureau.file()
    with bureau.context.store.write() as session:
        session.delete(queue.store.by_return(session, identity))
    assert _listed(bureau.officer) == []
    assert (queue.backfill(bureau.context, 10), queue.backfill(bureau.context, 10)) == (1, 0)
    assert _listed(bureau.officer) == ["R-1"]


def test_what_goes_against_the_rules_needs_two(bureau: Bureau) -> None:
    identity = bureau.late()
    step = {"to": "accepted", "reason": "海运延误"}
    assert _problem(bureau.officer.post(f"/v1/returns/{identity}/steps", json=step)) == (409, "step.needs_second")
    proposal = bureau.propose(identity)
    again = bureau.officer.post(f"/v1/returns/{identity}/proposals", json=step)
    assert _problem(again) == (409, "proposal.waits")
    assert _listed(bureau.supervisor, proposed=True) == ["R-1"]
    verdict = {"approve": True, "reason": "同意"}
    assert bureau.officer.post(f"/v1/proposals/{proposal}/verdict", json=verdict).status_code == 403
    settled = bureau.supervisor.post(f"/v1/proposals/{proposal}/verdict", json=verdict).json()
    assert (settled["approved"], settled["decided_by"], settled["proposer"]) == (True, "li", "zhang")
    assert bureau.officer.get(f"/v1/returns/{identity}").json()["state"] == "accepted"
    last = bureau.officer.get(f"/v1/returns/{identity}/steps").json()["items"][-1]
    assert (last["actor"], last["reason"]) == ("zhang + li", "海运延误")
    assert _problem(bureau.supervisor.post(f"/v1/proposals/{proposal}/verdict", json=verdict)) == (
        409,
        "proposal.settled",
    )
    assert verification.audit_chains(bureau.context).faults == ()


def test_nobody_approves_his_own_proposal(bureau: Bureau) -> None:
    identity = bureau.late()
    proposal = bureau.propose(identity, bureau.supervisor)
    own = bureau.supervisor.post(f"/v1/proposals/{proposal}/verdict", json={"approve": True, "reason": "同意"})
    assert _problem(own) == (403, "proposal.own")
    declined = bureau.supervisor.post(f"/v1/proposals/{proposal}/verdict", json={"approve": False, "reason": "撤销"})
    assert declined.json()["approved"] is False
    assert bureau.officer.get(f"/v1/returns/{identity}").json()["state"] == "inspection"
    assert bureau.propose(identity) != proposal


def test_a_proposal_is_overtaken_when_the_return_moves_on(bureau: Bureau) -> None:
    identity = bureau.late()
    proposal = bureau.propose(identity)
    bureau.officer.post(f"/v1/returns/{identity}/steps", json={"to": "suspended", "reason": "待核实"})
    (told,) = bureau.supervisor.get(f"/v1/returns/{identity}/proposals").json()["items"]
    assert (told["overtaken"], told["approved"]) == (True, None)
    verdict = bureau.supervisor.post(f"/v1/proposals/{proposal}/verdict", json={"approve": True, "reason": "同意"})
    assert _problem(verdict) == (409, "proposal.settled")
    assert _problem(bureau.supervisor.post("/v1/proposals/none/verdict", json={"approve": True, "reason": "x"})) == (
        404,
        "proposal.not_found",
    )


def test_what_is_only_unknown_one_officer_settles(bureau: Bureau) -> None:
    identity = bureau.file()
    needless = bureau.officer.post(f"/v1/returns/{identity}/proposals", json={"to": "accepted", "reason": "x"})
    assert _problem(needless) == (409, "proposal.needless")


def test_a_rejection_may_name_the_provision(bureau: Bureau) -> None:
    identity = bureau.file()
    provision = bureau.officer.get(f"/v1/cases/{identity}").json()["provisions"][0]
    step = {"to": "rejected", "reason": "不是监管作业场所", "provision": "gacc_2026_024.none"}
    assert _problem(bureau.officer.post(f"/v1/returns/{identity}/steps", json=step)) == (422, "step.provision")
    step["provision"] = provision
    assert bureau.officer.post(f"/v1/returns/{identity}/steps", json=step).status_code == 200
    (taken,) = bureau.firm.get(f"/v1/returns/{identity}/steps").json()["items"]
    assert taken["provision"] == provision
    assert verification.audit_chains(bureau.context).faults == ()


def test_what_a_rejection_may_name_is_offered(bureau: Bureau) -> None:
    identity = bureau.file()
    offered = bureau.officer.get(f"/v1/returns/{identity}/steps/offered").json()
    assert offered["provisions"] == bureau.officer.get(f"/v1/cases/{identity}").json()["provisions"]
    assert [(each["to"], each["needs_second"]) for each in offered["items"] if each["needs_second"]] == []
    assert offered["waits"] is True


def test_what_needs_two_is_offered_as_such_and_not_while_a_proposal_waits(bureau: Bureau) -> None:
    identity = bureau.late()
    alone = {"rejected": False, "handed_over": False, "suspended": False}
    assert bureau.offered(identity, bureau.officer) == {"accepted": True, "released": True, **alone}
    proposal = bureau.propose(identity)
    assert bureau.offered(identity, bureau.supervisor) == alone
    bureau.supervisor.post(f"/v1/proposals/{proposal}/verdict", json={"approve": False, "reason": "不同意"})
    assert bureau.offered(identity, bureau.officer)["released"] is True


def test_a_step_is_offered_to_whoever_may_take_it(bureau: Bureau) -> None:
    identity = bureau.file()
    bureau.officer.post(f"/v1/cases/{identity}/claim")
    everything = {"accepted": False, "rejected": False, "inspection": False, "suspended": False}
    assert bureau.offered(identity, bureau.officer) == bureau.offered(identity, bureau.supervisor) == everything
    assert bureau.offered(identity, bureau.other) == bureau.offered(identity, bureau.staff("auditor", "sun")) == {}
    assert _problem(bureau.firm.get(f"/v1/returns/{identity}/steps/offered")) == (403, "access.role")


def test_an_accepted_return_without_a_case_is_anyones_to_take_up_and_to_release_alone(bureau: Bureau) -> None:
    identity = bureau.file(site_code=builders.site_json()["site_code"])
    assert bureau.officer.get(f"/v1/cases/{identity}").status_code == 404
    for client in (bureau.officer, bureau.supervisor):
        assert bureau.offered(identity, client) == {"inspection": False, "suspended": False, "released": False}
    assert bureau.officer.get(f"/v1/returns/{identity}/steps/offered").json()["waits"] is False


def test_staff_ask_the_firm_answers_and_notes_stay_inside(bureau: Bureau) -> None:
    identity = bureau.file()
    notes = f"/v1/returns/{identity}/notes"
    early = bureau.firm.post(notes, json={"kind": "answer", "words": "？"})
    assert _problem(early) == (409, "note.unasked")
    assert _problem(bureau.firm.post(notes, json={"kind": "note", "words": "x"})) == (403, "note.kind")
    assert _problem(bureau.officer.post(notes, json={"kind": "answer", "words": "x"})) == (403, "note.kind")
    bureau.officer.post(notes, json={"kind": "note", "words": "与举报有关"})
    bureau.officer.post(notes, json={"kind": "question", "words": "请说明场所"})
    assert bureau.firm.post(notes, json={"kind": "answer", "words": "已附备案"}).status_code == 201
    assert _listed(bureau.officer, answered=True) == ["R-1"]
    inside = bureau.officer.get(notes).json()["items"]
    assert [each["kind"] for each in inside] == ["note", "question", "answer"]
    outside = bureau.firm.get(notes).json()["items"]
    assert [(each["kind"], each["words"]) for each in outside] == [("question", "请说明场所"), ("answer", "已附备案")]
    assert outside[0]["author"] == "staff"
    assert bureau.stranger.get(notes).status_code == 404


def test_the_timeline_tells_what_happened_and_not_who_looked(bureau: Bureau) -> None:
    identity = bureau.late()
    bureau.officer.get(f"/v1/returns/{identity}")
    bureau.propose(identity)
    inside = [each["action"] for each in bureau.officer.get(f"/v1/returns/{identity}/timeline").json()["items"]]
    assert inside[0] == "step.proposed"
    assert {"return.declared", "return.inspection", "return.tallied"} <= set(inside)
    assert not any(each.endswith(".read") for each in inside)
    outside = bureau.firm.get(f"/v1/returns/{identity}/timeline").json()["items"]
    assert "step.proposed" not in [each["action"] for each in outside]
    assert {each["actor"] for each in outside if each["action"] == "return.inspection"} == {"staff"}
    assert bureau.stranger.get(f"/v1/returns/{identity}/timeline").status_code == 404


def test_the_overview_adds_up_what_waits_and_what_came_out(bureau: Bureau, clock: Clock) -> None:
    waiting = [bureau.file(), bureau.file()]
    bureau.file(site_code=builders.site_json()["site_code"])
    bureau.file(direction="E")
    bureau.officer.post("/v1/cases/next")
    clock.now += timedelta(minutes=30)
    done = {"to": "accepted", "reason": "已核实场所"}
    bureau.officer.post(f"/v1/returns/{waiting[0]}/steps", json=done)
    assert overview.count_decisions(bureau.context) is False
    seen = bureau.officer.get("/v1/overview").json()
    assert (seen["mine"], seen["unassigned"], seen["open"], seen["overdue"]) == (0, 1, 1, 0)
    assert (seen["came_in_today"], seen["median_minutes"], seen["closed"]) == (1, 30, 1)
    today = seen["days"][-1]
    assert (len(seen["days"]), today["eligible"], today["ineligible"], today["refer"]) == (30, 1, 1, 2)
    assert sum(each["refer"] for each in seen["pairs"]) == 2
    assert seen["reasons"][0] == {"provision": "gacc_2026_024.return_site", "decisions": 3}
    overview.count_decisions(bureau.context)
    assert bureau.officer.get("/v1/overview").json()["days"] == seen["days"]
    clock.now += timedelta(days=4)
    assert bureau.staff("auditor", "zhou").get("/v1/overview").json()["overdue"] == 1


def test_whoever_looks_sees_that_something_changed_and_no_chain_notes_that_he_asked(bureau: Bureau) -> None:
    def mark(identity: str | None = None) -> int:
        answer = bureau.officer.get("/v1/cases/changed", params={} if identity is None else {"return_id": identity})
        assert answer.status_code == 200
        return int(answer.json()["mark"])

    assert (mark(), mark("none")) == (0, 0)
    first, second = bureau.file(), bureau.file()
    before = verification.audit_chains(bureau.context).checked
    marks = [(mark(first), mark(second))]
    assert mark() == max(marks[0])
    assert verification.audit_chains(bureau.context).checked == before
    for change in (
        lambda: bureau.officer.post(f"/v1/cases/{first}/claim"),
        lambda: bureau.officer.post(f"/v1/returns/{first}/notes", json={"kind": "note", "words": "已电话核实"}),
        lambda: bureau.supervisor.post("/v1/cases/assign", json={"returns": [first], "to": "wang"}),
        lambda: bureau.other.post(f"/v1/returns/{first}/steps", json={"to": "rejected", "reason": "单证不符"}),
    ):
        assert change().status_code in (200, 201)
        marks.append((mark(first), mark(second)))
        assert (mark(), marks[-1][1]) == (marks[-1][0], marks[0][1]), "the other case has not changed"
    assert len({each for each, _ in marks}) == len(marks)
