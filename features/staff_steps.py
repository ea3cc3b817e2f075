"""The steps about staff's work with a return and the receipts that follow it."""

from pathlib import Path

import pytest
from pytest_bdd import given, parsers, then, when

from features.callers import STATES, Callers
from features.post import Cells
from features.world import World
from tests import messages

XML = {"accept": "application/xml"}


@pytest.fixture
def callers(world: World, tmp_path: Path) -> Callers:
    return Callers(world, tmp_path)


@given(parsers.re(r"(?P<who>企业|申报单位)申报退货"))
@when(parsers.re(r"(?P<who>企业|申报单位)申报退货"))
def filed(callers: Callers, who: str) -> None:
    callers.file(who)


@when(parsers.parse("{who}另以编号{number}申报{quantity}件"))
def filed_another(callers: Callers, who: str, number: str, quantity: str) -> None:
    line = callers.world.declaration["lines"][0] | {"quantity": quantity, "legal_quantity": quantity}
    callers.file(who, application_no=number, lines=[line])


@given(parsers.parse("{who}以“{reason}”转为{state}"))
@when(parsers.parse("{who}以“{reason}”转为{state}"))
def stepped(callers: Callers, who: str, reason: str, state: str) -> None:
    callers.call(who, "POST", f"{callers.case}/steps", json={"to": STATES[state], "reason": reason})


@when(parsers.parse("{who}变更退货原因为{reason}"))
def changed(callers: Callers, who: str, reason: str) -> None:
    callers.call(who, "PUT", callers.case, json=callers.world.declaration | {"reason": reason})


@when(parsers.parse("{who}撤回退货"))
def withdrawn(callers: Callers, who: str) -> None:
    callers.call(who, "POST", f"{callers.case}/withdraw")


@given(parsers.parse("理货载明货物于{day}到达"))
@when(parsers.parse("理货载明货物于{day}到达"))
def tallied(callers: Callers, day: str) -> None:
    callers.give_key("场站", "tallies")
    made = messages.tally(
        co_el_no=callers.filed["application_no"],
        app_time=f"{day.replace('-', '')}103000",
        invt_no=callers.world.declaration["list_no"],
    )
    message = messages.tallies_message(made)
    headers = {"content-type": "application/xml"}
    answer = callers.call("场站", "POST", "/v1/tallies", headers, content=message)
    assert messages.texts(answer.content, "returnStatus") == ["399"]


@then(parsers.parse("{who}查得回执{status}"))
def receipt(callers: Callers, who: str, status: str) -> None:
    answer = callers.call(who, "GET", callers.case, headers=XML)
    assert messages.texts(answer.content, "returnStatus") == [status]


@then(parsers.parse("这件退货为{state}"))
def stands(callers: Callers, state: str) -> None:
    assert callers.call("审核员", "GET", callers.case).json()["state"] == STATES[state]


@then("办理记录为：")
def steps(callers: Callers, datatable: Cells) -> None:
    header, *rows = datatable
    assert header == ["由", "转为", "理由", "经办"]
    taken = callers.call("审核员", "GET", f"{callers.case}/steps").json()["items"]
    told = [[each["before"], each["after"], each["reason"], each["actor"]] for each in taken]
    assert told == [[STATES[before], STATES[after], reason, actor] for before, after, reason, actor in rows]


@then(parsers.parse("历次结论为{outcomes}"))
def decisions(callers: Callers, outcomes: str) -> None:
    names = {"准予退货": "eligible", "不予退货": "ineligible", "转人工审核": "refer"}
    items = callers.call("审核员", "GET", f"{callers.case}/decisions").json()["items"]
    assert [each["outcome"] for each in items] == [names[each] for each in outcomes.split("、")]


@then(parsers.parse("被拒，状态码为{code:d}，原因含{words}"))
def refused(callers: Callers, code: int, words: str) -> None:
    assert callers.answer.status_code == code, callers.answer.text
    (fault,) = callers.answer.json()["errors"]
    assert words in fault["zh"]


@then("照办")
def done(callers: Callers) -> None:
    assert callers.answer.status_code in (200, 201, 204), callers.answer.text
