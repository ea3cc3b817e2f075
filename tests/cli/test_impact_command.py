"""`tongtui impact` and `tongtui regimes`: what they print, write and refuse."""

import json
from importlib.resources import files
from pathlib import Path

import pytest
from sqlmodel import select

from schemas.base import BOM
from schemas.tables import EntryRow
from service.context import Context
from service.evidence.audit import AUTHORITY
from tests import builders
from tests.command import Tongtui
from tests.paths import EXAMPLES

_POLICY = (files("rules") / "policies" / "gacc_2026_024" / "policy.yaml").read_text(encoding="utf-8")
_HELD = "needs: {fact: exporter_standing, one_of: [normal]}\n    otherwise: refer"


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """A draft that rejects where the law in force refers."""
    folder = tmp_path / "gacc_2026_024"
    folder.mkdir()
    (folder / "policy.yaml").write_text(_POLICY.replace(_HELD, _HELD.replace("refer", "reject")), encoding="utf-8")
    return folder


@pytest.fixture
def dossiers(tmp_path: Path) -> Path:
    file = tmp_path / "d.jsonl"
    restricted = builders.dossier_json(exporter=builders.enterprise_json(standing="restricted"))
    file.write_text("".join(f"{json.dumps(each)}\n" for each in (builders.dossier_json(), restricted)))
    return file


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_flips_are_shown_and_go_to_a_file(
    tongtui: Tongtui, tmp_path: Path, draft: Path, dossiers: Path, ending: str
) -> None:
    out = tmp_path / f"flips.{ending}"
    told = tongtui("impact", dossiers, "--draft", draft, "--out", out)
    assert (told.code, told.err) == (0, "")
    assert "结果改变 1 件" in told.out
    assert "gacc_2026_024.good_order" in told.out
    lines = out.read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == (2 if ending == "csv" else 1)
    assert "gacc_2026_024.good_order" in lines[-1]


def test_the_store_is_looked_at_where_no_file_is_given(tongtui: Tongtui, draft: Path, kept: Context) -> None:
    from service.cli.demo import fill

    fill(kept)
    told = tongtui("impact", "--draft", draft, "--json")
    found = json.loads(told.out)
    assert (told.code, found["declarations"], found["flips"]) == (0, 8, 0)
    with kept.store.read() as session:
        entries = session.exec(select(EntryRow.entry).where(EntryRow.chain == AUTHORITY)).all()
    (noted,) = [each for each in map(json.loads, entries) if each["action"] == "impact.assessed"]
    assert (noted["detail"]["draft"], noted["detail"]["declarations"]) == (found["draft"], 8)


def test_a_bound_of_memory_that_is_none_is_refused(tongtui: Tongtui, draft: Path, tmp_path: Path) -> None:
    told = tongtui("impact", "--draft", draft, "--history", tmp_path, "--memory", "lots")
    assert (told.code, told.out) == (64, "")
    assert "--memory: 512MB | 2GB" in told.err


def test_a_line_that_cannot_be_read_is_told_and_the_others_counted(
    tongtui: Tongtui, draft: Path, dossiers: Path
) -> None:
    dossiers.write_text(dossiers.read_text() + '{"declaration": 1}\n')
    told = tongtui("impact", dossiers, "--draft", draft, "--json")
    assert (told.code, json.loads(told.out)["declarations"]) == (64, 2)
    assert "d.jsonl:3" in told.err


def test_a_mark_at_the_head_of_a_file_is_passed_over_and_an_empty_file_told(
    tongtui: Tongtui, tmp_path: Path, dossiers: Path
) -> None:
    dossiers.write_bytes(BOM + dossiers.read_bytes())
    assert tongtui("regimes", dossiers).code == 0
    empty = tmp_path / "none.jsonl"
    empty.touch()
    told = tongtui("regimes", empty)
    assert (told.code, "none.jsonl" in told.err, "file.empty" in told.err) == (64, True, True)


def test_a_draft_that_does_not_load_is_told_with_its_line(tongtui: Tongtui, draft: Path, dossiers: Path) -> None:
    (draft / "policy.yaml").write_text("id: gacc_2026_024\n", encoding="utf-8")
    told = tongtui("impact", dossiers, "--draft", draft)
    assert (told.code, "gacc_2026_024/policy.yaml:1" in told.err) == (64, True)


def test_the_regimes_stand_side_by_side(tongtui: Tongtui) -> None:
    told = tongtui("regimes", EXAMPLES / "dossier.json")
    assert told.code == 0
    assert told.out.count("准予退货 eligible") == 2
    assert "default.no_permission" in told.out
    one = json.loads(tongtui("regimes", EXAMPLES / "dossier.json", "--on", "2025-01-01", "--json").out)
    assert [(each["since"], each["until"]) for each in one["items"]] == [("2024-12-15", "2026-04-01")]
