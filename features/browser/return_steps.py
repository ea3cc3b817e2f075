"""The steps of firms at the screen: a file of returns, what became of each, and the one that is mended."""

from itertools import count
from typing import Final

from playwright.sync_api import Locator, Page, expect
from pytest_bdd import given, parsers, then, when

from features.browser.house import FIRM, a_return
from features.browser.screens import Screens
from features.browser.steps import button
from schemas.ceb import refund_of, write_returns
from tests import messages

_FILES: Final = count(1)


def ceb213(batch: int, size: int, wrong: int | None) -> bytes:
    """A CEB213 message of so many applications; one of them says that its goods leave."""
    refunds = (
        refund_of(
            a_return(
                application_no=f"B{batch}-{number:03d}", guid=messages.GUID, direction="E" if number == wrong else "I"
            ),
            messages.GUID,
            "1",
            "2",
        )
        for number in range(1, size + 1)
    )
    return write_returns(tuple(refunds), messages.SENDER, messages.GUID)


def _upload(page: Page, content: bytes) -> None:
    page.get_by_role("menuitem", name="退货申报").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("退货申报")
    page.get_by_role("link", name="批量申报").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "CEB213.xml", "mimeType": "application/xml", "buffer": content}
    )
    page.wait_for_url("**/batches/*")


def _row(page: Page, number: int) -> Locator:
    return page.get_by_role("row").filter(has_text=f"-{number:03d}")


@given("企业以密钥登录")
def _signs_in(screens: Screens) -> None:
    page = screens.stranger(FIRM)
    page.goto("/")
    page.get_by_role("tab", name="企业密钥").click()
    screens.look(page)
    page.get_by_label("接口密钥").fill(screens.house.key)
    button(page, "登录").click()
    expect(button(page, "退出")).to_be_visible()


@given(parsers.parse("企业上传有{size:d}件申请的CEB213报文，其中第{wrong:d}件写为出口"), target_fixture="batch")
@when(parsers.parse("企业上传有{size:d}件申请的CEB213报文，其中第{wrong:d}件写为出口"), target_fixture="batch")
def _uploads(screens: Screens, size: int, wrong: int) -> tuple[int, int]:
    batch = next(_FILES), size
    _upload(screens.of(FIRM), ceb213(*batch, wrong))
    return batch


@when("企业上传改好的报文")
def _uploads_mended(screens: Screens, batch: tuple[int, int]) -> None:
    _upload(screens.of(FIRM), ceb213(*batch, None))


@then(parsers.parse("企业看到处理了{done:d}件，准予{accepted:d}件，退单{rejected:d}件"))
def _counts(screens: Screens, done: int, accepted: int, rejected: int) -> None:
    page = screens.of(FIRM)
    for title, value in (("已处理", f"{done} / {done}"), ("准予", str(accepted)), ("退单", str(rejected))):
        shown = page.locator(".ant-statistic").filter(has=page.get_by_text(title, exact=True))
        expect(shown.locator(".ant-statistic-content")).to_have_text(value.replace(" / ", "/ "), timeout=30_000)


@then(parsers.parse("企业看到第{number:d}件为{state}，说明含“{words}”"))
def _row_says(screens: Screens, number: int, state: str, words: str) -> None:
    row = _row(screens.of(FIRM), number)
    expect(row.locator(".ant-tag").first).to_have_text(state)
    expect(row).to_contain_text(words)


@when(parsers.parse("企业打开第{number:d}件，把进出口标志改为{value}"))
def _mends(screens: Screens, number: int, value: str) -> None:
    page = screens.of(FIRM)
    _row(page, number).get_by_role("link").click()
    page.get_by_role("link", name="变更").click()
    page.get_by_label("进出口标志").fill(value)


@then(parsers.parse("企业在提交之前看到判定为{outcome}"))
def _verdict(screens: Screens, outcome: str) -> None:
    page = screens.of(FIRM)
    expect(page.get_by_role("region", name="判定").locator(".ant-tag").first).to_have_text(outcome)
    screens.look(page)


@when("企业提交变更")
def _submits(screens: Screens) -> None:
    button(screens.of(FIRM), "提交变更").click()


@then(parsers.parse("企业看到这件退货为{state}，第{revision:d}版"))
def _stands(screens: Screens, state: str, revision: int) -> None:
    page = screens.of(FIRM)
    expect(page.locator("main .ant-tag").first).to_have_text(state)
    expect(page.get_by_text(f"第 {revision} 版")).to_be_visible()
