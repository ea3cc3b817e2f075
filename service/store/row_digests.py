"""What chains vouch for beside what is there, kept on disk while it is compared: there may be more rows than memory."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Final

_CACHE: Final = -64 * 1024  # KiB: random names would else be looked for on the disk one by one
_TABLES: Final = """
    CREATE TABLE vouched (number INTEGER PRIMARY KEY, name TEXT UNIQUE, digest TEXT);
    CREATE TABLE present (number INTEGER PRIMARY KEY, name TEXT, digest TEXT);
    CREATE INDEX by_name ON present (name);
"""
_VOUCH: Final = """
    INSERT INTO vouched (name, digest) VALUES (?, ?)
    ON CONFLICT (name) DO UPDATE SET digest = excluded.digest
"""
_WRONG: Final = """
    SELECT present.name, vouched.digest IS NOT NULL FROM present LEFT JOIN vouched USING (name)
    WHERE vouched.digest IS NULL OR vouched.digest <> present.digest ORDER BY present.number
"""
_MISSING: Final = """
    SELECT vouched.name FROM vouched LEFT JOIN present USING (name)
    WHERE vouched.digest IS NOT NULL AND present.name IS NULL ORDER BY vouched.number
"""


class ExpectedDigests:
    """The digest that the newest entry about each row gives, in a file that is gone afterwards."""

    def __init__(self, link: sqlite3.Connection) -> None:
        self._link = link

    @classmethod
    @contextmanager
    def open(cls) -> Iterator["ExpectedDigests"]:
        """Begin with nothing."""
        with closing(sqlite3.connect("", isolation_level=None)) as link:  # no name: a file of SQLite's own, removed
            link.executescript(f"PRAGMA cache_size = {_CACHE}; {_TABLES}")
            link.execute("BEGIN")
            yield cls(link)

    def vouch(self, rows: Mapping[str, str | None]) -> None:
        """Note the digests of an entry, which hold instead of earlier ones; null where a row was removed."""
        self._link.executemany(_VOUCH, rows.items())

    def compare(self, present: Iterable[tuple[str, str]]) -> Iterator[tuple[str, bool]]:
        """Rows that are there otherwise than is vouched for, each with whether any entry vouches for it."""
        self._link.executemany("INSERT INTO present (name, digest) VALUES (?, ?)", present)
        for name, known in self._link.execute(_WRONG):
            yield name, bool(known)

    def missing(self) -> Iterator[str]:
        """Rows that are vouched for and not there, once it was compared."""
        for (name,) in self._link.execute(_MISSING):
            yield name
