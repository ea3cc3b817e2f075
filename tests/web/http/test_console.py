"""The console's page and assets: served with what keeps them safe and quick, and clear where nothing is built."""

import gzip
import json
import re
from pathlib import Path
from typing import get_args

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from schemas.tables import EntryRow
from service.api.routes import console
from service.context import Context
from service.evidence.actions import AuditAction
from tests.harness import ServiceHarness
from tests.paths import ROOT
from tests.web import busy

_SOURCES = Path(console.__file__).parents[2] / "console" / "src"
_PAGE = (
    '<html><meta property="csp-nonce" nonce="__NONCE__"><meta name="single-sign-on" content="__SINGLE_SIGN_ON__">'
    '<script type="module" src="/assets/index-1.js"></script></html>'
)
_SCRIPT = b"export {};" * 200


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a small console in it, which the service takes for its own."""
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(_PAGE, encoding="utf-8")
    (folder / "icon.svg").write_text("<svg/>", encoding="utf-8")
    (folder / "assets" / "index-1.js").write_bytes(_SCRIPT)
    (folder / "assets" / "index-1.js.gz").write_bytes(gzip.compress(_SCRIPT))
    (folder / "assets" / "small-1.js").write_bytes(b"1")
    monkeypatch.setattr(console, "BUILT", folder)
    return folder


@pytest.fixture
def browser(harness: ServiceHarness, built: Path) -> TestClient:
    return harness.client()


def _filled(path: str) -> str:
    return path.replace("{id}", "some-id")


def test_whoever_asks_for_the_headers_alone_is_answered(browser: TestClient) -> None:
    for path in ("/", "/assets/index-1.js", "/icon.svg"):
        told, whole = browser.head(path), browser.get(path)
        assert (told.status_code, told.content) == (200, b"")
        assert told.headers["content-type"] == whole.headers["content-type"]


def test_every_address_of_the_router_gets_the_page(browser: TestClient) -> None:
    for path in console.PATHS:
        answer = browser.get(_filled(path))
        assert answer.status_code == 200, path
        assert "/assets/index-1.js" in answer.text
        assert answer.headers["cache-control"] == "no-cache"


def test_who_comes_by_browser_to_no_address_gets_the_page_and_a_program_the_problem(browser: TestClient) -> None:
    asking = {"Accept": "text/html,*/*"}
    page = browser.get("/nowhere", headers=asking)
    assert (page.status_code, "/assets/index-1.js" in page.text) == (404, True)
    assert "'nonce-" in page.headers["content-security-policy"]
    for path, headers in (("/nowhere", {}), ("/v1/nowhere", asking), ("/assets/nothing.js", asking)):
        answer = browser.get(path, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "http.404"), path


def test_the_page_takes_only_its_own_scripts_and_styles(browser: TestClient) -> None:
    answer = browser.get("/queue")
    policy = answer.headers["content-security-policy"]
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert nonce is not None
    assert f'nonce="{nonce[1]}"' in answer.text
    assert "unsafe" not in policy
    for kept in ("default-src 'self'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert kept in policy
    assert nonce[1] not in browser.get("/queue").text


def test_the_page_offers_single_sign_on_only_where_it_is_set(harness: ServiceHarness, built: Path) -> None:
    with_provider = harness.with_settings(oidc_issuer="https://sso.example")
    for service, offered in ((harness, "no"), (with_provider, "yes")):
        assert f'name="single-sign-on" content="{offered}"' in service.client().get("/").text


def test_assets_are_kept_for_a_year_and_come_packed(browser: TestClient) -> None:
    packed = browser.get("/assets/index-1.js")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert packed.headers["vary"] == "Accept-Encoding"
    assert packed.headers["content-type"].startswith("text/javascript")
    assert packed.content == _SCRIPT
    plain = browser.get("/assets/index-1.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == _SCRIPT
    assert browser.get("/assets/small-1.js").content == b"1"
    assert browser.get("/icon.svg").headers["content-type"].startswith("image/svg+xml")


@pytest.mark.parametrize("path", ["/v1/nothing", "/assets/none.js", "/assets/..%2Findex.html", "/nothing", "/law/a/b"])
def test_what_is_not_there_is_a_problem(browser: TestClient, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_without_a_built_console_its_pages_say_how_to_build_it(
    harness: ServiceHarness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "BUILT", tmp_path / "none")
    client = harness.client()
    answer = client.get("/")
    assert answer.status_code == 200
    for words in ("控制台尚未构建", "has not been built", "make run", 'href="/docs"'):
        assert words in answer.text
    assert client.get("/assets/index-1.js").status_code == 404
    assert client.get("/icon.svg").status_code == 404


def test_the_service_and_the_console_know_the_same_addresses() -> None:
    pages = (_SOURCES / "app" / "pages.tsx").read_text(encoding="utf-8")
    routed = {re.sub(r":(\w+)", r"{\1}", path) for path in re.findall(r'path: "([^"]+)"', pages)}
    assert {"/", *routed} == set(console.PATHS)


def test_what_the_chains_note_has_words_in_both_languages(context: Context) -> None:
    busy.fill(context)
    with context.store.read() as session:
        noted = {json.loads(entry)["action"] for entry in session.exec(select(EntryRow.entry))}
    noted |= set(get_args(AuditAction))
    assert len(noted) > 70
    for language in ("zh", "en"):
        words = json.loads((ROOT / f"service/console/src/locales/{language}.json").read_text(encoding="utf-8"))
        assert sorted(noted - {name.replace("_", ".", 1) for name in words["happened"]}) == []
