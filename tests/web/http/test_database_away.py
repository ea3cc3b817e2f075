"""A database that does not answer is told as such: 503 and when to try again, never a bare 500."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rules import Rulebook
from service.context import Context
from service.problems import Unavailable
from service.settings import Settings
from service.store import Store, database
from tests.harness import ServiceHarness
from tests.messages import refund, returns_message, tallies_message, tally

XML = {"Content-Type": "application/xml"}


@pytest.fixture(params=["sqlite", "postgresql"])
def away(request: pytest.FixtureRequest, tmp_path: Path, rulebook: Rulebook) -> TestClient:
    """The client of a service whose database cannot be opened: a folder, or a port where nobody listens."""
    url = f"sqlite:///{tmp_path}" if request.param == "sqlite" else "postgresql://tongtui@127.0.0.1:1/tongtui"
    return ServiceHarness(Context(rulebook, Store(url), settings=Settings(data_dir=tmp_path))).operator


def test_a_call_is_told_to_come_again(away: TestClient) -> None:
    answer = away.get("/v1/returns")
    assert (answer.status_code, answer.json()["code"]) == (503, "database.unavailable")
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) > 0


def test_so_is_a_call_under_a_key_of_its_own(away: TestClient) -> None:
    assert (
        away.post("/v1/tallies", content=tallies_message(tally()), headers=XML | {"Idempotency-Key": "a"}).status_code
        == 503
    )


@pytest.mark.parametrize("path", ["/v1/returns", "/v1/returns/check"])
def test_no_application_of_a_message_is_told_that_it_failed(away: TestClient, path: str) -> None:
    assert away.post(path, content=returns_message(refund()), headers=XML).status_code == 503


def test_no_tally_of_a_message_is_told_that_it_failed(away: TestClient) -> None:
    assert away.post("/v1/tallies", content=tallies_message(tally()), headers=XML).status_code == 503


def test_the_service_lives_and_is_not_ready(away: TestClient) -> None:
    assert away.get("/healthz").status_code == 200
    assert away.get("/readyz").status_code == 503


def test_whoever_waits_too_long_for_a_turn_to_write_is_told_so_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_BUSY_MS", 1)
    store = Store(f"sqlite:///{tmp_path / 'one.sqlite3'}")

    def write() -> None:
        with store.write():
            pass

    with ThreadPoolExecutor(1) as other:
        with store.write(), pytest.raises(Unavailable):
            other.submit(write).result()
        other.submit(write).result()
    store.close()
