"""A service of its own for every test, over a fresh embedded database and a clock that stands still."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rules import Rulebook
from service.app import create_app
from service.settings import Settings
from service.store import Store
from service.workplace import Workplace
from tests import builders

NOW = datetime.fromisoformat("2026-06-01T12:00:00+08:00")


@pytest.fixture
def place(tmp_path: Path, rulebook: Rulebook) -> Workplace:
    store = Store(f"sqlite:///{tmp_path / 'web.sqlite3'}")
    store.migrate()
    return Workplace(rulebook, store, now=lambda: NOW)


@pytest.fixture
def client(place: Workplace, tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(data_dir=tmp_path), place), raise_server_exceptions=False) as client:
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
