"""Take a picture of every page of the console in both languages, of a house in which three weeks have passed."""

import base64
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Final

from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from features.browser import filling  # noqa: E402
from features.browser.house import FIRM, House  # noqa: E402
from features.browser.return_steps import ceb213  # noqa: E402
from features.browser.screens import LONGEST, WIDE, Screens, launched  # noqa: E402
from features.browser.staff_steps import upload_draft  # noqa: E402
from features.browser.steps import button  # noqa: E402
from tests import databases  # noqa: E402

FOLDER: Final = Path(__file__).parent / "screenshots"
_TALLEST: Final = 1280
_QUALITY: Final = 76
_LANGUAGES: Final = (("zh", "English"), ("en", "中文"))
"""What is shown, and what the switch to the other language is called then."""
Prepare = Callable[[Page], None]


def main() -> None:
    """Fill a house, open every page, keep the pictures."""
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as name, databases.fresh("sqlite", Path(name)) as url, _listener() as listener:
        house = House(Path(name), url)
        house.service.environment["TONGTUI_WEBHOOK_PRIVATE_TARGETS"] = "true"
        case = filling.fill(house)
        house.service.start()
        try:
            with sync_playwright() as playwright, launched(playwright) as browser:
                expect.set_options(timeout=LONGEST)
                screens = Screens(browser, house)
                for who, page, path, prepare in _pages(house, case, listener):
                    _take(screens, who, page, path, prepare)
                screens.close()
                print("\n".join(screens.wrong))
        finally:
            house.service.stop()
            house.place.store.close()


def _pages(house: House, case: str, listener: str) -> Iterator[tuple[str, str, str, Prepare]]:
    """Who looks at which page, where it is, and what is done there before the picture is taken."""
    yield "来人", "sign-in", "/", _nothing
    for name in ("today", "queue"):
        yield "审核员", name, f"/{name}", _nothing
    yield "审核员", "case", f"/cases/{case}", _nothing
    _work(house, listener)
    _, batches = house.service.call("GET", "/v1/batches")
    _, returns = house.service.call("GET", "/v1/returns?state=accepted")
    batch, one = batches["items"][0]["id"], returns["items"][0]["id"]
    yield FIRM, "returns", "/returns", _nothing
    yield FIRM, "return", f"/returns/{one}", _nothing
    yield FIRM, "new-return", f"/returns/new?change={one}", _nothing
    yield FIRM, "batches", "/batches", _nothing
    yield FIRM, "batch", f"/batches/{batch}", _nothing
    yield FIRM, "webhooks", "/webhooks", _show_deliveries
    yield FIRM, "keys", "/keys", _nothing
    yield "审核员", "simulator", f"/returns/{one}", _try
    yield "审核员", "law", "/law", _nothing
    yield "审核员", "instrument", "/law/gacc_2026_024", _nothing
    yield "复核员", "impact", "/impact", _assess
    yield "备案员", "registers", "/registers", _nothing
    yield "审计员", "audit", "/audit", _nothing
    yield "管理员", "administration", "/administration", _nothing


def _nothing(page: Page) -> None:
    """Nothing is to be done."""


def _try(page: Page) -> None:
    page.get_by_role("link", name="试算").click()
    expect(page.get_by_role("region", name="判定").locator(".ant-tag").first).to_be_visible()


def _show_deliveries(page: Page) -> None:
    page.get_by_text("查看推送记录").click()


def _assess(page: Page) -> None:
    upload_draft(page)
    button(page, "评估").click()


def _take(screens: Screens, who: str, name: str, path: str, prepare: Prepare) -> None:
    """A picture of the page in each language, as tall as it is."""
    page = screens.stranger() if who == "来人" else screens.of(who)
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.goto(path)
    screens.settle(page)
    prepare(page)
    for language, other in _LANGUAGES:
        page.wait_for_load_state("networkidle")
        screens.settle(page)
        tall = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": WIDE["width"], "height": min(max(tall, WIDE["height"]), _TALLEST)})
        screens.settle(page)
        taken = page.context.new_cdp_session(page).send(
            "Page.captureScreenshot", {"format": "webp", "quality": _QUALITY}
        )
        (FOLDER / f"{name}.{language}.webp").write_bytes(base64.b64decode(taken["data"]))
        page.get_by_role("button", name=other).click()


@contextmanager
def _listener() -> Iterator[str]:
    """A firm's system that takes whatever it is told."""

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/tongtui"
    server.shutdown()


def _work(house: House, listener: str) -> None:
    """The firm has an endpoint, and sends a file of a hundred and a return."""
    service = house.service
    assert service.call("POST", "/v1/webhooks", {"url": listener})[0] == 201
    message = ceb213(1, 100, 37)
    sent, batch = service.call("POST", "/v1/batches?name=CEB213.xml", message, **{"Content-Type": "application/xml"})
    assert sent == 202, json.dumps(batch)
    while service.call("GET", f"/v1/batches/{batch['id']}")[1]["state"] in ("waiting", "running"):
        pass


if __name__ == "__main__":
    main()
