"""The steps of staff at the screen: a case of theirs, notes on it, proposals against the rules, a draft's impact."""

from importlib.resources import files
from typing import Final

from playwright.sync_api import Locator, Page, expect
from pytest_bdd import given, parsers, then, when

from features.browser.screens import Screens
from features.browser.steps import WHO, button

_INSTRUMENT: Final = "gacc_2026_024"
_HELD: Final = "needs: {fact: exporter_standing, one_of: [normal]}\n    otherwise: refer"
Case = tuple[str, str]


@given(parsers.parse("有一件{kind}退货待审核"), target_fixture="case")
def _case(screens: Screens, kind: str) -> Case:
    """A return that waits for staff: its number and its id."""
    return screens.house.declare(kind)


@given(parsers.re(f"{WHO}打开这件"))
@when(parsers.re(f"{WHO}打开这件"))
def _opens_case(screens: Screens, who: str, case: Case) -> None:
    screens.settle(screens.open(who, f"/cases/{case[1]}"))  # as it stands now, before anyone goes on


@when(parsers.re(f"{WHO}从待办中打开这件"))
def _opens_from_queue(screens: Screens, who: str, case: Case) -> None:
    page = screens.of(who)
    page.get_by_role("menuitem", name="待办").click()
    page.get_by_role("link", name=case[0], exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(case[0])
    screens.look(page)


@then(parsers.re(f"{WHO}看到待办中这件“(?P<words>.+)”"))
def _listed(screens: Screens, who: str, words: str, case: Case) -> None:
    expect(screens.of(who).get_by_role("row").filter(has_text=case[0])).to_contain_text(words)


@when(parsers.re(f"{WHO}领取这件"))
def _claims(screens: Screens, who: str) -> None:
    screens.expected.add("409 (Conflict)")
    button(screens.of(who), "领取").click()


# ---- notes


def _note(screens: Screens, who: str) -> Locator:
    return screens.of(who).get_by_role("textbox", name="备注")


@given(parsers.re(f"{WHO}在备注中写下“(?P<words>.+)”"))
@when(parsers.re(f"{WHO}在备注中写下“(?P<words>.+)”"))
def _writes(screens: Screens, who: str, words: str) -> None:
    _note(screens, who).fill(words)


@when(parsers.re(f"{WHO}写入备注"))
def _sends(screens: Screens, who: str) -> None:
    button(screens.of(who), "写入备注").click()


@then(parsers.re(f"{WHO}的备注仍为“(?P<words>.+)”"))
def _kept(screens: Screens, who: str, words: str) -> None:
    expect(_note(screens, who)).to_have_value(words)


@then(parsers.re(f"{WHO}的备注已清空"))
def _sent(screens: Screens, who: str) -> None:
    expect(_note(screens, who)).to_have_value("")


# ---- four eyes


@when(parsers.re(f"{WHO}以“(?P<reason>.+)”提请准予退货"))
def _proposes(screens: Screens, who: str, reason: str) -> None:
    page = screens.of(who)
    button(page, "准予退货").click()
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("此步与规则判定相反")
    screens.look(page)
    asked.get_by_label("理由").fill(reason)
    asked.get_by_role("button", name="提请复核").click()
    expect(asked).to_have_count(0)


@when(parsers.re(f"{WHO}以“(?P<reason>.+)”批准"))
def _approves(screens: Screens, who: str, reason: str) -> None:
    page = screens.of(who)
    page.get_by_role("textbox", name="理由").fill(reason)
    button(page, "批准").click()


@then(parsers.re(f"{WHO}看到这件退货为(?P<state>.+)"))
def _stands(screens: Screens, who: str, state: str) -> None:
    expect(screens.of(who).locator("main .ant-tag").first).to_have_text(state)


# ---- a draft


@when(parsers.re(f"{WHO}上传将经营受限由转人工改为不予退货的草案"))
def _uploads(screens: Screens, who: str) -> None:
    upload_draft(screens.of(who))


def upload_draft(page: Page) -> None:
    """A draft that refuses what the law of today refers to a person."""
    policy = (files("rules") / "policies" / _INSTRUMENT / "policy.yaml").read_text(encoding="utf-8")
    assert _HELD in policy
    draft = policy.replace(_HELD, _HELD.replace("refer", "reject")).encode()
    with page.expect_file_chooser() as chooser:
        button(page, "选择草案文件").click()
    chooser.value.set_files({"name": "policy.yaml", "mimeType": "application/yaml", "buffer": draft})
    expect(page.get_by_label("草案")).to_contain_text(_INSTRUMENT)


@when(parsers.re(f"{WHO}评估草案"))
def _assesses(screens: Screens, who: str) -> None:
    button(screens.of(who), "评估").click()


@then(parsers.re(f"{WHO}看到这件退货由(?P<before>.+)改为(?P<after>.+)"))
def _flips(screens: Screens, who: str, before: str, after: str, case: Case) -> None:
    page = screens.of(who)
    row = page.get_by_role("row").filter(has_text=case[0])
    expect(row.locator(".ant-tag").nth(0)).to_have_text(before)
    expect(row.locator(".ant-tag").nth(1)).to_have_text(after)
    expect(row).to_contain_text("good_order")
    screens.look_in_every_way(page)
