"""The proofs at a size that tests can bear; `make soak` runs them in full."""

from pathlib import Path

import pytest

from rules import Rulebook
from tests.databases import database_url
from tests.stress.crash import crash
from tests.stress.medley import medley, opened
from tests.stress.postgres import is_ours, own_postgres
from tests.stress.race import race

__all__ = ["database_url"]


@pytest.mark.xdist_group("load")
def test_never_is_more_accepted_than_was_exported(database_url: str, tmp_path: Path) -> None:
    numbers = race(tmp_path, database_url, workers=2, clients=12, attempts=360)
    assert numbers["attempts"] == 360


@pytest.mark.xdist_group("load")
def test_whatever_is_done_at_once_adds_up(rulebook: Rulebook, database_url: str, tmp_path: Path) -> None:
    context = opened(rulebook, database_url, tmp_path)
    told = medley(context, callers=6, acts=60, seed=1)
    context.store.close()
    assert told.total() == 360
    assert {name for name, how in told if how == "done"} >= {"submit", "put lists"}


@pytest.mark.xdist_group("load")
def test_what_was_answered_outlives_a_crash(database_url: str, tmp_path: Path) -> None:
    numbers = crash(tmp_path, database_url, rounds=3, workers=2, batch_rows=150)
    assert numbers["batch rows"] == 150


@pytest.mark.xdist_group("load")
@pytest.mark.skipif(not is_ours(), reason="TEST_DATABASE_URL names a server that others may use: it is not killed")
def test_what_was_answered_outlives_a_crash_of_the_database(tmp_path: Path) -> None:
    with own_postgres() as postgres:
        numbers = crash(tmp_path, postgres.url, rounds=1, workers=2, batch_rows=60, postgres=postgres)
    assert numbers["database killed"] == 1
