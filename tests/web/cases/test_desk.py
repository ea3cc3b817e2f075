"""The queue of cases, questions to firms, and the second pair of eyes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.cases import overview, queue
from service.evidence import verification
from tests import builders
from tests.harness import XML, Clock, ServiceHarness
from tests.messages import tallies_message, tally

pytestmark = pytest.mark.usefixtures("registers")
KNOWN_SITE = builders.SITE_CODE


@pytest.fixture
def other(harness: ServiceHarness) -> TestClient:
    """Another officer than the one who usually works."""
    return harness.staff("officer", "wang")


def _file(harness: ServiceHarness, **changes: Any) -> str:
    """The id of a return that was filed; by default one that needs a person, for its site is not known."""
    return str(harness.file(**({"site_code": "NOWHERE"} | changes))["id"])


def _late(harness: ServiceHarness) -> str:
    """The id of a return under inspection whose goods came more than a year after their release."""
    return str(harness.file_late()["id"])


def _offered(client: TestClient, identity: str) -> dict[str, bool]:
    """The steps offered to someone, and whether each needs a second person."""
    answer = client.get(f"/v1/returns/{identity}/steps/offered")
    assert answer.status_code == 200, answer.text
    return {each["to"]: each["needs_second"] for each in answer.json()["items"]}


def _propose(client: TestClient, identity: str) -> str:
    """The id of what someone proposed."""
    answer = client.post(f"/v1/returns/{identity}/proposals", json={"to": "accepted", "reason": "海运延误"})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def _listed(client: TestClient, **wanted: Any) -> list[str]:
    answer = client.get("/v1/cases", params=wanted)
    assert answer.status_code == 200, answer.text
    return [each["application_no"] for each in answer.json()["items"]]


def _problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_only_what_needs_a_person_is_in_the_queue(harness: ServiceHarness) -> None:
    _file(harness)
    _file(harness, site_code=KNOWN_SITE)
    _file(harness, direction="E")
    assert _listed(harness.officer) == ["R-1"]
    (case,) = harness.officer.get("/v1/cases").json()["items"]
    assert case["outcome"] == "refer"
    assert case["provisions"] == ["gacc_2026_024.return_site"]
    assert (case["export_district"], case["return_district"], case["lines"]) == ("2200", "2900", 1)


def test_the_queue_shows_the_most_urgent_first_page_by_page(harness: ServiceHarness, clock: Clock) -> None:
    for _ in range(5):
        _file(harness)
        clock.now += timedelta(minutes=1)
    first = harness.officer.get("/v1/cases", params={"limit": 3}).json()
    second = harness.officer.get("/v1/cases", params={"limit": 3, "after": first["next"]}).json()
    assert [each["application_no"] for each in first["items"] + second["items"]] == [f"R-{n}" for n in range(1, 6)]
    assert second["next"] is None


def test_the_queue_is_narrowed_by_what_staff_ask_for(harness: ServiceHarness) -> None:
    _file(harness)
    _file(harness, customs_code="0100", site_code="ELSEWHERE")
    provision = harness.officer.get("/v1/cases").json()["items"][0]["provisions"][0]
    assert _listed(harness.officer, return_district="0100") == ["R-2"]
    assert _listed(harness.officer, export_district="2200") == ["R-1", "R-2"]
    assert "R-1" in _listed(harness.officer, provision=provision)
    assert _listed(harness.officer, provision="gacc_2026_024.%") == []
    assert _listed(harness.officer, exporter="0000000000") == []


def test_of_equally_large_cases_the_newest_comes_first_page_by_page(harness: ServiceHarness) -> None:
    _file(harness)
    _file(harness)
    first = harness.officer.get("/v1/cases", params={"order": "lines", "limit": 1}).json()
    assert [each["application_no"] for each in first["items"]] == ["R-2"]
    assert _listed(harness.officer, order="lines", after=first["next"]) == ["R-1"]


def test_two_officers_who_take_the_next_case_get_two(harness: ServiceHarness, other: TestClient) -> None:
    _file(harness)
    _file(harness)
    taken = [client.post("/v1/cases/next").json()["application_no"] for client in (harness.officer, other)]
    assert taken == ["R-1", "R-2"]
    assert harness.officer.post("/v1/cases/next").status_code == 204
    assert _listed(harness.officer, assignee="me") == ["R-1"]
    assert _listed(harness.officer, unassigned=True) == []


def test_many_who_take_the_next_case_at_once_get_one_each(harness: ServiceHarness) -> None:
    for _ in range(8):
        _file(harness)
    staff = [harness.staff("officer", f"officer-{number}") for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda client: client.post("/v1/cases/next"), staff))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["return_id"] for answer in answers}) == 8
    assert verification.audit_chains(harness.context).faults == ()


def test_what_one_officer_has_another_neither_takes_nor_decides(harness: ServiceHarness, other: TestClient) -> None:
    identity = _file(harness)
    assert harness.officer.post(f"/v1/cases/{identity}/claim").json()["assignee"] == "zhang"
    assert _problem(other.post(f"/v1/cases/{identity}/claim")) == (409, "case.taken")
    step = {"to": "suspended", "reason": "待核实"}
    assert _problem(other.post(f"/v1/returns/{identity}/steps", json=step)) == (409, "case.taken")
    assert harness.officer.post(f"/v1/cases/{identity}/release").json()["assignee"] is None
    assert other.post(f"/v1/returns/{identity}/steps", json=step).status_code == 200


def test_a_supervisor_puts_cases_on_desks(harness: ServiceHarness, other: TestClient) -> None:
    several = [_file(harness), _file(harness)]
    assert harness.supervisor.post("/v1/cases/assign", json={"returns": several, "to": "wang"}).json() == {"cases": 2}
    assert _listed(other, assignee="me") == ["R-1", "R-2"]
    nobody = harness.supervisor.post("/v1/cases/assign", json={"returns": several, "to": "nobody"})
    assert _problem(nobody) == (422, "case.assignee")
    assert harness.officer.post("/v1/cases/assign", json={"returns": several, "to": None}).status_code == 403


def test_a_case_sleeps_until_its_time(harness: ServiceHarness, clock: Clock) -> None:
    identity = _file(harness)
    until = (clock.now + timedelta(hours=2)).isoformat()
    assert harness.officer.post(f"/v1/cases/{identity}/snooze", json={"until": until}).status_code == 200
    assert (_listed(harness.officer), _listed(harness.officer, asleep=True)) == ([], ["R-1"])
    clock.now += timedelta(hours=2, seconds=1)
    assert (_listed(harness.officer), _listed(harness.officer, asleep=True)) == (["R-1"], [])


def test_a_case_closes_with_its_return_and_opens_anew(harness: ServiceHarness) -> None:
    identity = _file(harness)
    harness.officer.post("/v1/cases/next")
    step = {"to": "accepted", "reason": "已核实场所"}
    assert harness.officer.post(f"/v1/returns/{identity}/steps", json=step).status_code == 200
    case = harness.officer.get(f"/v1/cases/{identity}").json()
    assert (_listed(harness.officer), case["closed_at"] is not None, case["state"]) == ([], True, "accepted")
    assert _problem(harness.officer.post(f"/v1/cases/{identity}/claim")) == (404, "case.not_found")
    suspended = {"to": "suspended", "reason": "举报"}
    assert harness.officer.post(f"/v1/returns/{identity}/steps", json=suspended).status_code == 200
    assert _listed(harness.officer, unassigned=True) == ["R-1"]


def test_a_proposal_that_waits_is_found_after_another_decision_too(harness: ServiceHarness) -> None:
    identity = _late(harness)
    _propose(harness.officer, identity)
    later = tally(co_el_no="R-1", app_time="20280701103000", operator_code=builders.EXPORTER["code"])
    assert harness.exporter.post("/v1/tallies", content=tallies_message(later), headers=XML).status_code == 200
    assert _listed(harness.supervisor, proposed=True) == ["R-1"]
    for to, listed in (("suspended", []), ("inspection", ["R-1"])):
        step = {"to": to, "reason": "核实"}
        assert harness.officer.post(f"/v1/returns/{identity}/steps", json=step).status_code == 200
        (found,) = harness.supervisor.get(f"/v1/returns/{identity}/proposals").json()["items"]
        assert (_listed(harness.supervisor, proposed=True), found["overtaken"]) == (listed, not listed)


def test_returns_that_waited_before_there_was_a_queue_get_their_case(harness: ServiceHarness) -> None:
    identity = _file(harness)
    with harness.context.store.write() as session:
        session.delete(queue.store.by_return(session, identity))
    assert _listed(harness.officer) == []
    assert (queue.backfill(harness.context, 10), queue.backfill(harness.context, 10)) == (1, 0)
    assert _listed(harness.officer) == ["R-1"]


def test_what_goes_against_the_rules_needs_two(harness: ServiceHarness) -> None:
    identity = _late(harness)
    step = {"to": "accepted", "reason": "海运延误"}
    assert _problem(harness.officer.post(f"/v1/returns/{identity}/steps", json=step)) == (409, "step.needs_second")
    proposal = _propose(harness.officer, identity)
    again = harness.officer.post(f"/v1/returns/{identity}/proposals", json=step)
    assert _problem(again) == (409, "proposal.waits")
    assert _listed(harness.supervisor, proposed=True) == ["R-1"]
    verdict = {"approve": True, "reason": "同意"}
    assert harness.officer.post(f"/v1/proposals/{proposal}/verdict", json=verdict).status_code == 403
    settled = harness.supervisor.post(f"/v1/proposals/{proposal}/verdict", json=verdict).json()
    assert (settled["approved"], settled["decided_by"], settled["proposer"]) == (True, "wu", "zhang")
    assert harness.officer.get(f"/v1/returns/{identity}").json()["state"] == "accepted"
    last = harness.officer.get(f"/v1/returns/{identity}/steps").json()["items"][-1]
    assert (last["actor"], last["reason"]) == ("zhang + wu", "海运延误")
    assert _problem(harness.supervisor.post(f"/v1/proposals/{proposal}/verdict", json=verdict)) == (
        409,
        "proposal.settled",
    )
    assert verification.audit_chains(harness.context).faults == ()


def test_nobody_approves_his_own_proposal(harness: ServiceHarness) -> None:
    identity = _late(harness)
    proposal = _propose(harness.supervisor, identity)
    own = harness.supervisor.post(f"/v1/proposals/{proposal}/verdict", json={"approve": True, "reason": "同意"})
    assert _problem(own) == (403, "proposal.own")
    declined = harness.supervisor.post(f"/v1/proposals/{proposal}/verdict", json={"approve": False, "reason": "撤销"})
    assert declined.json()["approved"] is False
    assert harness.officer.get(f"/v1/returns/{identity}").json()["state"] == "inspection"
    assert _propose(harness.officer, identity) != proposal


def test_a_proposal_is_overtaken_when_the_return_moves_on(harness: ServiceHarness) -> None:
    identity = _late(harness)
    proposal = _propose(harness.officer, identity)
    harness.officer.post(f"/v1/returns/{identity}/steps", json={"to": "suspended", "reason": "待核实"})
    (found,) = harness.supervisor.get(f"/v1/returns/{identity}/proposals").json()["items"]
    assert (found["overtaken"], found["approved"]) == (True, None)
    verdict = harness.supervisor.post(f"/v1/proposals/{proposal}/verdict", json={"approve": True, "reason": "同意"})
    assert _problem(verdict) == (409, "proposal.settled")
    assert _problem(harness.supervisor.post("/v1/proposals/none/verdict", json={"approve": True, "reason": "x"})) == (
        404,
        "proposal.not_found",
    )


def test_what_is_only_unknown_one_officer_settles(harness: ServiceHarness) -> None:
    identity = _file(harness)
    needless = harness.officer.post(f"/v1/returns/{identity}/proposals", json={"to": "accepted", "reason": "x"})
    assert _problem(needless) == (409, "proposal.needless")


def test_a_rejection_may_name_the_provision(harness: ServiceHarness) -> None:
    identity = _file(harness)
    provision = harness.officer.get(f"/v1/cases/{identity}").json()["provisions"][0]
    step = {"to": "rejected", "reason": "不是监管作业场所", "provision": "gacc_2026_024.none"}
    assert _problem(harness.officer.post(f"/v1/returns/{identity}/steps", json=step)) == (422, "step.provision")
    step["provision"] = provision
    assert harness.officer.post(f"/v1/returns/{identity}/steps", json=step).status_code == 200
    (taken,) = harness.exporter.get(f"/v1/returns/{identity}/steps").json()["items"]
    assert taken["provision"] == provision
    assert verification.audit_chains(harness.context).faults == ()


def test_what_a_rejection_may_name_is_offered(harness: ServiceHarness) -> None:
    identity = _file(harness)
    offered = harness.officer.get(f"/v1/returns/{identity}/steps/offered").json()
    assert offered["provisions"] == harness.officer.get(f"/v1/cases/{identity}").json()["provisions"]
    assert [(each["to"], each["needs_second"]) for each in offered["items"] if each["needs_second"]] == []
    assert offered["waits"] is True


def test_what_needs_two_is_offered_as_such_and_not_while_a_proposal_waits(harness: ServiceHarness) -> None:
    identity = _late(harness)
    alone = {"rejected": False, "handed_over": False, "suspended": False}
    assert _offered(harness.officer, identity) == {"accepted": True, "released": True, **alone}
    proposal = _propose(harness.officer, identity)
    assert _offered(harness.supervisor, identity) == alone
    harness.supervisor.post(f"/v1/proposals/{proposal}/verdict", json={"approve": False, "reason": "不同意"})
    assert _offered(harness.officer, identity)["released"] is True


def test_a_step_is_offered_to_whoever_may_take_it(harness: ServiceHarness, other: TestClient) -> None:
    identity = _file(harness)
    harness.officer.post(f"/v1/cases/{identity}/claim")
    everything = {"accepted": False, "rejected": False, "inspection": False, "suspended": False}
    assert _offered(harness.officer, identity) == _offered(harness.supervisor, identity) == everything
    assert _offered(other, identity) == _offered(harness.staff("auditor"), identity) == {}
    assert _problem(harness.exporter.get(f"/v1/returns/{identity}/steps/offered")) == (403, "access.role")


def test_an_accepted_return_without_a_case_is_anyones_to_take_up_and_to_release_alone(harness: ServiceHarness) -> None:
    identity = _file(harness, site_code=KNOWN_SITE)
    assert harness.officer.get(f"/v1/cases/{identity}").status_code == 404
    for client in (harness.officer, harness.supervisor):
        assert _offered(client, identity) == {"inspection": False, "suspended": False, "released": False}
    assert harness.officer.get(f"/v1/returns/{identity}/steps/offered").json()["waits"] is False


def test_staff_ask_the_firm_answers_and_notes_stay_inside(harness: ServiceHarness) -> None:
    identity = _file(harness)
    notes = f"/v1/returns/{identity}/notes"
    early = harness.exporter.post(notes, json={"kind": "answer", "words": "？"})
    assert _problem(early) == (409, "note.unasked")
    assert _problem(harness.exporter.post(notes, json={"kind": "note", "words": "x"})) == (403, "note.kind")
    assert _problem(harness.officer.post(notes, json={"kind": "answer", "words": "x"})) == (403, "note.kind")
    harness.officer.post(notes, json={"kind": "note", "words": "与举报有关"})
    harness.officer.post(notes, json={"kind": "question", "words": "请说明场所"})
    assert harness.exporter.post(notes, json={"kind": "answer", "words": "已附备案"}).status_code == 201
    assert _listed(harness.officer, answered=True) == ["R-1"]
    inside = harness.officer.get(notes).json()["items"]
    assert [each["kind"] for each in inside] == ["note", "question", "answer"]
    outside = harness.exporter.get(notes).json()["items"]
    assert [(each["kind"], each["words"]) for each in outside] == [("question", "请说明场所"), ("answer", "已附备案")]
    assert outside[0]["author"] == "staff"
    assert harness.firm("9999960009").get(notes).status_code == 404


def test_the_timeline_tells_what_happened_and_not_who_looked(harness: ServiceHarness) -> None:
    identity = _late(harness)
    harness.officer.get(f"/v1/returns/{identity}")
    _propose(harness.officer, identity)
    inside = [each["action"] for each in harness.officer.get(f"/v1/returns/{identity}/timeline").json()["items"]]
    assert inside[0] == "step.proposed"
    assert {"return.declared", "return.inspection", "return.tallied"} <= set(inside)
    assert not any(each.endswith(".read") for each in inside)
    outside = harness.exporter.get(f"/v1/returns/{identity}/timeline").json()["items"]
    assert "step.proposed" not in [each["action"] for each in outside]
    assert {each["actor"] for each in outside if each["action"] == "return.inspection"} == {"staff"}
    assert harness.firm("9999960009").get(f"/v1/returns/{identity}/timeline").status_code == 404


def test_the_overview_adds_up_what_waits_and_what_came_out(harness: ServiceHarness, clock: Clock) -> None:
    waiting = [_file(harness), _file(harness)]
    _file(harness, site_code=KNOWN_SITE)
    _file(harness, direction="E")
    harness.officer.post("/v1/cases/next")
    clock.now += timedelta(minutes=30)
    done = {"to": "accepted", "reason": "已核实场所"}
    harness.officer.post(f"/v1/returns/{waiting[0]}/steps", json=done)
    assert overview.count_decisions(harness.context) is False
    seen = harness.officer.get("/v1/overview").json()
    assert (seen["mine"], seen["unassigned"], seen["open"], seen["overdue"]) == (0, 1, 1, 0)
    assert (seen["came_in_today"], seen["median_minutes"], seen["closed"]) == (1, 30, 1)
    today = seen["days"][-1]
    assert (len(seen["days"]), today["eligible"], today["ineligible"], today["refer"]) == (30, 1, 1, 2)
    assert sum(each["refer"] for each in seen["pairs"]) == 2
    assert seen["reasons"][0] == {"provision": "gacc_2026_024.return_site", "decisions": 3}
    overview.count_decisions(harness.context)
    assert harness.officer.get("/v1/overview").json()["days"] == seen["days"]
    clock.now += timedelta(days=4)
    assert harness.staff("auditor").get("/v1/overview").json()["overdue"] == 1


def test_whoever_looks_sees_that_something_changed_and_no_chain_notes_that_he_asked(
    harness: ServiceHarness, other: TestClient
) -> None:
    def mark(identity: str | None = None) -> int:
        answer = harness.officer.get("/v1/cases/changed", params={} if identity is None else {"return_id": identity})
        assert answer.status_code == 200
        return int(answer.json()["mark"])

    assert (mark(), mark("none")) == (0, 0)
    first, second = _file(harness), _file(harness)
    before = verification.audit_chains(harness.context).checked
    marks = [(mark(first), mark(second))]
    assert mark() == max(marks[0])
    assert verification.audit_chains(harness.context).checked == before
    for change in (
        lambda: harness.officer.post(f"/v1/cases/{first}/claim"),
        lambda: harness.officer.post(f"/v1/returns/{first}/notes", json={"kind": "note", "words": "已电话核实"}),
        lambda: harness.supervisor.post("/v1/cases/assign", json={"returns": [first], "to": "wang"}),
        lambda: other.post(f"/v1/returns/{first}/steps", json={"to": "rejected", "reason": "单证不符"}),
    ):
        assert change().status_code in (200, 201)
        marks.append((mark(first), mark(second)))
        assert (mark(), marks[-1][1]) == (marks[-1][0], marks[0][1]), "the other case has not changed"
    assert len({each for each, _ in marks}) == len(marks)
