"""Of a history's registers the rows count that count for a single declaration."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

from rules.bulk.dossiers import gathered
from schemas.dossier import Dossier
from schemas.registers import Enterprise, SupervisionSite
from service.bulk import engines
from service.bulk.history import tables_of
from service.store import registers
from tests import builders
from tests.bulk import histories, tables

START = date(2026, 3, 28)
FIRMS = ("FIRMA", "FIRMB", "FIRMC")
SITES = ("SITE1", "SITE2", "SITE3")


def _period(random: Random) -> dict[str, date | None]:
    begins = random.choice((None, START + timedelta(days=random.randrange(8))))
    ends = random.choice((None, None, START + timedelta(days=random.randrange(10))))
    return {"valid_from": begins, "valid_until": ends}


def _sites(random: Random) -> list[SupervisionSite]:
    made = {"site_code": lambda: random.choice(SITES[:2]), "customs_code": lambda: random.choice(("2928", "2249"))}
    businesses = (["retail_export"], [], ["bonded"])
    return [
        builders.a_site(
            **{name: pick() for name, pick in made.items()}, businesses=random.choice(businesses), **_period(random)
        )
        for _ in range(9)
    ]


def _enterprises(random: Random) -> list[Enterprise]:
    return [
        builders.an_enterprise(
            code=random.choice(FIRMS[:2]),
            monitors_returns=random.choice((True, False, None)),
            data_access=random.choice(("open", "none", None)),
            entrusted_by=random.choice((None, [], [FIRMS[0]], [FIRMS[1], FIRMS[2]], list(FIRMS), [FIRMS[1]] * 2)),
            **_period(random),
        )
        for _ in range(9)
    ]


def _dossiers(random: Random) -> list[Dossier]:
    firms = [{"code": code, "name": code} for code in FIRMS]
    declarations = [
        builders.declaration_json(
            site_code=random.choice((*SITES, None)),
            exporter=random.choice(firms),
            agent=random.choice(firms),
            declared_at=f"{START + timedelta(days=random.randrange(12))}T{random.choice(('00:30', '23:30'))}:00+08:00",
            arrived_on=random.choice((None, START + timedelta(days=random.randrange(12)))),
        )
        for _ in range(120)
    ]
    return [builders.a_dossier(declaration=each, export_list=None) for each in declarations]


def test_the_rows_that_count_are_those_of_the_store(backend: engines.Backend, tmp_path: Path) -> None:
    for seed in range(4):
        random = Random(seed)
        sites, firms, dossiers = _sites(random), _enterprises(random), _dossiers(random)
        scratch = tmp_path / str(seed)
        scratch.mkdir()
        folder = histories.write(scratch / "history", **histories.rows_of(dossiers, sites, firms))
        cases = gathered(tables_of(backend, folder, scratch)).declarations
        found = sorted(cases.to_pyarrow().to_pylist(), key=lambda row: row["id"])
        for dossier, row in zip(dossiers, found, strict=True):
            declaration = dossier.declaration
            code = declaration.site_code
            site = registers.began_last(sites, code, row["return_day"]) if code else None
            exporter = registers.valid_on(firms, declaration.exporter.code, row["as_of"])
            agent = registers.valid_on(firms, declaration.agent.code, row["as_of"])
            expected = dossier.model_copy(update={"site": site, "exporter": exporter, "agent": agent})
            (alone,) = tables.tables_of_dossiers([(row["id"], expected)])["cases"].to_pylist()
            names = [name for name in alone if name.startswith(("site_", "exporter_", "agent_"))]
            assert {name: row[name] for name in names} == {name: alone[name] for name in names}
