"""What people see in one scenario: each has a browser of his own, in which everything that goes wrong is noted."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request

from features.browser.house import House
from service.api.auth import COOKIE
from tests.paths import ROOT

WIDE: Final = {"width": 1280, "height": 860}
PHONE: Final = {"width": 390, "height": 844}
AXE: Final = ROOT / "service/console/node_modules/axe-core/axe.min.js"
LONGEST: Final = 20_000
"""Milliseconds that a page may take where the machine is busy; nothing waits that long where it is not."""
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
_STANDARD: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_CHECK: Final = """async (tags) => {
    const { violations } = await axe.run({
        runOnly: { type: "tag", values: tags }, resultTypes: ["violations"],
    });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.html}`));
}"""
_AT_REST: Final = """() => document.querySelector(".page, main") !== null
    && !document.querySelector(".ant-skeleton-active, .ant-spin-spinning, [aria-busy=true], .ant-btn-loading")
    && document.getAnimations().every(({ playState, effect }) =>
        playState !== "running" || effect.getComputedTiming().iterations === Infinity)"""
"""The page is there: nothing is still to be loaded, nothing moves."""


def chromium() -> str | None:
    """Where the machine's browser is; none is downloaded."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


@contextmanager
def launched(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=chromium(), args=["--disable-gpu"])
    yield browser
    browser.close()


class Screens:
    """The browsers of one scenario by whose they are, and what was wrong in any."""

    def __init__(self, browser: Browser, house: House) -> None:
        self.browser, self.house = browser, house
        self.pages: dict[str, Page] = {}
        self.cookies: dict[str, str] = {}
        self.wrong: list[str] = []
        self.expected: set[str] = set()
        """What the browser itself may say of calls that the scenario makes fail."""
        self.trusted = {house.address}
        """Whose addresses the pages may ask."""

    def stranger(self, name: str = "来人") -> Page:
        """Someone at a browser of his own who has not signed in."""
        context = self.browser.new_context(
            base_url=self.house.address, viewport=WIDE, locale="zh-CN", reduced_motion="reduce", timezone_id="UTC"
        )
        context.set_default_timeout(LONGEST)
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.wrong.append(f"{error.page and error.page.url}: {error.error}"))
        context.on("request", self._asked)
        self.pages[name] = context.new_page()
        return self.pages[name]

    def of(self, who: str) -> Page:
        """The page before someone; whoever was not here yet comes in, signed in."""
        if who not in self.pages:
            page = self.stranger(who)
            self.cookies[who] = self.house.begin_session(who)
            page.context.add_cookies([{"name": COOKIE, "value": self.cookies[who], "url": self.house.address}])
            page.context.add_init_script("localStorage.setItem('tongtui.known', 'yes')")
        return self.pages[who]

    def open(self, who: str, path: str) -> Page:
        """Someone goes to an address."""
        page = self.of(who)
        page.goto(path)
        return page

    def settle(self, page: Page) -> None:
        """Wait until the page is there as it will stay."""
        page.wait_for_function(_AT_REST)

    def look(self, page: Page) -> None:
        """Note what keeps anyone from using the page as it is now."""
        self.settle(page)
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE.read_text(encoding="utf-8"))
        width = (page.viewport_size or WIDE)["width"]
        said = page.evaluate("document.documentElement.lang")
        self.wrong += [f"{page.url} {said} {width}: {each}" for each in page.evaluate(_CHECK, _STANDARD)]

    def look_in_every_way(self, page: Page) -> None:
        """Note that of the page in both languages, on a wide screen and on a phone."""
        for size in (WIDE, PHONE):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            for language in ("English", "中文"):
                self.look(page)
                page.get_by_role("button", name=language).click()

    def close(self) -> None:
        """All leave; those who are still before a page look at it a last time."""
        for page in self.pages.values():
            self.look(page)
            page.context.close()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        if not any(each in message.text for each in self.expected):
            self.wrong.append(f"{message.page and message.page.url}: {message.text} {message.location.get('url')}")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and f"{parts.scheme}://{parts.netloc}" not in self.trusted:
            self.wrong.append(f"{request.url} was asked for")
