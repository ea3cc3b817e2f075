"""The steps about who may do what: firms by their keys and scopes, staff by their roles."""

from datetime import timedelta
from typing import Any, Final

from pytest_bdd import given, parsers, then, when

from features.office import FIRMS, ROLES, Office
from schemas.work.accounts import NewUser
from service.accounts import users
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


def act(office: Office, who: str, action: str) -> None:
    method, path, body = ACTIONS[action]
    office.call(who, method, path, json=body)


@given(parsers.parse("{firm}的密钥只有{scopes}权限"))
def key_with_scopes(office: Office, firm: str, scopes: str) -> None:
    office.give_key(firm, *(SCOPES[each] for each in scopes.split("、")))


@when(parsers.parse("{who}要{action}"))
def acted(office: Office, who: str, action: str) -> None:
    act(office, who, action)


@when(parsers.parse("{who}以别家名义申报退货"))
def filed_for_others(office: Office, who: str) -> None:
    office.file(who, exporter=FIRMS["别家企业"], agent=FIRMS["别家企业"])


@then(parsers.parse("{who}查得退货{count:d}件"))
def sees(office: Office, who: str, count: int) -> None:
    answer = office.call(who, "GET", "/v1/returns")
    assert len(answer.json()["items"]) == count


@then(parsers.parse("{who}按编号查不到这件退货"))
def sees_not(office: Office, who: str) -> None:
    decision = office.filed["decision"]["decision_id"]
    for path in (office.case, f"{office.case}/steps", f"{office.case}/decisions", f"/v1/decisions/{decision}/receipt"):
        assert office.call(who, "GET", path).status_code == 404, path


def newest_key(office: Office) -> str:
    found = office.call("管理员", "GET", f"/v1/keys?firm={FIRMS['企业']['code']}").json()["items"]
    return str(found[0]["id"])


@when("管理员撤销企业的密钥")
def revoked(office: Office) -> None:
    office.call("管理员", "DELETE", f"/v1/keys/{newest_key(office)}")
    assert office.answer.status_code == 200, office.answer.text


@when("管理员轮换企业的密钥")
def rotated(office: Office) -> None:
    old = office.caller("企业")
    made = office.call("管理员", "POST", f"/v1/keys/{newest_key(office)}/rotate").json()
    office.callers["企业"] = office.client(), {"Authorization": f"Bearer {made['secret']}"}
    office.callers["旧密钥"] = old


@when(parsers.parse("过了{hours:d}小时"))
def hours_passed(office: Office, hours: int) -> None:
    office.world.now += timedelta(hours=hours)


@when("有人不带密钥查看退货")
def nobody(office: Office) -> None:
    office.answer = office.client().get("/v1/returns")


@given(parsers.parse("新{role}以一次性密码登录"))
@when(parsers.parse("新{role}以一次性密码登录"))
def first_sign_in(office: Office, role: str) -> None:
    made = users.add(office.context, NewUser(name="wang", role=ROLES[role]))
    client = office.client()
    office.world.text = str(made.password).encode()
    session = client.post("/v1/session", json={"name": "wang", "password": made.password})
    office.callers[f"新{role}"] = client, {"X-CSRF-Token": session.json()["guard"]}


@when(parsers.parse("{who}修改密码"))
def password_changed(office: Office, who: str) -> None:
    body = {"present": office.world.text.decode(), "new": PASSWORD}
    office.call(who, "PUT", "/v1/session/password", json=body)
    assert office.answer.status_code == 200, office.answer.text
