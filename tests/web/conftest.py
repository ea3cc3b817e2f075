"""A service of its own for every test, over a fresh embedded database and a clock that stands still."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rules import Rulebook
from service.app import create_app
from service.context import Context
from service.settings import Settings
from service.store import Store
from tests import builders, databases
from tests.identity import as_operator

NOW = datetime.fromisoformat("2026-06-01T12:00:00+08:00")


@dataclass
class Clock:
    """Stands still at `now` until a test sets it."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=databases.KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database: every test that asks for one runs on SQLite and on PostgreSQL."""
    with databases.fresh(request.param, tmp_path) as url:
        yield url


@pytest.fixture
def context(database_url: str, tmp_path: Path, rulebook: Rulebook, clock: Clock) -> Iterator[Context]:
    store = Store(database_url)
    yield Context(rulebook, store, now=clock, settings=Settings(data_dir=tmp_path))
    store.close()


@pytest.fixture
def client(context: Context, tmp_path: Path) -> Iterator[TestClient]:
    """A client who may do everything; tests/web/accounts/test_access.py has those who may not."""
    app = as_operator(create_app(Settings(data_dir=tmp_path), context))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def registered(client: TestClient) -> TestClient:
    """The client of a service whose registers make the default declaration eligible."""
    for register, row in (
        ("exports", builders.export_list_json()),
        ("sites", builders.site_json()),
        ("enterprises", [builders.enterprise_json(), builders.agent_json()]),
    ):
        answer = client.put(f"/v1/{register}", json=row)
        assert answer.status_code == 200, answer.text
    return client
