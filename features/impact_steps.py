"""The steps about what a draft announcement would change, and about the regimes side by side."""

from importlib.resources import files
from typing import Final

from pytest_bdd import parsers, then, when

from features.callers import Callers
from features.world import OUTCOMES

_INSTRUMENT: Final = "gacc_2026_024"
_HELD: Final = "needs: {fact: exporter_standing, one_of: [normal]}\n    otherwise: refer"
_DRAFTS: Final = {
    "与现行公告相同": ("", ""),
    "将经营受限由转人工改为不予退货": (_HELD, _HELD.replace("refer", "reject")),
    "写错事实名称": ("fact: exporter_standing", "fact: exporter_stading"),
}


@when(parsers.re("(?P<who>复核员|企业)评估(?P<draft>.+)的草案"))
def _assess(callers: Callers, who: str, draft: str) -> None:
    policy = (files("rules") / "policies" / _INSTRUMENT / "policy.yaml").read_text(encoding="utf-8")
    old, new = _DRAFTS[draft]
    assert old in policy
    content = policy.replace(old, new) if old else policy
    headers = {"content-type": "application/yaml"}
    callers.call(who, "POST", f"/v1/impact?instrument={_INSTRUMENT}", headers, content=content.encode())


@then(parsers.parse("评估{count:d}件，改变{flips:d}件"))
def _counted(callers: Callers, count: int, flips: int) -> None:
    found = callers.answer.json()
    assert (found["declarations"], found["flips"]) == (count, flips)


@then(parsers.parse("由{before}改为{after}，理由为{provision}"))
def _flip(callers: Callers, before: str, after: str, provision: str) -> None:
    (flip,) = callers.answer.json()["listed"]
    assert (flip["before"], flip["after"]) == (OUTCOMES[before], OUTCOMES[after])
    assert flip["reasons_after"] == [provision]


@then(parsers.parse("每日转人工由{before:d}件降为{after:d}件"))
def _cases(callers: Callers, before: int, after: int) -> None:
    found = callers.answer.json()
    assert (found["cases_per_day_before"], found["cases_per_day_after"]) == (before, after)


@when("企业要求对照各时期的规定")
def _regimes(callers: Callers) -> None:
    callers.world.enter_registers()
    callers.call("企业", "POST", "/v1/returns/regimes", json=callers.world.declaration)


@then(parsers.parse("{since}起的规定为{outcome}"))
def _regime(callers: Callers, since: str, outcome: str) -> None:
    told = {item["since"]: item["outcome"] for item in callers.answer.json()["items"]}
    assert told[since] == OUTCOMES[outcome]
