"""The map for developers names every room and every layer, in both languages."""

import re
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest

from tests.paths import ROOT

_FOLDER: Final = ROOT / "docs" / "explanation"
_PAGES: Final = [_FOLDER / "architecture.md", _FOLDER / "architecture.zh.md"]


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def _section(page: Path, heading: str) -> str:
    """What stands under a heading of that English name."""
    (found,) = re.findall(rf"^## (?:.+ · )?{heading}\n(.*?)(?=^## |\Z)", _text(page), re.MULTILINE | re.DOTALL)
    return str(found)


def _layers() -> dict[str, list[str]]:
    """The layers of each package that has any, as the import contracts have them."""
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    return {each["containers"][0]: each["layers"] for each in contracts if "containers" in each}


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.name)
@pytest.mark.parametrize("package", ["rules", "schemas", "service"])
def test_every_room_and_module_stands_in_the_tree(page: Path, package: str) -> None:
    tree = set(re.findall(r"\w+", _section(page, "the tree")))
    rooms = {
        each.stem
        for each in (ROOT / package).iterdir()
        if each.suffix == ".py" or (each.is_dir() and any(each.rglob("*.py")))
    }
    assert rooms - tree - {"__init__"} == set()


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.name)
@pytest.mark.parametrize("package", ["rules", "service"])
def test_the_layers_are_those_of_the_contracts(page: Path, package: str) -> None:
    lines = _section(page, "the layers").splitlines()
    told = [layer for layer in _layers()[package] if any(layer in line for line in lines)]
    assert told == _layers()[package]


def test_both_languages_have_the_same_headings() -> None:
    english, chinese = (re.findall(r"^## (.+)$", _text(page), re.MULTILINE) for page in _PAGES)
    assert [words.rpartition(" · ")[2] for words in chinese] == english
