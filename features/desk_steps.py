"""The steps about the queue, questions to firms, and the second pair of eyes."""

from datetime import timedelta
from typing import Any

from pytest_bdd import given, parsers, then, when

from features.callers import STATES, Callers
from features.post import Cells

_KINDS = {"备注": "note", "询问": "question", "答复": "answer"}


def _waiting(callers: Callers) -> list[dict[str, Any]]:
    items = callers.call("审核员", "GET", "/v1/cases").json()["items"]
    return [each for each in items if each["return_id"] == callers.filed["id"]]


@given(parsers.parse("{who}领取下一件"))
@when(parsers.parse("{who}领取下一件"))
def taken_next(callers: Callers, who: str) -> None:
    assert callers.call(who, "POST", "/v1/cases/next").json()["return_id"] == callers.filed["id"]


@when(parsers.parse("{who}领取这件"))
def claimed(callers: Callers, who: str) -> None:
    callers.call(who, "POST", f"/v1/cases/{callers.filed['id']}/claim")


@when(parsers.parse("复核员把这件分派给{name}"))
def assigned(callers: Callers, name: str) -> None:
    body = {"returns": [callers.filed["id"]], "to": name}
    assert callers.call("复核员", "POST", "/v1/cases/assign", json=body).json() == {"cases": 1}


@when(parsers.parse("审核员缓办这件{hours:d}小时"))
def put_off(callers: Callers, hours: int) -> None:
    until = (callers.harness.context.now() + timedelta(hours=hours)).isoformat()
    callers.call("审核员", "POST", f"/v1/cases/{callers.filed['id']}/snooze", json={"until": until})


@when(parsers.parse("又过{hours:d}小时{minutes:d}分"))
def later(callers: Callers, hours: int, minutes: int) -> None:
    callers.world.clock.now += timedelta(hours=hours, minutes=minutes)


@when(parsers.parse("{who}以“{reason}”提请{state}"))
def proposed(callers: Callers, who: str, reason: str, state: str) -> None:
    callers.call(who, "POST", f"{callers.case}/proposals", json={"to": STATES[state], "reason": reason})


@when(parsers.parse("{who}批准提请"))
def approved(callers: Callers, who: str) -> None:
    (proposal,) = callers.call("复核员", "GET", f"{callers.case}/proposals").json()["items"]
    callers.call(who, "POST", f"/v1/proposals/{proposal['id']}/verdict", json={"approve": True, "reason": "同意"})


@when(parsers.re(r"(?P<who>\w+?)(?P<kind>备注|询问|答复)“(?P<words>.+)”"))
def written(callers: Callers, who: str, kind: str, words: str) -> None:
    callers.call(who, "POST", f"{callers.case}/notes", json={"kind": _KINDS[kind], "words": words})


@when(parsers.parse("{who}以“{reason}”依{provision}退单"))
def rejected(callers: Callers, who: str, reason: str, provision: str) -> None:
    body = {"to": "rejected", "reason": reason, "provision": provision}
    callers.call(who, "POST", f"{callers.case}/steps", json=body)


@then("待办中没有这件退货")
def not_waiting(callers: Callers) -> None:
    assert _waiting(callers) == []


@then("待办中有这件退货，无人领取")
def waits_for_anyone(callers: Callers) -> None:
    assert [each["assignee"] for each in _waiting(callers)] == [None]


@then(parsers.parse("待办中有这件退货，由{name}办理"))
def waits_with(callers: Callers, name: str) -> None:
    assert [each["assignee"] for each in _waiting(callers)] == [name]


@then("待办中有这件退货，企业已答复")
def waits_answered(callers: Callers) -> None:
    assert [each["answered"] for each in _waiting(callers)] == [True]


@then("企业看到的问答为：")
def seen_by_the_firm(callers: Callers, datatable: Cells) -> None:
    items = callers.call("企业", "GET", f"{callers.case}/notes").json()["items"]
    assert [[each["kind"], each["words"]] for each in items] == [[_KINDS[kind], words] for kind, words in datatable]
