"""Staff's sessions: how they begin, what guards them, and what ends them. Passwords cost time, so few are hashed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from schemas.tables import SessionRow, UserRow
from schemas.work.accounts import NewUser, SignIn, UserChange
from service.accounts import users
from service.api.auth import COOKIE
from service.context import Context
from service.problems import Conflict
from service.store import accounts as store
from tests.harness import NOW, Clock, ServiceHarness
from tests.identity import PASSWORD, let_in

WRONG = "not the password at all"


@pytest.fixture
def browser(harness: ServiceHarness) -> TestClient:
    return _browser(harness)


def _browser(harness: ServiceHarness) -> TestClient:
    """A browser at an address of its own: tries to sign in are counted by address."""
    return harness.client(client=(str(uuid4()), 1))


def _sign_in(client: TestClient, name: str, password: str) -> Response:
    answer = client.post("/v1/session", json={"name": name, "password": password})
    if answer.status_code == 201:
        client.headers["X-CSRF-Token"] = answer.json()["guard"]
    return answer


def _is_in(client: TestClient) -> bool:
    answer = client.get("/v1/session")
    assert answer.status_code in (200, 401)
    return answer.status_code == 200


def _problem(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def _change_password(client: TestClient, present: str, new: str) -> Response:
    return client.put("/v1/session/password", json={"present": present, "new": new})


# ---- passwords


def test_a_one_time_password_must_be_changed_and_is_then_gone(
    context: Context, harness: ServiceHarness, browser: TestClient
) -> None:
    made = users.add(context, NewUser(name="wang", role="officer"))
    opened = _sign_in(browser, "wang", made.password)
    assert (opened.status_code, opened.json()["must_change"]) == (201, True)
    assert _flags(opened) == {"httponly", "samesite=strict", "path=/", f"max-age={12 * 3600}"}
    assert _problem(browser.get("/v1/returns")) == (403, "session.password_change")
    assert _problem(_change_password(browser, WRONG, PASSWORD)) == (403, "password.wrong")
    assert _problem(_change_password(browser, made.password, made.password)) == (422, "password.weak")
    assert _problem(_change_password(browser, made.password, "Wang's long password")) == (422, "password.weak")
    assert _problem(_change_password(browser, made.password, "short")) == (422, "field.length")
    other = _another_session(harness, "wang")
    assert _is_in(other)
    assert _change_password(browser, made.password, PASSWORD).json()["must_change"] is False
    assert [_is_in(browser), _is_in(other)] == [True, False], "a new password ends the other sessions"
    assert browser.get("/v1/returns").status_code == 200
    assert _problem(_sign_in(browser, "wang", made.password)) == (401, "session.refused")
    assert _sign_in(browser, "wang", PASSWORD).json()["must_change"] is False
    assert str(_row(context, "wang").password).startswith("$argon2id$")


def test_five_failures_lock_a_name_for_a_quarter_of_an_hour(
    context: Context, clock: Clock, harness: ServiceHarness, browser: TestClient
) -> None:
    """Also failures of the same moment: else whoever guesses in parallel has more than five guesses."""
    made = users.add(context, NewUser(name="wang", role="officer"))
    with ThreadPoolExecutor(5) as guessing:
        refusals = list(guessing.map(lambda _: _sign_in(_browser(harness), "wang", WRONG), range(5)))
    assert _row(context, "wang").locked_until == NOW + timedelta(minutes=15)
    clock.now += timedelta(minutes=15) - timedelta(seconds=1)
    refusals += [_sign_in(browser, "wang", made.password), _sign_in(browser, "nobody", WRONG)]
    clock.now += timedelta(seconds=1)
    assert _sign_in(browser, "wang", made.password).status_code == 201
    let_in(_browser(harness), context, "admin")
    users.change(context, made.user.id, UserChange(disabled=True))
    refusals.append(_sign_in(_browser(harness), "wang", made.password))
    assert {(each.status_code, each.content) for each in refusals} == {(401, refusals[0].content)}, (
        "a wrong password, a locked name, an unknown and a disabled one are not told apart"
    )
    assert not any("set-cookie" in each.headers for each in refusals)


def test_five_wrong_present_passwords_lock_the_name_and_end_its_sessions(
    context: Context, harness: ServiceHarness, browser: TestClient
) -> None:
    """A session that was stolen must not be good for guessing the password."""
    made = users.add(context, NewUser(name="wang", role="officer"))
    _sign_in(browser, "wang", made.password)
    other = _another_session(harness, "wang")
    _fail(context, "wang", 3, None)
    assert _problem(_change_password(browser, WRONG, PASSWORD)) == (403, "password.wrong")
    assert [_is_in(browser), _is_in(other)] == [True, True]
    assert _problem(_change_password(browser, WRONG, PASSWORD)) == (403, "password.wrong")
    assert [_is_in(browser), _is_in(other)] == [False, False]
    assert _row(context, "wang").locked_until == NOW + timedelta(minutes=15)
    assert _problem(_sign_in(browser, "wang", made.password)) == (401, "session.refused")


def test_who_signs_in_by_single_sign_on_is_given_no_password(context: Context, browser: TestClient) -> None:
    let_in(browser, context, "admin")
    made = users.add(context, NewUser(name="wang", role="officer", subject="wang@idp"))
    assert _problem(browser.post(f"/v1/users/{made.user.id}/reset")) == (409, "user.single_sign_on")
    assert _row(context, "wang").password is None


def test_success_forgets_failures_and_an_administrator_unlocks(context: Context, browser: TestClient) -> None:
    let_in(browser, context, "admin")
    made = users.add(context, NewUser(name="wang", role="officer"))
    _fail(context, "wang", 4, None)
    users.sign_in(context, SignIn(name="wang", password=made.password))
    assert _row(context, "wang").failures == 0
    _fail(context, "wang", 4, NOW + timedelta(minutes=15))
    assert browser.patch(f"/v1/users/{made.user.id}", json={"unlock": True}).json()["locked_until"] is None
    assert _row(context, "wang").failures == 0


def _fail(context: Context, name: str, failures: int, locked_until: datetime | None) -> None:
    with context.store.write() as session:
        row = store.user_named(session, name)
        assert row is not None
        row.failures, row.locked_until = failures, locked_until


def test_nobody_is_named_like_the_operator(context: Context) -> None:
    """His doings stand in the audit chain under that name."""
    with pytest.raises(Conflict):
        users.add(context, NewUser(name="operator", role="officer"))


def _row(context: Context, name: str) -> UserRow:
    with context.store.read() as session:
        row = store.user_named(session, name)
    assert row is not None
    return row


# ---- the cookie and its guard


def _flags(answer: Response) -> set[str]:
    return {flag.strip().lower() for flag in answer.headers["set-cookie"].split(";")[1:]}


def test_behind_https_the_cookie_goes_over_https_alone(context: Context, harness: ServiceHarness) -> None:
    made = users.add(context, NewUser(name="wang", role="officer"))
    browser = _browser(harness.with_settings(secure_cookies=True, session_hours=8))
    opened = _sign_in(browser, "wang", made.password)
    assert _flags(opened) == {"httponly", "samesite=strict", "path=/", f"max-age={8 * 3600}", "secure"}


def test_the_cookie_is_kept_as_a_digest(context: Context, browser: TestClient) -> None:
    """The cookie itself would open the session to whoever reads the table."""
    let_in(browser, context, "auditor")
    with context.store.read() as session:
        assert session.get(SessionRow, browser.cookies[COOKIE]) is None


FOREIGN: Final[tuple[dict[str, str | bytes], ...]] = (
    {"X-CSRF-Token": ""},
    {"X-CSRF-Token": "another"},
    {"X-CSRF-Token": "另".encode()},
    {"Origin": "http://other.example"},
    {"Origin": "http://testserver.other.example"},
    {"Origin": "http://testserver:81"},
    {"Origin": "null"},
)


def test_what_changes_something_needs_the_guard_and_no_foreign_origin(
    context: Context, harness: ServiceHarness
) -> None:
    browser, other = _browser(harness), _browser(harness)
    let_in(browser, context, "registrar")
    let_in(other, context, "registrar", "chen")
    for headers in ({}, {"Origin": "http://testserver"}):
        assert browser.put("/v1/exports", json=[], headers=headers).status_code == 200
    for headers in (*FOREIGN, {"X-CSRF-Token": other.headers["X-CSRF-Token"]}):
        for method, path in (("PUT", "/v1/sites"), ("PUT", "/v1/session/password"), ("DELETE", "/v1/session")):
            body = [] if method == "PUT" else None
            refused = browser.request(method, path, json=body, headers=headers)
            assert _problem(refused) == (403, "session.guard"), (path, headers)
        assert browser.get("/v1/sites", headers=headers).status_code == 200, "what only reads needs none"
    assert _is_in(browser)


# ---- the end of sessions


def test_who_signs_out_is_out_with_that_session_alone(
    context: Context, harness: ServiceHarness, browser: TestClient
) -> None:
    let_in(browser, context, "officer")
    stolen = harness.client(cookies={COOKIE: browser.cookies[COOKIE]})
    other = _another_session(harness, "officer")
    assert _is_in(stolen)
    answer = browser.delete("/v1/session")
    assert answer.status_code == 204
    assert "max-age=0" in answer.headers["set-cookie"].lower()
    assert [_is_in(each) for each in (browser, stolen, other)] == [False, False, True]


def test_a_session_ends_with_its_hours(context: Context, clock: Clock, browser: TestClient) -> None:
    let_in(browser, context, "officer")
    clock.now += timedelta(hours=context.settings.session_hours) - timedelta(seconds=1)
    assert _is_in(browser)
    clock.now += timedelta(seconds=1)
    assert _problem(browser.get("/v1/returns")) == (401, "session.ended")


@pytest.mark.parametrize("change", [{"disabled": True}, {"role": "supervisor"}], ids=["disabled", "another role"])
def test_who_is_disabled_or_gets_another_role_is_out_at_once(
    context: Context, harness: ServiceHarness, browser: TestClient, change: dict[str, Any]
) -> None:
    admin = _browser(harness)
    let_in(admin, context, "admin")
    user = let_in(browser, context, "officer")
    assert _is_in(browser)
    assert admin.patch(f"/v1/users/{user.id}", json=change).status_code == 200
    assert not _is_in(browser)
    assert _is_in(admin)


def test_a_reset_of_the_password_ends_every_session(
    context: Context, harness: ServiceHarness, browser: TestClient
) -> None:
    admin = _browser(harness)
    let_in(admin, context, "admin")
    user = let_in(browser, context, "officer")
    other = _another_session(harness, "officer")
    assert admin.post(f"/v1/users/{user.id}/reset").json()["user"]["must_change"] is True
    assert not any(map(_is_in, (browser, other)))


def _another_session(harness: ServiceHarness, name: str) -> TestClient:
    with harness.context.store.write() as session:
        row = store.user_named(session, name)
        assert row is not None
        token, _ = users.open_session(session, harness.context, row, "oidc")
    return harness.client(cookies={COOKIE: token})


# ---- the last administrator


@pytest.mark.parametrize("change", [UserChange(disabled=True), UserChange(role="auditor")])
def test_the_last_administrator_stays(
    context: Context, harness: ServiceHarness, browser: TestClient, change: UserChange
) -> None:
    only = let_in(browser, context, "admin")
    answer = browser.patch(f"/v1/users/{only.id}", json=change.model_dump(mode="json"))
    assert _problem(answer) == (409, "user.last_admin")
    assert _is_in(browser), "what is refused changes nothing"
    harness.staff("admin", "second")
    assert browser.patch(f"/v1/users/{only.id}", json=change.model_dump(mode="json")).status_code == 200


def test_two_administrators_cannot_remove_each_other_at_the_same_moment(
    context: Context, harness: ServiceHarness
) -> None:
    admins = [let_in(harness.client(), context, "admin", name) for name in ("one", "two")]

    def disable(identity: str) -> bool:
        try:
            users.change(context, identity, UserChange(disabled=True))
        except Conflict:
            return False
        return True

    for _ in range(5):
        with ThreadPoolExecutor(2) as both:
            assert sorted(both.map(disable, [each.id for each in admins])) == [False, True]
        for each in admins:
            users.change(context, each.id, UserChange(disabled=False))
