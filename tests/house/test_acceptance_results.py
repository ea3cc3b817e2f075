"""A run of the whole acceptance book is written down, and no other."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rules import Rulebook
from schemas.law.acceptance import AcceptanceRun
from tests.paths import ROOT

_FEATURE = """# language: zh-CN
@gacc_2026_024
功能: 场所
  场景: 一切都好
    那么 说好

  场景大纲: 场所<样子>
    那么 认定<条款>为<样子>

    例子:
      | 条款                      | 样子   |
      | gacc_2026_024.return_site | 符合   |
      | gacc_2026_024.return_site | 不符合 |
      | gacc_2026_024.return_site | 未知   |
      | mof_2023_004.reason       | 符合   |
      | a.csv                     | 符合   |
"""
_STEPS = """
from pathlib import Path
import pytest
from pytest_bdd import parsers, then
from features.results import Results

def pytest_configure(config):
    config.pluginmanager.register(Results(Path(__file__).parent, Path(__file__).parent / "scenarios.json"))

def pytest_bdd_apply_tag(tag, function):
    return True

@then("说好")
def _good(): pass

@then(parsers.parse("认定{what}为{status}"))
def _found(status):
    if status == "未知":
        pytest.skip("未知")
    assert status == "符合"
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book of two scenarios, one of them told of five examples."""
    (tmp_path / "场所.feature").write_text(_FEATURE, encoding="utf-8")
    (tmp_path / "conftest.py").write_text(_STEPS, encoding="utf-8")
    (tmp_path / "test_book.py").write_text("from pytest_bdd import scenarios\n\nscenarios('.')\n", encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nbdd_features_base_dir = .\n", encoding="utf-8")
    return tmp_path


def _run(book: Path, *options: str) -> AcceptanceRun | None:
    command = [sys.executable, "-m", "pytest", "-q", "--import-mode=importlib", "-p", "no:cacheprovider"]
    command += [f"--basetemp={book / 'inner'}", *options, "."]
    paths = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=book, env=paths, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 1, done.stdout + done.stderr
    file = book / "scenarios.json"
    return AcceptanceRun.model_validate_json(file.read_text(encoding="utf-8")) if file.exists() else None


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_run_of_the_whole_book_tells_how_each_scenario_came_out(book: Path, rulebook: Rulebook, workers: str) -> None:
    run = _run(book, "-n", workers)
    assert run is not None
    assert run.rulebook == rulebook.digest
    told = [(each.line, each.name, each.provisions, each.passed, each.failed, each.skipped) for each in run.scenarios]
    outline = "场所<样子>"
    assert told == [
        (4, "一切都好", (), 1, 0, 0),
        (7, outline, (), 1, 0, 0),
        (7, outline, ("gacc_2026_024.return_site",), 1, 1, 1),
        (7, outline, ("mof_2023_004.reason",), 1, 0, 0),
    ]
    assert [each.instruments for each in run.scenarios] == [
        ("gacc_2026_024",),
        ("gacc_2026_024",),
        ("gacc_2026_024",),
        ("gacc_2026_024", "mof_2023_004"),
    ]


def test_a_run_of_a_part_leaves_what_was_written_as_it_is(book: Path) -> None:
    assert _run(book, "-x") is None
    whole = _run(book)
    assert whole is not None
    assert _run(book, "-x") == whole
