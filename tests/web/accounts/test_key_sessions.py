"""Firms in the console: a session opened by a key, which the browser need not keep."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from schemas.work.accounts import KeyWithSecret, NewKey
from service.accounts import api_keys
from service.api.auth import CSRF_HEADER
from service.context import Context
from service.evidence import verification
from tests import builders
from tests.harness import Clock, ServiceHarness

EXPORTER = builders.EXPORTER["code"]


@pytest.fixture
def browser(harness: ServiceHarness, registers: None) -> TestClient:
    return harness.client()


def _key(context: Context, firm: str = EXPORTER) -> KeyWithSecret:
    return api_keys.make(context, NewKey(firm=firm, label="控制台", scopes=("read", "file")))


def _sign_in(browser: TestClient, secret: str) -> None:
    answer = browser.post("/v1/session/key", json={"key": secret})
    assert answer.status_code == 201, answer.text
    assert "ttk_" not in answer.text
    browser.headers[CSRF_HEADER] = answer.json()["guard"]


def test_a_firm_signed_in_by_its_key_may_do_what_the_key_may(browser: TestClient, context: Context) -> None:
    _sign_in(browser, _key(context).secret)
    who = browser.get("/v1/session").json()
    assert (who["role"], who["firm"], who["name"]) == ("firm", EXPORTER, "控制台")
    assert "returns.file" in who["actions"]
    assert "webhooks.manage" not in who["actions"]
    assert browser.post("/v1/returns", json=builders.declaration_json()).status_code == 201
    assert browser.get("/v1/webhooks").status_code == 403
    assert browser.get("/v1/cases").status_code == 403
    assert verification.audit_chains(context).faults == ()


def test_it_sees_its_own_alone(browser: TestClient, harness: ServiceHarness) -> None:
    harness.file()
    _sign_in(browser, _key(harness.context, "9999960009").secret)
    assert browser.get("/v1/returns").json()["items"] == []


def test_a_change_needs_the_guard(browser: TestClient, context: Context) -> None:
    _sign_in(browser, _key(context).secret)
    del browser.headers[CSRF_HEADER]
    refused = browser.post("/v1/returns", json=builders.declaration_json())
    assert (refused.status_code, refused.json()["code"]) == (403, "session.guard")


def test_the_session_ends_with_the_key(browser: TestClient, context: Context) -> None:
    made = _key(context)
    _sign_in(browser, made.secret)
    api_keys.revoke(context, made.key.id)
    ended = browser.get("/v1/returns")
    assert (ended.status_code, ended.json()["code"]) == (401, "session.ended")
    assert browser.post("/v1/session/key", json={"key": made.secret}).json()["code"] == "key.ended"


def test_the_session_ends_by_itself_and_by_signing_out(browser: TestClient, context: Context, clock: Clock) -> None:
    secret = _key(context).secret
    _sign_in(browser, secret)
    assert browser.delete("/v1/session").status_code == 204
    assert browser.get("/v1/session").status_code == 401
    _sign_in(browser, secret)
    clock.now += timedelta(hours=context.settings.session_hours, seconds=1)
    assert browser.get("/v1/session").json()["code"] == "session.ended"


def test_what_is_no_key_opens_nothing(browser: TestClient) -> None:
    for wrong in ("ttk_none", "", "x" * 200):
        assert browser.post("/v1/session/key", json={"key": wrong}).json()["code"] == "key.unknown"
