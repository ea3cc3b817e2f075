"""The steps that anyone takes at the screen: opening pages, reading them, losing the line or the session."""

import re

from playwright.sync_api import Locator, Page, expect
from pytest_bdd import parsers, then, when

from features.browser.house import BY_PASSWORD, STAFF
from features.browser.screens import Screens
from tests.identity import PASSWORD

WHO = "(?P<who>来人|企业|审核员|另一名审核员|复核员|备案员|审计员|管理员)"
_SIZES = """() => Object.fromEntries(
    [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
        .map(({ name, transferSize }) => [name, transferSize]))"""
"""What came over the wire for the page, by address, headers included."""


def button(page: Page, name: str) -> Locator:
    """The button of that name; one with an icon says what this shows, too."""
    return page.get_by_role("button", name=re.compile(f"(^| ){re.escape(name)}$"))


def sign_in(page: Page) -> None:
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    button(page, "登录").click()


@when("审核员登录控制台")
def _signs_in(screens: Screens) -> None:
    page = screens.stranger(BY_PASSWORD)
    page.goto("/")
    screens.look(page)
    page.get_by_label("用户名").fill(STAFF[BY_PASSWORD][0])
    sign_in(page)
    expect(button(page, "退出")).to_be_visible()


@when(parsers.re(f"{WHO}打开控制台"))
def _opens(screens: Screens, who: str) -> None:
    screens.open(who, "/")


@when(parsers.re(f"{WHO}打开(?P<path>/.*)"))
def _goes(screens: Screens, who: str, path: str) -> None:
    screens.open(who, path)


@when(parsers.re(f"{WHO}按“(?P<name>.+)”"))
def _presses(screens: Screens, who: str, name: str) -> None:
    button(screens.of(who), name).click()


@then(parsers.re(f"{WHO}看到“(?P<words>.+)”"))
def _sees(screens: Screens, who: str, words: str) -> None:
    expect(screens.of(who).get_by_text(words).first).to_be_visible()


@then(parsers.re(f"{WHO}不再看到“(?P<words>.+)”"))
def _sees_no_more(screens: Screens, who: str, words: str) -> None:
    expect(screens.of(who).get_by_text(words)).to_have_count(0)


@then(parsers.re(f"{WHO}没有“(?P<name>.+)”按钮"))
def _has_no_button(screens: Screens, who: str, name: str) -> None:
    expect(button(screens.of(who), name)).to_have_count(0)


@then(parsers.re(f"{WHO}的菜单为(?P<names>.+)"))
def _menu(screens: Screens, who: str, names: str) -> None:
    expect(screens.of(who).get_by_role("navigation").get_by_role("menuitem")).to_have_text(names.split("、"))


@then(parsers.parse("页面标题为“{words}”"))
def _title(screens: Screens, words: str) -> None:
    (page,) = screens.pages.values()
    expect(page.get_by_role("heading", level=1)).to_have_text(words)
    expect(page).to_have_title(re.compile(f"^{words} · "))
    screens.look(page)


@when(parsers.re(f"{WHO}的网络(?P<what>断开|恢复)"))
def _line(screens: Screens, who: str, what: str) -> None:
    screens.expected.add("net::ERR_INTERNET_DISCONNECTED")
    screens.of(who).context.set_offline(what == "断开")


@when(parsers.re(f"{WHO}的登录在服务端失效"))
def _session_ends(screens: Screens, who: str) -> None:
    screens.expected.add("401 (Unauthorized)")
    screens.house.end_session(screens.cookies[who])


@when("审核员重新登录")
def _signs_in_again(screens: Screens) -> None:
    page = screens.of(BY_PASSWORD)
    screens.look(page)
    expect(page.get_by_label("用户名")).to_have_value(STAFF[BY_PASSWORD][0])
    sign_in(page)
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_text("登录已失效").filter(visible=True)).to_have_count(0)


@then(parsers.re(f"{WHO}下载的内容不超过(?P<most>[0-9]+)千字节"))
def _downloads(screens: Screens, who: str, most: str) -> None:
    page = screens.of(who)
    screens.settle(page)
    sizes = page.evaluate(_SIZES)
    assert len(sizes) > 5, "the page and its parts"
    assert sum(sizes.values()) <= int(most) * 1000, sizes


@when(parsers.re(f"{WHO}逐一打开(?P<pages>.+)"), target_fixture="paths")
def _tours(pages: str, who: str) -> tuple[str, list[str]]:
    return who, pages.split("、")


@then("各页在中英文、宽屏和手机上都符合无障碍要求")
def _in_every_way(screens: Screens, paths: tuple[str, list[str]], case: tuple[str, str]) -> None:
    who, names = paths
    page = screens.stranger() if who == "来人" else screens.of(who)
    for name in names:
        page.goto(f"/cases/{case[1]}" if name == "这件" else name)
        screens.look_in_every_way(page)
