"""The steps about amendments of the registers."""

import csv
import io

from pytest_bdd import parsers, then, when

from features.callers import Callers
from features.post import Cells
from tests import builders

_STATES = {"退回": "refused", "撤回": "withdrawn", "批准": "approved"}
_EFFECTS = {"新增": "added", "另起": "continued", "更正": "replaced", "相同": "same"}


def _newest(callers: Callers) -> str:
    newest: str = callers.client("备案员").get("/v1/amendments").json()["items"][0]["id"]
    return f"/v1/amendments/{newest}"


@when(parsers.parse("备案员以“{reason}”提请登记该场所，自{since}起有效"))
def proposed(callers: Callers, reason: str, since: str) -> None:
    code, customs = callers.world.declaration["site_code"], callers.world.declaration["customs_code"]
    site = builders.site_json(site_code=code, customs_code=customs, valid_from=since)
    callers.call("备案员", "POST", "/v1/amendments", json={"rows": {"sites": [site]}, "reason": reason})
    assert callers.answer.status_code == 201, callers.answer.text


@when("备案员提请文件：")
def proposed_as_file(callers: Callers, datatable: Cells) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(datatable)
    path = "/v1/amendments/file?register=sites&name=场所.csv&reason=年度更新"
    callers.call("备案员", "POST", path, content=text.getvalue().encode())


@when(parsers.parse("{who}批准备案变更"))
def approved(callers: Callers, who: str) -> None:
    callers.call(who, "POST", f"{_newest(callers)}/verdict", json={"approve": True, "reason": "已核对批复"})


@when(parsers.parse("{who}以“{reason}”退回备案变更"))
def declined(callers: Callers, who: str, reason: str) -> None:
    callers.call(who, "POST", f"{_newest(callers)}/verdict", json={"approve": False, "reason": reason})
    assert callers.answer.status_code == 200, callers.answer.text


@then("备案中没有该场所")
def not_registered(callers: Callers) -> None:
    client = callers.client("审计员")
    path = f"/v1/sites?site_code={callers.world.declaration['site_code']}"
    assert client.get(path).json()["items"] == []


@then(parsers.parse("备案变更为{state}，答复为“{words}”"))
def settled(callers: Callers, state: str, words: str) -> None:
    amendment = callers.call("备案员", "GET", _newest(callers)).json()["amendment"]
    assert (amendment["state"], amendment["answer"]) == (_STATES[state], words)


@then("变更对照为：")
def compared(callers: Callers, datatable: Cells) -> None:
    items = callers.call("复核员", "GET", f"{_newest(callers)}/changes").json()["items"]
    header, *rows = datatable
    assert header == ["代码", "变动"]
    assert [[each["code"], each["effect"]] for each in items] == [[code, _EFFECTS[effect]] for code, effect in rows]


@then(parsers.parse("与{number:d}件待办有关"))
def looked_at(callers: Callers, number: int) -> None:
    seen = callers.call("复核员", "GET", _newest(callers)).json()
    assert seen["waiting"] == len(seen["cases"]) == number


@then(parsers.parse("被拒，状态码为{code:d}，第{row:d}行的{field}有误"))
def refused_at(callers: Callers, code: int, row: int, field: str) -> None:
    assert callers.answer.status_code == code, callers.answer.text
    assert [each["pointer"] for each in callers.answer.json()["errors"]] == [f"场所.csv:{row} /{field}"]


@then("没有等待批准的备案变更")
def none_waits(callers: Callers) -> None:
    assert callers.call("备案员", "GET", "/v1/amendments?waiting=true").json()["items"] == []
