"""The database: one engine, transactions that either write or only read."""

import hashlib
import logging
import sqlite3
import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final, NamedTuple

import psycopg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Dialect, Engine, Executable, create_engine, event, make_url, text
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from service.problems import Unavailable

_log = logging.getLogger(__name__)
_MIGRATIONS = Path(__file__).parent.parent / "migrations"
_BUSY_MS = 30_000
_POSTGRESQL: Final = "postgresql+psycopg"
_RETRY_AFTER: Final = 5
# some statements go to the driver directly, so that their errors come as the driver's own
_AWAY: Final = (
    OperationalError,
    InterfaceError,
    PoolTimeout,
    psycopg.OperationalError,
    psycopg.InterfaceError,
    sqlite3.OperationalError,
)
AfterCommit = Callable[[Session], None]


class Health(NamedTuple):
    """Whether the database answers, and whether its tables are those of this version."""

    reachable: bool
    current: bool


class Store:
    """The database at one address, SQLite or PostgreSQL; safe to share between threads."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self.kind = self._url.get_backend_name()
        if self.kind == "sqlite" and self._url.database:
            Path(self._url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.kind == "postgresql":
            self._url = self._url.set(drivername=_POSTGRESQL)
        # a server may have gone since; a file has not
        again = self.kind == "postgresql"
        self.engine: Engine = create_engine(self._url, pool_size=20, max_overflow=20, pool_pre_ping=again)
        if self.kind == "sqlite":
            _embed(self.engine)
        # all statements of a reading see one state: the sums and chains of a service that serves on would not fit else
        one_state = {"isolation_level": "REPEATABLE READ"} if self.kind == "postgresql" else {}
        self._reading = self.engine.execution_options(**one_state)
        self._writing = self.engine.execution_options(tongtui_writes=True)
        # SQLite's own queue of writers sleeps and tries again: those of one process wait in line instead
        self._turn: _Turn | nullcontext[None] = _Turn() if self.kind == "sqlite" else nullcontext()
        self._open: ContextVar[Session | None] = ContextVar("open", default=None)
        self.before_commit: list[AfterCommit] = []
        self.after_commit: list[AfterCommit] = []

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that only reads; nothing in it is kept.

        Raises:
            Unavailable: the database is away, busy or full.
        """
        if (outer := self._open.get()) is not None:
            yield outer
            return
        with _reachable(), _Session(self._reading, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that writes: all of it is kept, or, on an error, none.

        Opened within another one it is part of it: an error undoes only the inner part, unless it goes on outwards.
        What is registered `after_commit` runs once all is kept.

        Raises:
            Unavailable: the database is away, busy or full.
        """
        if (outer := self._open.get()) is not None:
            before = {name: dict(noted) for name, noted in outer.info.items()}
            try:
                with _reachable(), outer.begin_nested():
                    yield outer
            except BaseException:
                outer.info.clear()
                outer.info.update(before)
                raise
            return
        with _reachable(), _Session(self._writing, expire_on_commit=False) as session:
            token = self._open.set(session)
            try:
                with self._turn, session.begin():
                    yield session
                    for check in self.before_commit:
                        check(session)
            finally:
                self._open.reset(token)
            for follow in self.after_commit:
                follow(session)

    def migrate(self) -> bool:
        """Bring the tables up to date and tell whether there was anything to do."""
        with self.engine.begin() as connection:
            if _revision(connection) == self._head():
                return False
        with self._writing.connect() as connection:
            # one transaction from here on, or Alembic would commit each migration and let another process in between
            lock = "SELECT 1" if self.kind == "sqlite" else f"SELECT pg_advisory_xact_lock({_number('migrate')})"
            connection.execute(text(lock))
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
        return True

    def health(self) -> "Health":
        """What there is to say of the database, whether it answers or not."""
        try:
            return Health(reachable=True, current=self.is_current())
        except SQLAlchemyError:
            return Health(reachable=False, current=False)

    def is_current(self) -> bool:
        """Whether the database answers and its tables are those of this version."""
        with self.engine.connect() as connection:
            return _revision(connection) == self._head()

    def close(self) -> None:
        """Let every connection go."""
        self.engine.dispose()

    @staticmethod
    def _head() -> str | None:
        return ScriptDirectory.from_config(_config()).get_current_head()


@contextmanager
def _reachable() -> Iterator[None]:
    """Tell a database that does not answer as what it is: no fault of the call, and a reason to make it again."""
    try:
        yield
    except _AWAY as error:
        _log.error("the database does not answer", exc_info=error)
        raise Unavailable("database.unavailable", retry_after=_RETRY_AFTER) from error


class _Turn:
    """The turn to write, one thread at a time."""

    def __init__(self) -> None:
        self._lock = Lock()

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=_BUSY_MS / 1000):
            raise sqlite3.OperationalError("database is locked")

    def __exit__(self, *_error: object) -> None:
        self._lock.release()


class _Session(Session):
    """A session whose connection is at hand: asking for it anew costs as much as a small statement."""

    _core: Connection | None = None

    @property
    def core(self) -> Connection:
        # no cached_property: in Python 3.11 all sessions would wait for one lock, and it for the database's
        if self._core is None:
            self._core = self.connection()
        return self._core


def core(session: Session) -> Connection:
    """The connection of a session of ours, for statements that go past the object layer."""
    return session.core if isinstance(session, _Session) else session.connection()


def run(session: Session, statement: Executable, *rows: Mapping[str, Any]) -> Any:
    """Execute a statement on the driver, past SQLAlchemy, with values in stored form (no dates); gives the cursor.

    For the few statements of a submission: SQLAlchemy's own way to the driver costs more than SQLite's answer.
    """
    connection = core(session)
    text_of, fixed = _compiled(statement, connection.dialect.name)
    cursor: Any = connection.connection.cursor()
    if len(rows) > 1:
        cursor.executemany(text_of, rows)
    else:
        cursor.execute(text_of, {**fixed, **rows[0]} if rows else fixed)
    return cursor


@cache
def _compiled(statement: Executable, kind: str) -> tuple[str, dict[str, Any]]:
    """A statement as SQL text for one database's driver, and its fixed parameters: those not given at each call."""
    kinds: dict[str, Callable[[], Dialect]] = {
        "postgresql": PGDialect_psycopg,
        "sqlite": lambda: SQLiteDialect_pysqlite(paramstyle="named"),
    }
    dialect = kinds[kind]()
    compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
    return str(compiled), {name: value for name, value in compiled.params.items() if value is not None}


def lock(session: Session, *names: str) -> None:
    """Keep other writers of these names out until the transaction ends.

    SQLite has one writer at a time anyhow. Names are locked in one order, so that no two writers wait for each other.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    keys = sorted({_number(name) for name in names})
    locks = ", ".join(f"pg_advisory_xact_lock({key})" for key in keys)
    cursor: Any = core(session).connection.cursor()
    cursor.execute(f"SELECT {locks}")


def try_lock(session: Session, name: str) -> bool:
    """As `lock`, but false where another holds it; on SQLite always true."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    key = {"key": _number(name)}
    return bool(core(session).execute(text("SELECT pg_try_advisory_xact_lock(:key)"), key).scalar())


def pipelined(session: Session) -> Any:
    """A block of writes that PostgreSQL is sent without waiting for the answer to each."""
    driver: Any = core(session).connection.driver_connection
    return driver.pipeline() if hasattr(driver, "pipeline") else nullcontext()


def _number(name: str) -> int:
    number: int = struct.unpack(">q", hashlib.sha256(name.encode()).digest()[:8])[0]
    return number


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def _embed(engine: Engine) -> None:
    """SQLite's driver begins transactions late and loses updates: begin them ourselves, at once where they write."""

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (f"busy_timeout={_BUSY_MS}", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("tongtui_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
