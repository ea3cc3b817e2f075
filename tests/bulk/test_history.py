"""A history is read as its layout says; what does not fit is named and counted, and nothing goes missing."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as parquet
import pytest

from rules import Rulebook
from rules.readings.columnar import columns_of
from schemas.dossier import Dossier
from service.access import OPERATOR
from service.context import Context
from service.evidence.audit import AUTHORITY
from service.store.audit import entries
from service.store.returns import decided_dossiers
from tests import builders
from tests.bulk import histories, tables
from tests.command import Run, Tongtui
from tests.web import busy


@pytest.fixture
def dossiers() -> list[Dossier]:
    """Twenty declarations of one day, each of a list of its own; one of them has no list."""
    made = []
    for number in range(20):
        list_no = f"22002026E{number:09}"
        declaration = builders.declaration_json(application_no=f"R{number}", list_no=list_no)
        listed = builders.export_list_json(list_no=list_no)
        made.append(builders.a_dossier(declaration=declaration, export_list=listed if number else None))
    return made


@pytest.fixture
def history(dossiers: list[Dossier], tmp_path: Path) -> Path:
    sites, firms = [builders.a_site()], [builders.an_enterprise(), builders.an_agent()]
    return histories.write(tmp_path / "history", **histories.rows_of(dossiers, sites, firms))


def _result(out: Path) -> list[dict[str, Any]]:
    return tables.rows_of(parquet.read_table(out).to_pylist())


def _rejects(out: Path) -> set[tuple[str, str, str, str]]:
    lines = out.with_name(f"{out.stem}.rejects.jsonl").read_text(encoding="utf-8").splitlines()
    told = [json.loads(line) for line in lines]
    return {(each["table"], each["problem"], each["row"], each["columns"]) for each in told}


def test_a_history_is_screened_as_the_rulebook_decides_its_dossiers(
    tongtui: Tongtui, history: Path, dossiers: list[Dossier], rulebook: Rulebook, tmp_path: Path
) -> None:
    told = tongtui("screen", history, "--out", tmp_path / "results.parquet", "--memory", "1GB")
    assert told == Run(0, told.out, "")
    assert "20 件 · declarations  eligible 19 · ineligible 0 · refer 1" in told.out
    assert _result(tmp_path / "results.parquet") == tables.decided(rulebook, dossiers)
    assert not list(tmp_path.glob(".screen-*")), "nothing is left behind"


def test_folders_of_files_are_tables_too(
    tongtui: Tongtui, history: Path, dossiers: list[Dossier], rulebook: Rulebook, tmp_path: Path
) -> None:
    for name in ("declarations", "lines"):
        whole = histories.table(history, name)
        (history / f"{name}.parquet").unlink()
        (history / name).mkdir()
        parquet.write_table(whole.slice(0, 7), history / name / "a.parquet")
        parquet.write_table(whole.slice(7), history / name / "b.parquet")
    out = tmp_path / "results.parquet"
    assert tongtui("screen", history, "--out", out, "--engine", "polars").code == 0
    assert _result(out) == tables.decided(rulebook, dossiers)


def test_outcomes_alone_are_those_that_stand_beside_the_statuses(
    tongtui: Tongtui, history: Path, dossiers: list[Dossier], rulebook: Rulebook, tmp_path: Path
) -> None:
    out = tmp_path / "results.parquet"
    assert tongtui("screen", history, "--out", out, "--outcomes-only").code == 0
    found = _result(out)
    assert list(found[0]) == [name for name in columns_of(rulebook.policies) if "." not in name]
    assert found == [{name: row[name] for name in found[0]} for row in tables.decided(rulebook, dossiers)]


def test_results_come_as_csv_and_jsonl_too(tongtui: Tongtui, history: Path, tmp_path: Path) -> None:
    assert tongtui("screen", history, "--out", tmp_path / "r.csv", "--as-of", "2025-06-01").code == 0
    assert tongtui("screen", history, "--out", tmp_path / "r.jsonl", "--as-of", "2025-06-01").code == 0
    rows = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text(encoding="utf-8").splitlines()]
    written = pyarrow.csv.read_csv(tmp_path / "r.csv").to_pylist()
    assert [row["as_of"] for row in written] == [date(2025, 6, 1)] * 20
    assert sorted(row["application_no"] for row in written) == sorted(row["application_no"] for row in rows)
    assert {row["outcome"] for row in rows} == {row["outcome"] for row in written}


def test_dossiers_in_jsonl_are_screened_and_unreadable_ones_told(
    tongtui: Tongtui, dossiers: list[Dossier], rulebook: Rulebook, tmp_path: Path
) -> None:
    file, out = tmp_path / "dossiers.jsonl", tmp_path / "results.parquet"
    lines = [each.model_dump_json() for each in dossiers]
    file.write_text("\n".join([*lines[:3], '{"declaration": 1}', "", *lines[3:]]), encoding="utf-8")
    told = tongtui("screen", file, "--out", out)
    assert told.code == 64
    assert "field.type" in told.err
    (reject,) = (json.loads(line) for line in (tmp_path / "results.rejects.jsonl").read_text().splitlines())
    assert (reject["table"], reject["row"]) == ("dossiers.jsonl", "4")
    expected = tables.decided(rulebook, dossiers)
    assert _result(out) == [row | {"declaration": row["declaration"] + 1} for row in expected]


def test_broken_rows_and_all_that_rests_on_them_are_told(
    tongtui: Tongtui, history: Path, dossiers: list[Dossier], tmp_path: Path
) -> None:
    def spoil(name: str, change: str) -> None:
        source = histories.table(history, name)
        histories.change(history, name, duckdb.sql(change.format("source")).to_arrow_table().cast(source.schema))

    spoil("declarations", "SELECT * REPLACE (if(id = 1, '29x8', customs_code) AS customs_code) FROM {0}")
    spoil("declarations", "FROM {0} UNION ALL FROM {0} WHERE id = 2")
    spoil("lines", "SELECT * REPLACE (if(declaration = 3, 0, quantity) AS quantity) FROM {0}")
    spoil("lines", "FROM {0} WHERE declaration <> 4")
    spoil("lines", "FROM {0} UNION ALL SELECT * REPLACE (99 AS declaration) FROM {0} WHERE declaration = 5")
    spoil("export_lists", "FROM {0} UNION ALL FROM {0} WHERE list_no = '22002026E000000006'")
    spoil("export_lines", "FROM {0} WHERE list_no <> '22002026E000000007'")
    out = tmp_path / "results.parquet"
    told = tongtui("screen", history, "--out", out)
    assert told.code == 64
    assert _rejects(out) == {
        ("declarations", "history.value", "id=1", "customs_code"),
        ("declarations", "history.duplicate", "id=2", "id"),
        ("lines", "history.value", "declaration=3 line_no=1", "quantity"),
        ("declarations", "history.follows", "id=3", "id"),
        ("declarations", "history.lines", "id=4", "lines"),
        ("lines", "history.orphan", "declaration=99", "declaration"),
        ("export_lists", "history.duplicate", "list_no=22002026E000000006", "list_no"),
        ("declarations", "history.follows", "id=6", "list_no"),
        ("export_lists", "history.lines", "list_no=22002026E000000007", "export_lines"),
        ("declarations", "history.follows", "id=7", "list_no"),
    }
    assert "10 行有误" in told.err
    assert [row["declaration"] for row in _result(out)] == [0, 5, *range(8, 20)]


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (lambda table: table.append_column("arrived_at", table["arrived_on"]), "history.column_unknown", "arrived_at"),
        (lambda table: table.drop_columns(["direction"]), "history.column_missing", "direction"),
        (
            lambda table: table.set_column(0, "id", table["id"].cast(pa.float64())),
            "history.column_type",
            "id",
        ),
    ],
)
def test_a_history_of_another_layout_is_refused_by_file_and_column(
    tongtui: Tongtui, history: Path, tmp_path: Path, change: Any, code: str, place: str
) -> None:
    histories.change(history, "declarations", change(histories.table(history, "declarations")))
    told = tongtui("screen", history, "--out", tmp_path / "r.parquet")
    assert told.code == 64
    assert f"declarations.parquet/{place}" in told.err
    assert code in told.err
    assert not (tmp_path / "r.parquet").exists()


def test_what_is_no_history_is_refused(tongtui: Tongtui, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    told = tongtui("screen", tmp_path / "empty", "--out", tmp_path / "r.parquet")
    assert (told.code, told.err.count("history.table_missing")) == (64, 2)
    (tmp_path / "empty" / "declarations.parquet").write_bytes(b"no parquet")
    told = tongtui("screen", tmp_path / "empty", "--out", tmp_path / "r.parquet")
    assert "file.unreadable" in told.err
    for wrong in (["--out", "r.txt"], ["--out", "r.csv", "--engine", "x"], ["--out", "r.csv", "--memory", "lots"]):
        assert tongtui("screen", tmp_path / "empty", *wrong).code == 64


def test_the_store_s_history_is_screened_as_it_was_decided(tongtui: Tongtui, kept: Context, tmp_path: Path) -> None:
    busy.fill(kept)
    told = tongtui("history", "export", tmp_path / "history")
    assert told.code == 0, told.err
    assert tongtui("screen", tmp_path / "history", "--out", tmp_path / "r.parquet").code == 0
    with kept.store.read() as session:
        dossiers = list(decided_dossiers(session))
        (noted,) = [each for each in entries(session, AUTHORITY) if "history.exported" in each.entry]
    assert f'"actor":"{OPERATOR.name} ' in noted.entry
    expected = tables.decided(kept.rulebook, dossiers)
    assert len(expected) >= 4
    assert _result(tmp_path / "r.parquet") == [row | {"declaration": row["declaration"] + 1} for row in expected]
