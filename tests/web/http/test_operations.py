"""What operators see: logs without anyone's data, metrics, readiness, limits."""

import io
import json
import logging
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from service import logs
from service.settings import Settings
from tests import builders
from tests.harness import ServiceHarness
from tests.identity import key_of, let_in

Logged = Callable[[], list[dict[str, Any]]]
_TOKEN = "a token for the collector"


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[Logged]:
    """What the service logs from now on, as the lines' values; the process's logging is put back afterwards."""
    root, written = logging.getLogger(), io.StringIO()
    kept, level = root.handlers, root.level
    monkeypatch.setattr("sys.stderr", written)
    root.handlers = []
    logs.prepare("info")
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers, root.level = kept, level


def _client(harness: ServiceHarness, **settings: Any) -> TestClient:
    set_up = harness.with_settings(**({"metrics_token": SecretStr(_TOKEN)} | settings))
    return set_up.client(raise_server_exceptions=False)


def test_a_request_is_one_line_with_its_id_and_firm_and_nothing_it_carried(
    registered: TestClient, harness: ServiceHarness, logged: Logged
) -> None:
    client, key = _client(harness), key_of(harness.context)
    body = builders.declaration_json(reason="收件人张三拒收")
    answer = client.post("/v1/returns?draft=true", json=body, headers={**key, "X-Request-ID": "call-0001"})
    assert answer.status_code == 201
    assert answer.headers["x-request-id"] == "call-0001"
    (line,) = logged()
    assert (line["request"], line["firm"]) == ("call-0001", builders.EXPORTER["code"])
    assert (line["method"], line["route"], line["status"]) == ("POST", "/v1/returns", 201)
    told = json.dumps(line, ensure_ascii=False)
    for secret in ("张三", key["Authorization"].removeprefix("Bearer "), "draft", body["list_no"]):
        assert secret not in told


@pytest.mark.parametrize("given", ["short", "has space in it", "x" * 65, 'quote"-in-it'])
def test_a_request_id_that_is_not_plain_is_replaced(harness: ServiceHarness, given: str) -> None:
    told = _client(harness).get("/healthz", headers={"X-Request-ID": given}).headers["x-request-id"]
    assert re.fullmatch(r"[0-9a-f]{32}", told)


def test_an_error_of_ours_is_logged_by_kind_and_place_without_its_words(
    harness: ServiceHarness, logged: Logged, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = _client(harness)
    key = key_of(harness.context)

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("张三的退货")

    monkeypatch.setattr("service.returns.lookup.page", fail)
    answer = client.get("/v1/returns", headers=key)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    fault, line = logged()
    assert answer.headers["x-request-id"] == fault["request"] == line["request"]
    assert fault["error"] == ["builtins.ZeroDivisionError"]
    assert "test_operations.py" in fault["at"][-1]
    assert line["status"] == 500
    assert "张三" not in json.dumps([fault, line], ensure_ascii=False)


def test_answers_are_private_and_keep_to_their_type(harness: ServiceHarness) -> None:
    headers = _client(harness).get("/v1/returns").headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


# ---- metrics


def test_metrics_count_requests_by_route_and_what_waits(registered: TestClient, harness: ServiceHarness) -> None:
    client, key = _client(harness), key_of(harness.context)
    filed = client.post("/v1/returns", json=builders.declaration_json(site_code="NOWHERE"), headers=key)
    assert filed.json()["state"] == "review"
    client.get(f"/v1/returns/{filed.json()['id']}", headers=key)
    told = client.get("/metrics", headers={"Authorization": f"Bearer {_TOKEN}"})
    assert told.headers["content-type"].startswith("text/plain")
    assert 'tongtui_requests_total{method="GET",route="/v1/returns/{return_id}",status="200"}' in told.text
    assert 'tongtui_request_seconds_count{route="/v1/returns"}' in told.text
    assert 'tongtui_waiting{queue="review"} 1.0' in told.text
    assert filed.json()["id"] not in told.text


@pytest.mark.parametrize("token", ["", "another token"])
def test_metrics_want_the_token_that_was_set(harness: ServiceHarness, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    assert _client(harness).get("/metrics", headers=headers).status_code == 401
    unset = _client(harness, metrics_token=SecretStr(""))
    assert unset.get("/metrics", headers=headers).status_code == 401


def test_the_token_opens_nothing_but_the_metrics(harness: ServiceHarness) -> None:
    answer = _client(harness).get("/v1/returns", headers={"Authorization": f"Bearer {_TOKEN}"})
    assert (answer.status_code, answer.json()["code"]) == (403, "access.role")


# ---- limits


def test_a_key_is_told_what_is_left_and_stopped_at_its_limit(harness: ServiceHarness) -> None:
    client, key, other = _client(harness, rate_per_minute=3), key_of(harness.context), key_of(harness.context)
    answers = [client.get("/v1/returns", headers=key) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["ratelimit"].split(";")[1] for answer in answers] == ["r=2", "r=1", "r=0", "r=0"]
    assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"key";q=3;w=60'}
    assert answers[3].json()["code"] == "rate.exceeded"
    assert 1 <= int(answers[3].headers["retry-after"]) <= 60
    assert client.get("/v1/returns", headers=other).status_code == 200


def test_a_session_opened_by_a_key_counts_with_the_key(harness: ServiceHarness) -> None:
    client, key = _client(harness, rate_per_minute=3), key_of(harness.context)
    signed_in = client.post("/v1/session/key", json={"key": key["Authorization"].removeprefix("Bearer ")})
    assert signed_in.status_code == 201
    answers = [client.get("/v1/returns", headers=headers) for headers in (key, {}, key, {})]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3].headers["ratelimit-policy"] == '"key";q=3;w=60'


def test_without_a_limit_nothing_is_counted(harness: ServiceHarness) -> None:
    client = _client(harness, rate_per_minute=0)
    assert "ratelimit" not in client.get("/v1/returns", headers=key_of(harness.context)).headers


def test_one_address_tries_to_sign_in_thirty_times_a_minute(harness: ServiceHarness) -> None:
    client = _client(harness)
    wrong = [client.post("/v1/session", json={"name": "x"}) for _ in range(31)]
    assert [answer.status_code for answer in wrong] == [422] * 30 + [429]


def test_a_body_beyond_the_limit_is_refused(harness: ServiceHarness) -> None:
    client = _client(harness, max_body_bytes=1000)
    answer = client.post("/v1/returns/check", json={"x": "y" * 1000}, headers=key_of(harness.context))
    assert (answer.status_code, answer.json()["code"]) == (413, "body.too_large")


def _settings(harness: ServiceHarness, **changes: Any) -> dict[str, dict[str, Any]]:
    client = _client(harness, **changes)
    let_in(client, harness.context, "admin")
    answer = client.get("/v1/settings")
    assert answer.status_code == 200
    assert "geheim" not in answer.text
    return {each["name"].removeprefix("TONGTUI_"): each for each in answer.json()["items"]}


def test_an_administrator_sees_what_is_set_and_what_is_not(harness: ServiceHarness, tmp_path: Path) -> None:
    found = _settings(harness, case_days=5, policy_dirs=(tmp_path / "a", tmp_path / "b"), secure_cookies=True)
    assert found.keys() == {name.upper() for name in Settings.model_fields}
    assert {name for name, each in found.items() if each["given"]} == {
        *("DATA_DIR", "CASE_DAYS", "POLICY_DIRS", "SECURE_COOKIES", "METRICS_TOKEN")
    }
    told = {name: each["value"] for name, each in found.items()}
    assert (told["CASE_DAYS"], told["SECURE_COOKIES"], told["KEEP_YEARS"]) == ("5", "true", "3")
    assert told["POLICY_DIRS"].split(os.pathsep) == [str(tmp_path / "a"), str(tmp_path / "b")]
    assert told["DATABASE_URL"] == f"sqlite:///{tmp_path / 'tongtui.sqlite3'}"
    assert told["SIGNING_KEY_FILE"] == str(tmp_path / "signing.jwk")
    assert [name for name, each in found.items() if not (each["meaning"]["zh"] and each["meaning"]["en"])] == []


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("postgresql://tongtui:geheim@db.example:5433/returns?sslmode=require", "postgresql://db.example:5433/returns"),
        ("postgresql:///returns?host=db.example&password=geheim", "postgresql:///returns"),
        ("postgresql+psycopg://geheim@db.example/returns", "postgresql+psycopg://db.example/returns"),
    ],
)
def test_no_secret_is_among_the_settings(harness: ServiceHarness, address: str, told: str) -> None:
    secrets = {name: SecretStr("geheim") for name in ("metrics_token", "oidc_client_secret")}
    found = _settings(harness, database_url=address, **secrets)
    assert found["DATABASE_URL"]["value"] == told
    hidden = {name: each["given"] for name, each in found.items() if each["secret"]}
    assert hidden == {"METRICS_TOKEN": True, "OIDC_CLIENT_SECRET": True}
    assert [found[name]["value"] for name in hidden] == [None, None]
