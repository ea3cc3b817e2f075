"""Single sign-on against an identity provider that answers over HTTP."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import ECKey
from pydantic import SecretStr

from schemas.work.accounts import NewUser, UserChange
from service.accounts import users
from service.context import Context
from service.settings import Settings
from tests.harness import NOW, ServiceHarness
from tests.web.identity_provider import CLIENT, SECRET, IdentityProvider, serving


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    provider = IdentityProvider(NOW.timestamp())
    with serving(provider):
        yield provider


@pytest.fixture
def context(context: Context, provider: IdentityProvider, tmp_path: Path) -> Context:
    context.store.migrate()
    users.add(context, NewUser(name="li", role="officer", subject=provider.subject))
    settings = Settings(
        data_dir=tmp_path,
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SecretStr(SECRET),
        secure_cookies=True,
    )
    return replace(context, settings=settings)


@pytest.fixture
def browser(harness: ServiceHarness) -> TestClient:
    return harness.client(base_url="https://testserver", follow_redirects=False)


def _sign_on(browser: TestClient, provider: IdentityProvider, **changed: str) -> Any:
    begun = browser.get("/v1/session/oidc")
    assert begun.status_code == 302, begun.text
    query = provider.authorize(begun.headers["location"])
    return browser.get(f"/v1/session/oidc/callback?{changed.get('query', query)}")


def test_whom_the_provider_vouches_for_is_signed_in(browser: TestClient, provider: IdentityProvider) -> None:
    answer = _sign_on(browser, provider)
    assert (answer.status_code, 'content="0;url=/"' in answer.text) == (200, True)
    session = browser.get("/v1/session").json()
    assert (session["name"], session["role"], session["must_change"]) == ("li", "officer", False)
    assert browser.get("/v1/returns").status_code == 200
    cookie = next(each for each in answer.headers.get_list("set-cookie") if each.startswith("tongtui_session="))
    assert all(word in cookie for word in ("HttpOnly", "SameSite=strict", "Secure"))


def test_the_browser_goes_with_a_challenge_and_leaves_the_secrets_here(
    browser: TestClient, provider: IdentityProvider
) -> None:
    begun = browser.get("/v1/session/oidc")
    address = urlsplit(begun.headers["location"])
    asked = parse_qs(address.query)
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{provider.issuer}/authorize"
    assert (asked["response_type"], asked["code_challenge_method"]) == (["code"], ["S256"])
    assert (asked["scope"], asked["client_id"]) == (["openid"], [CLIENT])
    assert asked["redirect_uri"] == ["https://testserver/v1/session/oidc/callback"]
    assert SECRET not in begun.headers["location"]
    assert "code_verifier" not in asked
    trip = begun.headers["set-cookie"]
    assert all(word in trip for word in ("HttpOnly", "SameSite=lax", "Secure", "Path=/v1/session/oidc"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"sub": "nobody@customs.example"},
        {"nonce": "of another trip"},
        {"aud": "another client"},
        {"iss": "https://elsewhere.example"},
        {"exp": int(NOW.timestamp()) - 3600},
        {"sub": None},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_token_that_is_not_for_us_signs_nobody_in(
    browser: TestClient, provider: IdentityProvider, wrong: dict[str, Any]
) -> None:
    provider.claims = wrong
    answer = _sign_on(browser, provider)
    assert (answer.status_code, answer.json()["code"]) == (401, "session.refused")
    assert browser.get("/v1/session").status_code == 401


def test_a_token_that_another_key_signed_signs_nobody_in(browser: TestClient, provider: IdentityProvider) -> None:
    provider.signing = ECKey.generate_key("P-256", {"kid": "k1"})
    assert _sign_on(browser, provider).status_code == 401


@pytest.mark.parametrize("query", ["code=agreed&state=forged", "code=agreed", "state=x", "error=access_denied", ""])
def test_an_answer_to_no_trip_of_this_browser_signs_nobody_in(
    browser: TestClient, provider: IdentityProvider, query: str
) -> None:
    assert _sign_on(browser, provider, query=query).status_code == 401


def test_another_browser_cannot_finish_the_trip(
    browser: TestClient, provider: IdentityProvider, harness: ServiceHarness
) -> None:
    query = provider.authorize(browser.get("/v1/session/oidc").headers["location"])
    other = harness.client(base_url="https://testserver")
    assert other.get(f"/v1/session/oidc/callback?{query}").status_code == 401
    other.cookies.set("tongtui_trip", "not.our.seal", path="/v1/session/oidc")
    assert other.get(f"/v1/session/oidc/callback?{query}").status_code == 401


def test_a_disabled_user_is_not_signed_in(browser: TestClient, provider: IdentityProvider, context: Context) -> None:
    users.add(context, NewUser(name="root", role="admin"))
    users.change(context, users.named(context, "li").id, UserChange(disabled=True))
    assert _sign_on(browser, provider).status_code == 401


def test_a_provider_that_does_not_answer_is_told(browser: TestClient, provider: IdentityProvider) -> None:
    provider.answers = False
    answer = browser.get("/v1/session/oidc")
    assert (answer.status_code, answer.json()["code"]) == (503, "session.provider")
    assert answer.headers["retry-after"] == "5"


def test_whoever_is_refused_at_a_browser_is_told_in_words_and_led_back(
    browser: TestClient, provider: IdentityProvider
) -> None:
    asking = {"Accept": "text/html"}
    provider.claims = {"sub": "nobody"}
    query = provider.authorize(browser.get("/v1/session/oidc").headers["location"])
    refused = browser.get(f"/v1/session/oidc/callback?{query}", headers=asking)
    assert (refused.status_code, 'href="/"' in refused.text, "<main>" in refused.text) == (401, True, True)
    provider.answers = False
    away = browser.get("/v1/session/oidc", headers=asking)
    assert (away.status_code, away.headers["retry-after"], "<main>" in away.text) == (503, "5", True)


def test_without_a_provider_there_is_no_single_sign_on(harness: ServiceHarness) -> None:
    answer = harness.with_settings().client().get("/v1/session/oidc")
    assert (answer.status_code, answer.json()["code"]) == (404, "session.no_provider")


def test_who_signs_on_by_the_provider_has_no_password(context: Context, browser: TestClient) -> None:
    made = users.add(context, NewUser(name="wang", role="auditor", subject="wang@customs.example"))
    assert made.password is None
    assert browser.post("/v1/session", json={"name": "wang", "password": ""}).status_code == 401
