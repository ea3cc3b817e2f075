"""Screening says of every declaration what the rulebook decides, whatever the engine and the day."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import ibis
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import Rulebook
from rules.readings.columnar import truth
from schemas.law.condition import Condition
from service.bulk import engines
from tests.builders import examples
from tests.bulk import tables
from tests.engine import conditions
from tests.engine.oracle import truth as meaning

_TYPES = {"flag": "boolean", "code": "string", "count": "int64", "day": "date", "lines": "int64"}


def test_screening_is_the_rulebook_s_decision_row_by_row(
    rulebook: Rulebook, backend: engines.Backend, tmp_path: Path
) -> None:
    dossiers = tables.random_dossiers(3000, seed=43)
    rows = tables.screening(rulebook, backend, tables.loaded(backend, tmp_path, dossiers))
    assert rows == tables.decided(rulebook, dossiers)
    assert min(Counter(row["outcome"] for row in rows).values()) > 20


def test_screening_follows_the_law_of_every_interval(
    rulebook: Rulebook, backend: engines.Backend, tmp_path: Path
) -> None:
    dossiers = tables.random_dossiers(300, seed=47)
    loaded = tables.loaded(backend, tmp_path, dossiers)
    first = rulebook.changes[0] - timedelta(days=1)
    for day in (first, *rulebook.changes):
        assert tables.screening(rulebook, backend, loaded, day) == tables.decided(rulebook, dossiers, day)


@settings(max_examples=examples(60))
@given(conditions.conditions, st.lists(conditions.facts, min_size=1, max_size=20))
def test_a_condition_as_a_column_means_what_it_says(condition: Condition, rows: list[dict[str, object]]) -> None:
    kinds = {name: _TYPES[name.split("_")[0]] for name in rows[0]}
    flat = [{name: len(v) if isinstance(v, tuple) else v for name, v in row.items()} for row in rows]
    table = ibis.memtable(flat, schema=ibis.schema(kinds))
    found = table.select(number=ibis.row_number(), holds=truth(condition, table)).order_by("number")
    assert found.to_pyarrow()["holds"].to_pylist() == [meaning(condition, row) for row in rows]
