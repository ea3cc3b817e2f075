"""The steps about advice, explanations and letters, over HTTP."""

from typing import Any, Final

from pytest_bdd import given, parsers, then, when

from features.world import OUTCOMES, World
from tests import builders

KINDS: Final = {
    "海关": "customs",
    "场所": "site",
    "作业功能区": "work_area",
    "进出口标记": "direction",
    "退货监管方式": "return_mode",
    "商品": "goods",
    "数量": "quantity",
    "申报单位": "agent",
    "委托关系": "entrustment",
}


def _ways(world: World) -> list[set[str]]:
    return [{change["kind"] for change in each["changes"]} for each in world.answer["admission"]["suggestions"]]


def _kinds(names: str) -> set[str]:
    return {KINDS[name] for name in names.split("、")}


@given(parsers.parse("另有场所{code}属{customs}，开展零售出口业务"))
def _another_site(world: World, code: str, customs: str) -> None:
    row = builders.site_json(site_code=code, customs_code=customs, valid_from="2019-01-01")
    assert world.client.put("/v1/sites", json=row).status_code == 200


@when("征询补正建议")
def _ask(world: World) -> None:
    world.enter_registers()
    response = world.client.post("/v1/returns/advice", json=world.declaration)
    world.status, world.answer = response.status_code, response.json()
    assert world.status == 200, world.answer


@then(parsers.re("有一种办法是：(更改|登记)(?P<names>.+)"))
def _one_way(world: World, names: str) -> None:
    assert _kinds(names) in _ways(world)


@then(parsers.parse("唯一的办法是：更改{names}"))
def _the_way(world: World, names: str) -> None:
    assert _ways(world) == [_kinds(names)]


@then("每种办法照办之后都准予退货")
def _each_is_good(world: World) -> None:
    for suggestion in world.answer["admission"]["suggestions"]:
        assert suggestion["outcome"] == "eligible"
        edits = [edit for change in suggestion["changes"] for edit in change["edits"]]
        if all(edit["pointer"].startswith("/declaration/") for edit in edits):
            declaration = builders.plain(world.declaration)
            for edit in edits:
                _write(declaration, edit["pointer"].split("/")[2:], edit["after"])
            assert world.client.post("/v1/returns/check", json=declaration).json()["outcome"] == "eligible"


def _write(value: Any, path: list[str], after: object) -> None:
    *steps, name = path
    for step in steps:
        value = value[int(step) if isinstance(value, list) else step]
    value[name] = after


@then(parsers.parse("数量应改为{quantity}"))
def _quantity(world: World, quantity: str) -> None:
    (change,) = world.answer["admission"]["suggestions"][0]["changes"]
    assert {edit["after"] for edit in change["edits"]} == {quantity}


@then("不必更改")
def _nothing(world: World) -> None:
    mending = world.answer["admission"]
    assert world.answer["outcome"] == "eligible"
    assert mending["suggestions"] == mending["unmendable"] == mending["missing"] == []


@then("没有办法")
def _no_way(world: World) -> None:
    assert world.answer["admission"]["suggestions"] == []


@then(parsers.re(r"不能补正的是(?P<provision>[a-z0-9_.]+)(，到(?P<last>[0-9-]+)为止可以符合)?"))
def _beyond(world: World, provision: str, last: str | None) -> None:
    (beyond,) = world.answer["admission"]["unmendable"]
    assert beyond["provision"] == provision
    assert "不能更改" in beyond["why"]["zh"]
    if last is not None:
        after = [span["until"] for span in beyond["days"]]
        assert after == [f"{last[:-2]}{int(last[-2:]) + 1:02}"]


@then(parsers.parse("尚缺{fact}，已开放则有利，其他则不利"))
def _missing(world: World, fact: str) -> None:
    (missing,) = world.answer["admission"]["missing"]
    assert missing["fact"] == fact
    assert {each["value"]: each["favourable"] for each in missing["choices"]} == {
        "open": True,
        "interfaced": True,
        None: False,
    }


@then(parsers.parse("可以接受的场所依次为{codes}"))
def _accepting(world: World, codes: str) -> None:
    assert [site["site_code"] for site in world.answer["sites"] if site["accepts"]] == codes.split("、")


@then(parsers.parse("场所{code}因{provision}不接受"))
def _not_accepting(world: World, code: str, provision: str) -> None:
    (site,) = [site for site in world.answer["sites"] if site["site_code"] == code]
    assert site["against"] == [provision]


def _explanation(world: World) -> Any:
    return world.client.get(f"/v1/decisions/{world.decision['decision_id']}/explanation").json()["questions"][0]


@then(parsers.parse("论证的结论是{outcome}，因为{provision}"))
def _argued(world: World, outcome: str, provision: str) -> None:
    question = _explanation(world)
    assert question["answer"] == OUTCOMES[outcome]
    assert [node["provision"] for node in question["provisions"] if node["decisive"]] == [provision]


@then(parsers.parse("论证指出依据是出口企业备案的{pointer}"))
def _rests_on(world: World, pointer: str) -> None:
    (node,) = [node for node in _explanation(world)["provisions"] if node["decisive"]]
    (origin,) = node["needs"]["fact"]["origins"]
    assert (origin["record"], origin["pointer"], origin["value"]) == ("exporter", pointer, "false")


@then("两次取得的通知书完全相同")
def _same_letter(world: World) -> None:
    path = f"/v1/decisions/{world.decision['decision_id']}/letter"
    one, other = (world.client.get(path).content for _ in range(2))
    assert one.startswith(b"%PDF-")
    assert one == other
