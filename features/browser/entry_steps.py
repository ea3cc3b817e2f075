"""The steps of whoever comes in: by a password good for once, or by the house's identity provider."""

from itertools import count
from time import time
from typing import Final

from playwright.sync_api import Page, expect
from pytest_bdd import given, parsers, then, when

from features.browser.house import STAFF
from features.browser.screens import Screens
from features.browser.steps import button
from tests.identity import PASSWORD
from tests.web.identity_provider import IdentityProvider

_NEWCOMERS: Final = count(1)
_WRONG: Final = "not the one that was given"
Newcomer = tuple[str, str]


@given("管理员新增了一名审核员，发给一次性密码", target_fixture="newcomer")
def _is_added(screens: Screens) -> Newcomer:
    name = f"new{next(_NEWCOMERS)}"
    return name, screens.house.add_with_password_once(name)


@when(parsers.re("新审核员以(?P<which>一次性|自己的|错误的)密码登录"))
def _signs_in(screens: Screens, newcomer: Newcomer, which: str) -> None:
    name, once = newcomer
    page = screens.stranger()
    page.goto("/")
    page.get_by_label("用户名").fill(name)
    password = {"一次性": once, "自己的": PASSWORD, "错误的": _WRONG}[which]
    page.get_by_label("密码", exact=True).fill(password)
    button(page, "登录").click()


def _change(page: Page, present: str, new: str = PASSWORD, again: str = PASSWORD) -> None:
    for label, value in (("一次性密码", present), ("新密码（至少 12 个字符）", new), ("再输一次新密码", again)):
        page.get_by_label(label, exact=True).fill(value)
    button(page, "修改并进入").click()


@when(parsers.re("新审核员填(?P<what>错一次性密码|的新密码太短、两次不一致|好新密码)"))
def _changes(screens: Screens, newcomer: Newcomer, what: str) -> None:
    page = screens.of("来人")
    screens.look(page)
    if what == "错一次性密码":
        _change(page, _WRONG)
    elif what == "好新密码":
        _change(page, newcomer[1])
    else:
        _change(page, newcomer[1], "short", "other")


@given("浏览器会说出拒绝")
def _refusals(screens: Screens) -> None:
    screens.expected |= {"401 (Unauthorized)", "403 (Forbidden)"}


@given(parsers.re("身份提供方认定来人是(?P<who>复核员|素不相识的人)"))
def _vouches(screens: Screens, provider: IdentityProvider, who: str) -> None:
    provider.now = time()
    provider.subject = STAFF[who][0] if who in STAFF else "nobody"
    screens.trusted.add(provider.issuer)


@when("来人单点登录")
def _signs_on(screens: Screens) -> None:
    page = screens.stranger()
    page.goto("/")
    screens.look(page)
    page.get_by_role("link", name="单点登录").click()


@then(parsers.re("来人已登录为(?P<who>复核员)"))
def _is_in(screens: Screens, who: str) -> None:
    page = screens.of("来人")
    expect(button(page, "退出")).to_be_visible()
    expect(page.get_by_role("banner")).to_contain_text(f"{STAFF[who][0]} · {who}")


# ---- by keyboard


@when(parsers.re("审核员依次按(?P<keys>.+)键"))
def _types(screens: Screens, keys: str) -> None:
    page = screens.of("审核员")
    for key in keys.split("、"):
        screens.settle(page)
        page.keyboard.press(key)
        if key == "Enter":
            page.wait_for_url("**/cases/*")
            expect(button(page, "退单")).to_be_visible()


@then(parsers.re("审核员指着第(?P<number>[0-9]+)件"))
def _points(screens: Screens, number: str) -> None:
    rows = screens.of("审核员").locator("tbody tr.ant-table-row")
    expect(rows.nth(int(number) - 1)).to_contain_class("pointed")


@then("日期框整个在屏幕上")
def _is_on_screen(screens: Screens) -> None:
    page = screens.of("审核员")
    expect(page.get_by_role("textbox", name="缓办至")).to_be_in_viewport(ratio=1)
