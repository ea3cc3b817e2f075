"""Every route × every role: who may is let in, who may not is refused, as the matrix says.

The walk stands on SQLite alone: no check of it asks the database more than who has a key or a session.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final, get_args

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from rules import Rulebook
from schemas.work import returns
from schemas.work.accounts import Scope, StaffRole
from schemas.work.webhooks import NewEndpoint
from service.access import ACTIONS, MATRIX, ROLES, SCOPES, USUAL_SCOPES, Action, Actor
from service.accounts import users
from service.api.auth import COOKIE
from service.registers import amendments
from service.store import returns as store
from service.webhooks import endpoints
from tests import builders, databases
from tests.harness import EVERY_SCOPE, Clock, ServiceHarness, context_over
from tests.web import busy
from tests.web.routes import ROUTES, WRITTEN, in_the_code

TOKEN: Final = "the token of the monitoring system"
FIRM: Final = builders.EXPORTER["code"]
STAFF: Final[tuple[StaffRole, ...]] = get_args(StaffRole)
ASKED: Final = {route: asked for route, asked in ROUTES.items() if asked in MATRIX}
"""The routes that ask for an action of the matrix."""


Call = Callable[[TestClient, str], tuple[int, str]]


@pytest.fixture(scope="module")
def harness(tmp_path_factory: pytest.TempPathFactory, rulebook: Rulebook) -> Iterator[ServiceHarness]:
    """One service for the whole walk, in which something of every kind has happened."""
    folder = tmp_path_factory.mktemp("access")
    with databases.fresh("sqlite", folder) as url, context_over(url, rulebook, Clock(), folder) as context:
        busy.fill(context)
        yield ServiceHarness(context).with_settings(webhook_private_targets=True, metrics_token=SecretStr(TOKEN))


@pytest.fixture(scope="module")
def ids(harness: ServiceHarness) -> Mapping[str, str]:
    """What stands in paths."""
    firm, context = harness.firm(), harness.context
    batch = firm.post("/v1/batches?name=a.csv", content=firm.get("/v1/batches/template.csv").content).json()
    hook = endpoints.create(context.as_actor(Actor("x", "firm", FIRM)), NewEndpoint(url="http://127.0.0.1:9/"))
    with context.store.read() as session:
        row = store.page(session, returns.ReturnFilter(), limit=100)[-1]
        decision = store.newest_decision(session, row)
    assert decision is not None
    return {
        "return_id": row.id,
        "proposal_id": "none",
        "amendment_id": amendments.page(context, limit=1)[0][0].id,
        "decision_id": decision.id,
        "batch_id": batch["id"],
        "endpoint_id": hook.endpoint.id,
        "chain": FIRM,
        "policy_id": "gacc_2026_024",
        "digest": context.rulebook.digest,
        "kind": "csv",
        "code": "return.exists",
        "user_id": "none",
        "key_id": "none",
    }


@pytest.fixture(scope="module")
def call(ids: Mapping[str, str]) -> Call:
    """Status and code of a call that reads what is there, or would change what is not."""

    def call(client: TestClient, route: str) -> tuple[int, str]:
        method, path = route.split()
        named = ids if method == "GET" else dict.fromkeys(ids, "none")
        answer = client.request(method, path.format(**named), follow_redirects=False)
        is_problem = answer.headers.get("content-type") == "application/problem+json"
        return answer.status_code, answer.json()["code"] if is_problem else ""

    return call


def _is_let_in(route: str, status: int) -> bool:
    """A call that reads gets what it asks for; one that changes is let in and found to ask for nothing."""
    if route.startswith("GET") or route == "POST /v1/cases/next":  # which takes whatever there is
        return status in (200, 204, 307)
    return status in (404, 415, 422)


def test_every_route_is_written_down_with_what_it_asks(harness: ServiceHarness) -> None:
    assert in_the_code(harness.app) == {route: ASKED.get(route) for route in ROUTES}


def test_the_documentation_of_the_interface_names_every_route(harness: ServiceHarness) -> None:
    paths = harness.app.openapi()["paths"]
    documented = {f"{method.upper()} {path}" for path, calls in paths.items() for method in calls}
    assert documented == ROUTES.keys() - {*WRITTEN["the console"], "GET /docs", "GET /openapi.json"}


@pytest.mark.parametrize("role", STAFF)
def test_staff_may_do_what_the_matrix_gives_their_role(harness: ServiceHarness, call: Call, role: StaffRole) -> None:
    _walk(call, harness.staff(role), {action for action, roles in MATRIX.items() if role in roles}, "access.role")


@pytest.mark.parametrize("scope", EVERY_SCOPE)
def test_a_key_may_do_what_its_scope_gives(harness: ServiceHarness, call: Call, scope: Scope) -> None:
    may = {action for action, needed in SCOPES.items() if needed == scope}
    assert may
    _walk(call, harness.firm(scopes=(scope,)), may, "access.scope")


@pytest.mark.parametrize("scope", EVERY_SCOPE)
def test_a_key_with_every_scope_but_the_needed_one_is_refused(
    harness: ServiceHarness, call: Call, scope: Scope
) -> None:
    client = harness.firm(scopes=tuple(each for each in EVERY_SCOPE if each != scope))
    needing = [route for route, action in ASKED.items() if SCOPES.get(action) == scope]
    assert {route: call(client, route) for route in needing} == dict.fromkeys(needing, (403, "access.scope"))


def test_a_key_with_every_scope_may_do_what_firms_may(harness: ServiceHarness, call: Call) -> None:
    firms = {action for action, roles in MATRIX.items() if "firm" in roles}
    _walk(call, harness.firm(scopes=EVERY_SCOPE), firms, "access.role")
    _walk(call, harness.firm(scopes=()), set(), "access.scope")


def test_the_monitoring_system_may_read_the_metrics_alone(harness: ServiceHarness, call: Call) -> None:
    monitor = harness.client(headers={"Authorization": f"Bearer {TOKEN}"})
    _walk(call, monitor, {"operations.read"}, "access.role")


def _walk(call: Call, client: TestClient, may: Collection[Action], refusal: str) -> None:
    wrong = {}
    for route, action in ASKED.items():
        status, code = call(client, route)
        wanted = refusal if client.cookies.get(COOKIE) or "firm" in MATRIX[action] else "access.role"
        fits = _is_let_in(route, status) if action in may else (status, code) == (403, wanted)
        if not fits:
            wrong[route] = (status, code)
    assert wrong == {}


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "access.unknown"),
        ({"Cookie": f"{COOKIE}=made-up"}, "session.ended"),
        ({"Authorization": "Bearer ttk_made-up"}, "key.unknown"),
        ({"Authorization": "Basic YTpi"}, "key.unknown"),
    ],
    ids=["nothing", "a made-up cookie", "a made-up key", "a password"],
)
def test_nobody_may_do_anything_but_read_what_is_public(
    harness: ServiceHarness, call: Call, headers: dict[str, str], code: str
) -> None:
    nobody = harness.client(headers=headers)
    assert {route: call(nobody, route) for route in ASKED} == dict.fromkeys(ASKED, (401, code))
    signed_in = call(nobody, "GET /v1/session")
    assert signed_in == (401, code if code.startswith("session") else "access.unknown")


def test_what_is_public_needs_nobody(harness: ServiceHarness, call: Call) -> None:
    nobody = harness.client()
    assert [route for route in WRITTEN["anyone"] if not _is_let_in(route, call(nobody, route)[0])] == []


def test_whoever_is_not_known_yet_may_make_himself_known(harness: ServiceHarness, call: Call) -> None:
    nobody = harness.client()
    assert {route: call(nobody, route) for route in WRITTEN["to be known"]} == {
        "POST /v1/session": (415, "media.unsupported"),
        "POST /v1/session/key": (415, "media.unsupported"),
        "GET /v1/session/oidc": (404, "session.no_provider"),
        "GET /v1/session/oidc/callback": (401, "session.refused"),
    }


def test_a_refusal_says_how_to_be_known(harness: ServiceHarness) -> None:
    assert harness.client().get("/v1/returns").headers["www-authenticate"] == 'Bearer realm="tongtui"'


@pytest.mark.parametrize("role", STAFF)
def test_everyone_on_the_staff_has_his_own_session(harness: ServiceHarness, call: Call, role: StaffRole) -> None:
    own = harness.staff(role, f"other.{role}")
    seen = own.get("/v1/session").json()
    assert (seen["name"], seen["role"]) == (f"other.{role}", role)
    assert seen["actions"] == [action for action, roles in MATRIX.items() if role in roles]
    assert own.put("/v1/session/password").status_code == 415
    assert own.delete("/v1/session").status_code == 204
    assert call(harness.staff(role), "GET /v1/session") == (200, "")


def test_a_key_is_no_session(harness: ServiceHarness, call: Call) -> None:
    assert {call(harness.firm(scopes=EVERY_SCOPE), route) for route in WRITTEN["signed in"]} <= {
        (401, "access.unknown"),
        (415, "media.unsupported"),
    }


def test_every_call_of_staff_that_changes_something_needs_the_guard(harness: ServiceHarness, call: Call) -> None:
    for role in STAFF:
        client = harness.staff(role)
        mine = [route for route, action in ASKED.items() if role in MATRIX[action] and not route.startswith("GET")]
        unguarded = harness.client(cookies=client.cookies)
        assert {route: call(unguarded, route) for route in mine} == dict.fromkeys(mine, (403, "session.guard"))


def test_one_time_passwords_open_nothing_but_their_change(harness: ServiceHarness, call: Call) -> None:
    new = users.reset(harness.context, users.named(harness.context, "li").id)
    li = harness.client()
    opened = li.post("/v1/session", json={"name": "li", "password": new.password}).json()
    li.headers["X-CSRF-Token"] = opened["guard"]
    assert opened["must_change"]
    assert {route: call(li, route) for route in ASKED} == dict.fromkeys(ASKED, (403, "session.password_change"))


# ---- the matrix itself


def test_the_matrix_knows_every_action_and_role() -> None:
    assert MATRIX.keys() == ACTIONS.keys() == set(ASKED.values())
    assert set().union(*MATRIX.values()) == ROLES.keys()


def test_every_action_of_firms_has_a_scope_and_no_other() -> None:
    assert {action for action, roles in MATRIX.items() if "firm" in roles} == SCOPES.keys()
    assert set(SCOPES.values()) == set(EVERY_SCOPE)
    assert set(USUAL_SCOPES) < set(EVERY_SCOPE)


def test_the_auditor_only_reads() -> None:
    assert all(route.startswith("GET") for route, action in ASKED.items() if "auditor" in MATRIX[action])


def test_nobody_both_makes_callers_and_works_cases() -> None:
    for role in ROLES:
        held = {action for action, roles in MATRIX.items() if role in roles}
        assert not (held & {"keys.manage", "users.manage"} and held & {"returns.step", "returns.file", "registers.put"})
