"""What the scenarios at the screen stand on: Debian's browser and one house for all, a page for each person in one."""

from collections.abc import Iterator
from time import time

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from features.browser.entry_steps import *
from features.browser.house import House
from features.browser.return_steps import *
from features.browser.screens import AXE, LONGEST, Screens, chromium, launched
from features.browser.staff_steps import *
from features.browser.steps import *
from service.api.routes import console
from tests import databases
from tests.web.identity_provider import IdentityProvider, serving


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser that the machine has; none is downloaded."""
    if chromium() is None:
        pytest.skip("没有 Chromium，界面场景未运行（apt-get install chromium fonts-noto-cjk） · no Chromium is here")
    if not (console.BUILT / "index.html").exists() or not AXE.exists():
        pytest.skip(
            "控制台尚未构建，界面场景未运行（make test 会构建） · the console is not built: make test builds it"
        )
    expect.set_options(timeout=LONGEST)
    with sync_playwright() as playwright, launched(playwright) as browser:
        yield browser


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    """The identity provider that the house trusts."""
    provider = IdentityProvider(time())
    with serving(provider):
        yield provider


@pytest.fixture(scope="module")
def house(browser: Browser, provider: IdentityProvider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    with databases.fresh("postgresql", folder) as url:
        house = House(folder, url, provider.issuer)
        house.service.start()
        yield house
        house.service.stop()
        house.context.store.close()


@pytest.fixture
def screens(browser: Browser, house: House) -> Iterator[Screens]:
    """Whatever a scenario shows, no page of it logs an error, asks another host or keeps anyone out."""
    screens = Screens(browser, house)
    yield screens
    screens.close()
    assert not screens.wrong, "\n".join(screens.wrong)
