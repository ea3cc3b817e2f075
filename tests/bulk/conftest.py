"""An engine for each test: DuckDB, the one that serves, and Polars, which must say the same."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.bulk import engines
from tests.command import kept, tongtui

__all__ = ["backend", "kept", "tongtui"]


@pytest.fixture(params=["duckdb", "polars"])
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with engines.open_engine(request.param, scratch) as opened:
        yield opened
