"""`tongtui prove`: what it prints and writes, and how it ends where something does not hold."""

import json
import shutil
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from gherkin.parser import Parser

from rules import load_rulebook
from schemas.faults import parse_json
from schemas.law.certificate import Certificate
from tests.command import Tongtui


@pytest.fixture
def overlapping(tmp_path: Path) -> Path:
    """A draft of No. 4 of 2023 that ends after No. 16 of 2026 begins."""
    draft = tmp_path / "drafts" / "mof_2023_004"
    shutil.copytree(str(files("rules") / "policies" / "mof_2023_004"), draft)
    file = draft / "policy.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("before: 2026-01-01", "before: 2026-03-01"), encoding="utf-8")
    return draft.parent


def test_the_certificate_its_page_and_every_case_are_written(tongtui: Tongtui, tmp_path: Path) -> None:
    told = tongtui("prove", "--out", tmp_path / "proof")
    assert (told.code, told.err) == (0, "")
    assert "全部成立" in told.out
    assert "✗" not in told.out
    certificate = parse_json(Certificate, (tmp_path / "proof" / "certificate.json").read_bytes())
    assert certificate.rulebook == load_rulebook().digest
    assert certificate.solver.startswith("z3 ")
    assert certificate.rulebook in (tmp_path / "proof" / "certificate.md").read_text(encoding="utf-8")
    dossiers = sorted((tmp_path / "proof").glob("*-*-*.json"))
    claimed = [
        witness for theorem in certificate.theorems for each in theorem.counter_examples for witness in each.witnesses
    ]
    assert len(dossiers) == len(claimed) == 12
    decided = [json.loads(tongtui("decide", "--json", file).out) for file in dossiers]
    assert [each["outcome"] for each in decided] == [witness.outcome for witness in claimed]


def test_what_does_not_hold_is_shown_with_its_case_and_ends_with_64(
    tongtui: Tongtui, tmp_path: Path, overlapping: Path
) -> None:
    told = tongtui("prove", "--lang", "en", "--draft", overlapping, "--out", tmp_path / "proof")
    assert told.code == 64
    assert "something does not hold" in told.out
    assert "no_overlap-1" in told.out
    assert "mof_2023_004.period mof_2026_016.period" in told.out
    assert "the day of the export declaration: 2026-01-01" in told.out
    book = (tmp_path / "proof" / "counter-examples.feature").read_text(encoding="utf-8")
    assert "原清单载明申报日期为2026-01-01" in book
    rules = Parser().parse(book)["feature"]["children"]
    assert [rule["rule"]["name"][:5] for rule in rules] == ["许可的期间", "旧公告允许"]


def test_the_certificate_is_printed_as_json(tongtui: Tongtui, overlapping: Path) -> None:
    told = tongtui("prove", "--json", "--policy-dir", overlapping)
    assert (told.code, "policy.duplicate" in told.err) == (64, True)
    told = tongtui("prove", "--json", "--draft", overlapping)
    certificate = parse_json(Certificate, told.out.encode())
    assert told.code == 64
    assert [theorem.id for theorem in certificate.theorems if not theorem.holds] == ["no_overlap"]


def test_without_the_solver_the_extra_is_named(tongtui: Tongtui, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith(("rules.proving", "rules.readings.smt"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "z3", None)
    told = tongtui("prove")
    assert told.code == 64
    assert "pip install 'tongtui[prove]'" in told.err
    assert "setting.extra" in told.err


def test_a_language_that_is_not_spoken_is_refused(tongtui: Tongtui) -> None:
    assert tongtui("prove", "--lang", "fr").code == 64
