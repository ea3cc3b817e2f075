"""The steps about the queue, questions to firms, and the second pair of eyes."""

from datetime import timedelta
from typing import Any

from pytest_bdd import given, parsers, then, when

from features.office import STATES, Office
from features.post import Cells

_KINDS = {"备注": "note", "询问": "question", "答复": "answer"}


def _waiting(office: Office) -> list[dict[str, Any]]:
    items = office.call("审核员", "GET", "/v1/cases").json()["items"]
    return [each for each in items if each["return_id"] == office.filed["id"]]


@given(parsers.parse("{who}领取下一件"))
@when(parsers.parse("{who}领取下一件"))
def taken_next(office: Office, who: str) -> None:
    assert office.call(who, "POST", "/v1/cases/next").json()["return_id"] == office.filed["id"]


@when(parsers.parse("{who}领取这件"))
def claimed(office: Office, who: str) -> None:
    office.call(who, "POST", f"/v1/cases/{office.filed['id']}/claim")


@when(parsers.parse("复核员把这件分派给{name}"))
def assigned(office: Office, name: str) -> None:
    body = {"returns": [office.filed["id"]], "to": name}
    assert office.call("复核员", "POST", "/v1/cases/assign", json=body).json() == {"cases": 1}


@when(parsers.parse("审核员缓办这件{hours:d}小时"))
def put_off(office: Office, hours: int) -> None:
    until = (office.context.now() + timedelta(hours=hours)).isoformat()
    office.call("审核员", "POST", f"/v1/cases/{office.filed['id']}/snooze", json={"until": until})


@when(parsers.parse("又过{hours:d}小时{minutes:d}分"))
def later(office: Office, hours: int, minutes: int) -> None:
    office.world.now += timedelta(hours=hours, minutes=minutes)


@when(parsers.parse("{who}以“{reason}”提请{state}"))
def proposed(office: Office, who: str, reason: str, state: str) -> None:
    office.call(who, "POST", f"{office.case}/proposals", json={"to": STATES[state], "reason": reason})


@when(parsers.parse("{who}批准提请"))
def approved(office: Office, who: str) -> None:
    (proposal,) = office.call("复核员", "GET", f"{office.case}/proposals").json()["items"]
    office.call(who, "POST", f"/v1/proposals/{proposal['id']}/verdict", json={"approve": True, "reason": "同意"})


@when(parsers.re(r"(?P<who>\w+?)(?P<kind>备注|询问|答复)“(?P<words>.+)”"))
def written(office: Office, who: str, kind: str, words: str) -> None:
    office.call(who, "POST", f"{office.case}/notes", json={"kind": _KINDS[kind], "words": words})


@when(parsers.parse("{who}以“{reason}”依{provision}退单"))
def rejected(office: Office, who: str, reason: str, provision: str) -> None:
    body = {"to": "rejected", "reason": reason, "provision": provision}
    office.call(who, "POST", f"{office.case}/steps", json=body)


@then("待办中没有这件退货")
def not_waiting(office: Office) -> None:
    assert _waiting(office) == []


@then("待办中有这件退货，无人领取")
def waits_for_anyone(office: Office) -> None:
    assert [each["assignee"] for each in _waiting(office)] == [None]


@then(parsers.parse("待办中有这件退货，由{name}办理"))
def waits_with(office: Office, name: str) -> None:
    assert [each["assignee"] for each in _waiting(office)] == [name]


@then("待办中有这件退货，企业已答复")
def waits_answered(office: Office) -> None:
    assert [each["answered"] for each in _waiting(office)] == [True]


@then("企业看到的问答为：")
def seen_by_the_firm(office: Office, datatable: Cells) -> None:
    items = office.call("企业", "GET", f"{office.case}/notes").json()["items"]
    assert [[each["kind"], each["words"]] for each in items] == [[_KINDS[kind], words] for kind, words in datatable]
