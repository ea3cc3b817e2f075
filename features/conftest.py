"""The steps of the acceptance book: what a Chinese sentence does to the world, over HTTP."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_bdd import given, parsers, then, when

from features.advice_steps import *
from features.batch_steps import *
from features.desk_steps import *
from features.goods_steps import *
from features.impact_steps import *
from features.key_steps import *
from features.list_steps import *
from features.message_steps import *
from features.receipt_steps import *
from features.register_steps import *
from features.results import Results
from features.staff_steps import *
from features.world import CLAIMS, FLAGS, OUTCOMES, PROOFS, REASONS, RELIEFS, STATUSES, World, customs
from rules import Rulebook, load_rulebook
from tests import databases
from tests.harness import Clock, ServiceHarness, context_over


def pytest_configure(config: pytest.Config) -> None:
    """How the scenarios come out is written down."""
    config.pluginmanager.register(Results())


def pytest_bdd_apply_tag(tag: str, function: Callable[..., Any]) -> bool:
    """Tags name instruments; they need no registration."""
    return True


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """The law that ships with the package."""
    return load_rulebook()


@pytest.fixture
def world(tmp_path: Path, rulebook: Rulebook) -> Iterator[World]:
    """A service of its own for each scenario."""
    clock = Clock()
    with databases.fresh("sqlite", tmp_path) as url, context_over(url, rulebook, clock, tmp_path) as context:
        yield World(ServiceHarness(context), clock)


# ---- what the registers and the original list say


@given(parsers.parse("{mode}商品于{day}自{at}出口放行"))
def _exported(world: World, mode: str, day: str, at: str) -> None:
    world.exported(at, day, mode)


@given("没有导入原出口清单")
def _no_list(world: World) -> None:
    world.export_list = None


@given(parsers.parse("原清单没有{what}"))
def _list_lacks(world: World, what: str) -> None:
    assert world.export_list
    world.export_list[{"放行日期": "released_on", "申报日期": "declared_on", "出口日期": "exported_on"}[what]] = None


@given(parsers.parse("原清单载明{what}为{day}"))
def _list_day(world: World, what: str, day: str) -> None:
    assert world.export_list
    world.export_list[{"放行日期": "released_on", "申报日期": "declared_on", "出口日期": "exported_on"}[what]] = day


@given(parsers.parse("原清单与退货申请的清单号同为{number}"))
def _list_number(world: World, number: str) -> None:
    assert world.export_list
    world.export_list["list_no"] = world.declaration["list_no"] = number


@given(parsers.parse("原清单第1项出口{quantity}件"))
def _exported_quantity(world: World, quantity: str) -> None:
    assert world.export_list
    world.export_list["lines"][0] |= {"quantity": quantity, "legal_quantity": quantity, "second_quantity": None}


@given(parsers.parse("原清单的{party}代码为{code}"))
def _list_party(world: World, party: str, code: str) -> None:
    assert world.export_list
    world.export_list[{"平台": "platform", "收发货人": "exporter"}[party]] = {"code": code, "name": "另一企业"}


@given(parsers.parse("原清单的{party}为另一企业"))
def _list_of_another(world: World, party: str) -> None:
    _list_party(world, party, "3105960009")


@given(parsers.parse("企业备案的{claim}为{value}"))
def _claim(world: World, claim: str, value: str) -> None:
    name, values = CLAIMS[claim]
    assert world.exporter
    world.exporter[name] = values[value]


@given("企业没有备案")
def _no_enterprise(world: World) -> None:
    world.exporter = None


@given(parsers.parse("企业备案自{since}起有效"))
def _enterprise_since(world: World, since: str) -> None:
    assert world.exporter
    world.exporter["valid_from"] = since


@given("申报单位即出口企业")
def _own_agent(world: World) -> None:
    world.declaration["agent"] = world.declaration["exporter"]


@given(parsers.parse("报关企业的委托关系{state}"))
def _entrusted(world: World, state: str) -> None:
    if state == "没有备案":
        world.agent = None
        return
    assert world.agent
    world.agent["entrusted_by"] = {
        "已登记": [world.declaration["exporter"]["code"]],
        "登记的是别家": ["3110960009"],
        "未知": None,
    }[state]


@given(parsers.parse("场所{state}"))
def _site(world: World, state: str) -> None:
    if state in ("没有备案", "未填写"):
        world.site = None
        if state == "未填写":
            world.declaration["site_code"] = None
        return
    assert world.site
    match state:
        case "开展零售出口业务":
            world.site["businesses"] = ["retail_export"]
        case "只办理零售进口业务":
            world.site["businesses"] = ["retail_import"]
        case "在退货海关所在关区":
            world.site["customs_code"] = world.declaration["customs_code"]
        case _ if state.startswith("备案于") and state.endswith("失效"):
            world.site["valid_until"] = state.removeprefix("备案于").removesuffix("失效")
        case _ if state.startswith("属"):
            world.site["customs_code"] = customs(state.removeprefix("属"))
        case _:
            raise AssertionError(f"场所{state}")


# ---- what is declared


@given(parsers.parse("于{when_}向{to}申请退货"))
def _returned(world: World, when_: str, to: str) -> None:
    world.returned(to, when_)


@given(parsers.parse("货物于{day}进境"))
def _arrived(world: World, day: str) -> None:
    world.declaration["arrived_on"] = day


@given(parsers.parse("申请编号为{number}"))
def _number(world: World, number: str) -> None:
    world.declaration["application_no"] = number


@given(parsers.parse("原出口清单号填为{number}"))
def _list_no(world: World, number: str) -> None:
    world.declaration["list_no"] = number


@given(parsers.parse("退货第1项{quantity}件"))
def _quantity(world: World, quantity: str) -> None:
    world.declaration["lines"][0] |= {"quantity": quantity, "legal_quantity": quantity, "second_quantity": None}


@given(parsers.parse("同一清单项再退{quantity}件"))
def _second_line(world: World, quantity: str) -> None:
    line = world.declaration["lines"][0] | {"quantity": quantity, "legal_quantity": quantity}
    world.declaration["lines"].append(line)


@given(parsers.parse("退货商品的{field}改为{value}"))
def _line_field(world: World, field: str, value: str) -> None:
    names = {"项号": "line_no", "商品编码": "hs_code", "名称": "name", "规格型号": "model", "计量单位": "unit"}
    names |= {"法定单位": "legal_unit", "第二单位": "second_unit"}
    world.declaration["lines"][0][names[field]] = int(value) if field == "项号" else value


@given(parsers.parse("申报的{field}为{value}"))
def _field(world: World, field: str, value: str) -> None:
    given_ = None if value == "未填写" else value
    match field:
        case "退货监管方式":
            world.declaration["return_mode"] = given_
        case "进出口标记":
            world.declaration["direction"] = value
        case "启运国":
            world.declaration["departure_country"] = value
        case "申报地海关":
            world.declaration["customs_code"] = value
        case "退运原因":
            world.declaration["reason_kind"] = REASONS[value]
        case "退运证明":
            world.declaration["proof"] = PROOFS[value]
        case "原状" | "食品" | "出口退税":
            name = {"原状": "original_state", "食品": "food", "出口退税": "rebate_taken"}[field]
            world.declaration[name] = FLAGS[value]
        case "补税证明编号":
            world.declaration["tax_certificate_no"] = given_
        case _:
            raise AssertionError(field)


# ---- what is done


@when("提交退货申请")
def _submit(world: World) -> None:
    world.submit()


@when("再次提交退货申请")
def _submit_again(world: World) -> None:
    world.file()


@when(parsers.parse("改为{quantity}件后再次提交"))
def _submit_changed(world: World, quantity: str) -> None:
    world.declaration["lines"][0] |= {"quantity": quantity, "legal_quantity": quantity}
    world.file()


@when(parsers.parse("将申请变更为{quantity}件"))
def _change(world: World, quantity: str) -> None:
    world.declaration["lines"][0] |= {"quantity": quantity, "legal_quantity": quantity}
    response = world.client.put(f"/v1/returns/{world.answer['id']}", json=world.declaration)
    world.status, world.answer = response.status_code, response.json()


@when("撤回申请")
def _withdraw(world: World) -> None:
    response = world.client.post(f"/v1/returns/{world.answer['id']}/withdraw")
    world.status, world.answer = response.status_code, response.json()


@when(parsers.parse("另以编号{number}申请退货{quantity}件"))
def _another(world: World, number: str, quantity: str) -> None:
    world.declaration["application_no"] = number
    world.declaration["lines"][0] |= {"quantity": quantity, "legal_quantity": quantity}
    world.file()


@when("试算退货申请")
def _check(world: World) -> None:
    world.enter_registers()
    response = world.client.post("/v1/returns/check", json=world.declaration)
    world.status, world.answer = response.status_code, {"decision": response.json()}


# ---- what must come of it


@then(parsers.parse("结论为{outcome}"))
def _outcome(world: World, outcome: str) -> None:
    reasons = [each["provision"] for each in world.decision["findings"] if each["status"] in ("unmet", "undetermined")]
    assert world.decision["outcome"] == OUTCOMES[outcome], reasons


@then(parsers.parse("税收优惠为{relief}"))
def _relief(world: World, relief: str) -> None:
    assert world.decision["tax_relief"] == RELIEFS[relief]


@then(parsers.parse("认定{provision}为{status}"))
def _finding(world: World, provision: str, status: str) -> None:
    assert world.status_of(provision) == STATUSES[status]


@then("没有不符合或未知的退货条款")
def _all_met(world: World) -> None:
    reasons = [
        each["provision"]
        for each in world.decision["findings"]
        if each["question"] == "return"
        and each["status"] in ("unmet", "undetermined")
        and each["otherwise"] != "advise"
    ]
    assert reasons == []


@then(parsers.parse("不符合或未知的条款共{count:d}条"))
def _not_met(world: World, count: int) -> None:
    found = [each["provision"] for each in world.decision["findings"] if each["status"] in ("unmet", "undetermined")]
    assert len(set(found)) == count, found


@then(parsers.parse("退货{relation}跨关区"))
def _cross(world: World, relation: str) -> None:
    assert world.decision["cross_district"] is {"属": True, "不属": False, "未知是否": None}[relation]


@then(parsers.parse("没有条款{provision}的认定"))
def _no_finding(world: World, provision: str) -> None:
    assert provision not in [each["provision"] for each in world.decision["findings"]]


@then(parsers.parse("认定{provision}涉及第{line:d}项"))
def _lines(world: World, provision: str, line: int) -> None:
    found = next(each for each in world.decision["findings"] if each["provision"] == provision)
    assert found["lines"] == [line]
    assert found["pointer"] == "/lines/0"


@then(parsers.parse("判定日为{day}"))
def _as_of(world: World, day: str) -> None:
    assert world.decision["as_of"] == day


@then(parsers.parse("状态为{state}，回执状态为{code}"))
def _state(world: World, state: str, code: str) -> None:
    states = {"已接受": "accepted", "已退单": "rejected", "待审核": "review", "已撤回": "withdrawn", "暂存": "draft"}
    assert world.answer["state"] == states[state], world.answer
    assert world.answer["return_status"] == (None if code == "无" else code)


@then(parsers.parse("答复状态码为{code:d}"))
def _code(world: World, code: int) -> None:
    assert world.status == code, world.answer


@then("两次答复相同")
def _same_answer(world: World) -> None:
    assert world.answers[-1] == world.answers[-2]


@then(parsers.parse("为第{number:d}次修订"))
def _revision(world: World, number: int) -> None:
    assert world.answer["revision"] == number
