"""The database: one engine, transactions that either write or only read."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlmodel import Session

_MIGRATIONS = Path(__file__).parent.parent / "migrations"
_BUSY_MS = 30_000


class Store:
    """The database at one address; safe to share between threads."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        if self._url.get_backend_name() == "sqlite" and self._url.database:
            Path(self._url.database).parent.mkdir(parents=True, exist_ok=True)
        self.engine: Engine = create_engine(self._url)
        if self._url.get_backend_name() == "sqlite":
            _embed(self.engine)
        self._writing = self.engine.execution_options(tongtui_writes=True)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that only reads; nothing in it is kept."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that writes: all of it is kept, or, on an error, none."""
        with Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    def migrate(self) -> None:
        """Bring the tables up to date; does nothing where they are."""
        with self.engine.begin() as connection:
            if MigrationContext.configure(connection).get_current_revision() == self._head():
                return
        with self._writing.connect() as connection:
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()

    def is_current(self) -> bool:
        """Whether the database answers and its tables are those of this version."""
        with self.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() == self._head()

    def close(self) -> None:
        """Let every connection go."""
        self.engine.dispose()

    @staticmethod
    def _head() -> str | None:
        return ScriptDirectory.from_config(_config()).get_current_head()


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
