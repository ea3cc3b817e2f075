"""The service under test and whoever calls it: staff by their sessions, firms by their keys.

The fixtures at the end give each test a service of its own, over a fresh database and a clock that stands still.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final, get_args

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from rules import Rulebook
from schemas.work.accounts import Scope, StaffRole
from service.app import create_app
from service.context import Context
from service.registers import entries, export_lists
from service.settings import Settings
from service.store import Store
from tests import builders
from tests.identity import as_operator, key_of, let_in
from tests.messages import tallies_message, tally

Json = dict[str, Any]
NOW: Final = datetime.fromisoformat("2026-06-01T12:00:00+08:00")
EVERY_SCOPE: Final[tuple[Scope, ...]] = get_args(Scope)
XML: Final = {"content-type": "application/xml"}
LATE: Final = "20280601103000"
"""An arrival more than a year after the release of the default list."""
NAMES: Final[dict[StaffRole, str]] = {
    "officer": "zhang",
    "supervisor": "wu",
    "registrar": "chen",
    "auditor": "gu",
    "admin": "qian",
}
"""What someone of the staff is called unless said otherwise."""


@dataclass
class Clock:
    """Stands still at `now` until a test sets it."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@contextmanager
def context_over(url: str, rulebook: Rulebook, clock: Clock, folder: Path) -> Iterator[Context]:
    """What the service works with over a database that is there, until the test has ended."""
    with closing(Store(url)) as store:
        yield Context(rulebook, store, now=clock, settings=Settings(data_dir=folder))


def fill_registers(context: Context, **changes: Any) -> None:
    """Enter what makes the default declaration eligible: the site, the firms, and the original list with changes."""
    export_lists.put(context, [builders.an_export_list(**changes)])
    entries.put(context, [builders.a_site(), builders.an_enterprise(), builders.an_agent()])


class ServiceHarness:
    """The service over one context, and clients that call it."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._staff: dict[str, TestClient] = {}
        self._filed = 0

    @cached_property
    def app(self) -> FastAPI:
        return create_app(self.context.settings, self.context)

    def over(self, **changes: Any) -> "ServiceHarness":
        """The service started anew over the same database; who was added by this one has no client at that one."""
        return ServiceHarness(replace(self.context, **changes))

    def with_settings(self, **changes: Any) -> "ServiceHarness":
        """The service started anew with other settings."""
        return self.over(settings=Settings(data_dir=self.context.settings.data_dir, **changes))

    # ---- who calls

    def client(self, **options: Any) -> TestClient:
        """Someone whom the service does not know."""
        return TestClient(self.app, **options)

    def firm(
        self, code: str = builders.EXPORTER["code"], scopes: tuple[Scope, ...] | None = None, **options: Any
    ) -> TestClient:
        """A firm with a key that is new: of the usual scopes, or of these alone."""
        return self.client(headers=key_of(self.context, code, scopes), **options)

    def staff(self, role: StaffRole, name: str | None = None) -> TestClient:
        """Someone of the staff, signed in: by the name the same one each time."""
        name = name or NAMES[role]
        if name not in self._staff:
            self._staff[name] = self.client()
            let_in(self._staff[name], self.context, role, name)
        return self._staff[name]

    @cached_property
    def exporter(self) -> TestClient:
        """The exporter, with a key that may do all that firms may."""
        return self.firm(scopes=EVERY_SCOPE)

    @property
    def officer(self) -> TestClient:
        return self.staff("officer")

    @property
    def supervisor(self) -> TestClient:
        return self.staff("supervisor")

    @cached_property
    def operator(self) -> TestClient:
        """One who may do everything, at a service that asks nobody who he is."""
        app = as_operator(create_app(self.context.settings, self.context))
        return TestClient(app, raise_server_exceptions=False)

    # ---- what they do

    def file(self, by: TestClient | None = None, *, draft: bool = False, **changes: Any) -> Json:
        """The record of a return that was filed, by the exporter unless said otherwise: R-1, R-2, … of little each."""
        self._filed += 1
        usual = {"application_no": f"R-{self._filed}", "lines": [builders.pieces("0.1")]}
        answer = (by or self.exporter).post(
            "/v1/returns", params={"draft": draft}, json=builders.declaration_json(**(usual | changes))
        )
        assert answer.status_code == 201, answer.text
        record: Json = answer.json()
        return record

    def file_late(self, **changes: Any) -> Json:
        """The record of a return under inspection whose goods, as it turned out, came too late."""
        record = self.file(**changes)
        self.step(record["id"], "inspection")
        message = tallies_message(
            tally(
                co_el_no=record["application_no"],
                invt_no=record["declaration"]["list_no"],
                app_time=LATE,
                operator_code=builders.EXPORTER["code"],
            )
        )
        answer = self.exporter.post("/v1/tallies", content=message, headers=XML)
        assert answer.status_code == 200, answer.text
        return record

    def step(self, return_id: str, to: str, by: TestClient | None = None) -> Response:
        """Someone, the officer unless said otherwise, takes a step with a return."""
        body = {"to": to, "reason": "布控"}
        return (by or self.officer).post(f"/v1/returns/{return_id}/steps", json=body)


# ---- fixtures; the folders of tests that call the service name them in their conftest


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def context(database_url: str, tmp_path: Path, rulebook: Rulebook, clock: Clock) -> Iterator[Context]:
    with context_over(database_url, rulebook, clock, tmp_path) as context:
        yield context


@pytest.fixture
def harness(context: Context) -> ServiceHarness:
    return ServiceHarness(context)


@pytest.fixture
def registers(context: Context) -> None:
    """Registers that make the default declaration eligible."""
    fill_registers(context)


@pytest.fixture
def client(harness: ServiceHarness) -> Iterator[TestClient]:
    """A client who may do everything; tests/web/accounts/test_access.py has those who may not."""
    with harness.operator as client:
        yield client


@pytest.fixture
def registered(client: TestClient, registers: None) -> TestClient:
    """The client of a service whose registers make the default declaration eligible."""
    return client
