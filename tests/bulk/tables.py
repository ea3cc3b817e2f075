"""Random dossiers as tables, and what the rulebook says of them, in the columns of a screening."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet

from rules import Rulebook
from rules.bulk.dossiers import Dossiers, facts_of
from rules.readings.columnar import columns_of, screened
from schemas.dossier import Dossier
from schemas.faults import parse_json
from service.bulk import engines
from service.bulk.arrow import tables_of_dossiers
from tests.law.strategies import seeded

Row = dict[str, Any]


def random_dossiers(count: int, seed: int) -> list[Dossier]:
    make = seeded(seed)
    return [parse_json(Dossier, json.dumps(make())) for _ in range(count)]


def loaded(backend: engines.Backend, folder: Path, dossiers: Sequence[Dossier]) -> Dossiers:
    """The dossiers as tables of an engine, numbered from 0."""
    read = {}
    for name, table in tables_of_dossiers(enumerate(dossiers)).items():
        parquet.write_table(table, folder / f"{name}.parquet")
        read[name] = engines.read(backend, folder / f"{name}.parquet", name)
    cases = read["cases"].mutate(declared_at=read["cases"].declared_at.cast("timestamp"))
    return Dossiers(cases, cases.select("id", "list_key"), read["lines"], read["export_lines"], read["returned"])


def screening(rulebook: Rulebook, backend: engines.Backend, dossiers: Dossiers, as_of: date | None = None) -> list[Row]:
    """The result, by number."""
    facts = facts_of(dossiers, rulebook.districts, as_of)
    return rows_of(screened(facts, rulebook.policies, engines.word_of(backend)).to_pyarrow().to_pylist())


def rows_of(found: Iterable[Row]) -> list[Row]:
    return sorted(found, key=lambda row: row["declaration"])


def decided(rulebook: Rulebook, dossiers: Sequence[Dossier], as_of: date | None = None) -> list[Row]:
    """What the rulebook decides of each, as a screening tells it."""
    return [_decided(rulebook, number, dossier, as_of) for number, dossier in enumerate(dossiers)]


def _decided(rulebook: Rulebook, number: int, dossier: Dossier, as_of: date | None) -> Row:
    decision = rulebook.decide(dossier, as_of=as_of)
    statuses = {finding.provision: finding.status for finding in decision.findings}
    told = {
        "declaration": number,
        "application_no": dossier.declaration.application_no,
        "exporter": dossier.declaration.exporter.code,
        "as_of": decision.as_of,
        "outcome": decision.outcome,
        "tax_relief": decision.tax_relief,
        "cross_district": decision.cross_district,
    }
    return {name: told.get(name, statuses.get(name)) for name in columns_of(rulebook.policies)}
