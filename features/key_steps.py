"""The steps about who may do what: firms by their keys and scopes, staff by their roles."""

from datetime import timedelta
from typing import Any, Final

from pytest_bdd import given, parsers, then, when

from features.callers import FIRMS, ROLES, Callers
from schemas.work.accounts import NewUser
from service.accounts import users
from service.api.auth import CSRF_HEADER
from tests import builders
from tests.identity import PASSWORD

ACTIONS: Final[dict[str, tuple[str, str, Any]]] = {
    "查看退货": ("GET", "/v1/returns", None),
    "查看原清单": ("GET", "/v1/exports", None),
    "试算退货": ("POST", "/v1/returns/check", builders.declaration_json()),
    "申报退货": ("POST", "/v1/returns", builders.declaration_json()),
    "导入原清单": ("PUT", "/v1/exports", builders.export_list_json()),
    "提请备案": ("POST", "/v1/amendments", {"rows": {"sites": [builders.site_json()]}, "reason": "批复"}),
    "直接登记场所": ("PUT", "/v1/sites", builders.site_json()),
    "新增密钥": ("POST", "/v1/keys", {"firm": builders.EXPORTER["code"]}),
    "新增用户": ("POST", "/v1/users", {"name": "wang", "role": "officer"}),
    "查看审计记录": ("GET", "/v1/audit", None),
}
SCOPES: Final = {"查看": "read", "申报": "file", "导入清单": "exports", "录入理货": "tallies", "事件推送": "webhooks"}


def act(callers: Callers, who: str, action: str) -> None:
    method, path, body = ACTIONS[action]
    callers.call(who, method, path, json=body)


@given(parsers.parse("{firm}的密钥只有{scopes}权限"))
def key_with_scopes(callers: Callers, firm: str, scopes: str) -> None:
    callers.give_key(firm, *(SCOPES[each] for each in scopes.split("、")))


@when(parsers.parse("{who}要{action}"))
def acted(callers: Callers, who: str, action: str) -> None:
    act(callers, who, action)


@when(parsers.parse("{who}以别家名义申报退货"))
def filed_for_others(callers: Callers, who: str) -> None:
    callers.file(who, exporter=FIRMS["别家企业"], agent=FIRMS["别家企业"])


@then(parsers.parse("{who}查得退货{count:d}件"))
def sees(callers: Callers, who: str, count: int) -> None:
    answer = callers.call(who, "GET", "/v1/returns")
    assert len(answer.json()["items"]) == count


@then(parsers.parse("{who}按编号查不到这件退货"))
def sees_not(callers: Callers, who: str) -> None:
    decision = callers.filed["decision"]["decision_id"]
    case = callers.case
    for path in (case, f"{case}/steps", f"{case}/decisions", f"/v1/decisions/{decision}/receipt"):
        assert callers.call(who, "GET", path).status_code == 404, path


def newest_key(callers: Callers) -> str:
    found = callers.call("管理员", "GET", f"/v1/keys?firm={FIRMS['企业']['code']}").json()["items"]
    return str(found[0]["id"])


@when("管理员撤销企业的密钥")
def revoked(callers: Callers) -> None:
    callers.call("管理员", "DELETE", f"/v1/keys/{newest_key(callers)}")
    assert callers.answer.status_code == 200, callers.answer.text


@when("管理员轮换企业的密钥")
def rotated(callers: Callers) -> None:
    old = callers.client("企业")
    made = callers.call("管理员", "POST", f"/v1/keys/{newest_key(callers)}/rotate").json()
    callers.clients["企业"] = callers.harness.client(headers={"Authorization": f"Bearer {made['secret']}"})
    callers.clients["旧密钥"] = old


@when(parsers.parse("过了{hours:d}小时"))
def hours_passed(callers: Callers, hours: int) -> None:
    callers.world.clock.now += timedelta(hours=hours)


@when("有人不带密钥查看退货")
def nobody(callers: Callers) -> None:
    callers.answer = callers.harness.client().get("/v1/returns")


@given(parsers.parse("新{role}以一次性密码登录"))
@when(parsers.parse("新{role}以一次性密码登录"))
def first_sign_in(callers: Callers, role: str) -> None:
    made = users.add(callers.harness.context, NewUser(name="wang", role=ROLES[role]))
    client = callers.harness.client()
    callers.world.text = str(made.password).encode()
    session = client.post("/v1/session", json={"name": "wang", "password": made.password})
    client.headers[CSRF_HEADER] = session.json()["guard"]
    callers.clients[f"新{role}"] = client


@when(parsers.parse("{who}修改密码"))
def password_changed(callers: Callers, who: str) -> None:
    body = {"present": callers.world.text.decode(), "new": PASSWORD}
    callers.call(who, "PUT", "/v1/session/password", json=body)
    assert callers.answer.status_code == 200, callers.answer.text
