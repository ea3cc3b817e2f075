"""A fact as a column is the fact itself."""

from collections import defaultdict
from pathlib import Path

from rules import Rulebook
from rules.bulk.dossiers import facts_of
from rules.bulk.facts import COLUMNS
from rules.dated_dossier import DatedDossier
from rules.facts import FACTS, Derived
from service.bulk import engines
from tests.bulk import tables


def test_every_fact_has_its_column_and_every_column_its_fact() -> None:
    assert list(COLUMNS) == list(FACTS)


def test_columns_say_of_random_dossiers_what_the_facts_say(
    rulebook: Rulebook, backend: engines.Backend, tmp_path: Path
) -> None:
    dossiers = tables.random_dossiers(2000, seed=41)
    facts = facts_of(tables.loaded(backend, tmp_path, dossiers), rulebook.districts)
    rows = tables.rows_of(facts.to_pyarrow().to_pylist())
    values: dict[str, set[Derived]] = defaultdict(set)
    differing: dict[str, list[object]] = defaultdict(list)
    for dossier, row in zip(dossiers, rows, strict=True):
        dated = DatedDossier.of(dossier, rulebook.districts)
        for name, fact in FACTS.items():
            derived = fact.derive(dated)
            value = len(derived) if isinstance(derived, tuple) else derived
            values[name].add(value)
            if row[name] != value or isinstance(row[name], bool) != isinstance(value, bool):
                differing[name].append((row["declaration"], value, row[name]))
    assert differing == {}
    assert all(len(found) > 1 for found in values.values()), "a fact that is always the same proves nothing"
