"""The page that says the law: what the code cites stands on it, in both languages, and it says what the code has."""

import re
from pathlib import Path
from typing import Final

import pytest

from rules import Rulebook
from schemas.work.cases import STEPS
from schemas.work.returns import COUNTED_STATES, RETURN_STATUS
from tests.paths import ROOT

_FOLDER: Final = ROOT / "docs" / "reference"
_ENGLISH, _CHINESE = _FOLDER / "the-law.md", _FOLDER / "the-law.zh.md"
_PAGES: Final = [_ENGLISH, _CHINESE]
_PACKAGES: Final = ("rules", "schemas", "service")
_CITED: Final = re.compile(r"\(the-law:?\s+([^)]*)\)")
_NUMBERED: Final = re.compile(r"\bI[1-9][0-9]*\b")
_NOT_SHIPPED: Final = re.compile(r"\bLAW\b(?:\.md|'s)|\(LAW:")


def _sources(*folders: str) -> dict[str, str]:
    """Every Python and YAML file of these folders, each line break and the indent after it as one space."""
    files = (file for folder in folders for file in (ROOT / folder).rglob("*") if file.suffix in (".py", ".yaml"))
    return {
        file.relative_to(ROOT).as_posix(): " ".join(file.read_text(encoding="utf-8").split())
        for file in files
        if "node_modules" not in file.parts
    }


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def _headings(page: Path) -> list[tuple[int, str]]:
    """The level and the words of each heading below the title."""
    return [(len(signs), words) for signs, words in re.findall(r"^(##+) (.+)$", _text(page), re.MULTILINE)]


def _rows(page: Path, heading: str) -> list[list[str]]:
    """The cells of the tables under a heading of that English name, without their titles."""
    rows: list[list[str]] = []
    under = False
    for line in _text(page).splitlines():
        if line.startswith("#"):
            under = line.endswith(heading)
        elif under and line.startswith("| "):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
    assert rows, heading
    return rows[1:]


def test_every_heading_that_is_cited_stands_on_the_page() -> None:
    headings = {words for _, words in _headings(_ENGLISH)}
    cited = {(name, words) for name, text in _sources(*_PACKAGES).items() for words in _CITED.findall(text)}
    assert len({name for name, _ in cited}) > 3
    assert {(name, words) for name, words in cited if words not in headings} == set()


def test_every_interpretation_that_is_cited_is_one(rulebook: Rulebook) -> None:
    known = {reading.id for reading in rulebook.interpretations}
    bracketed = re.compile(r"\((?:interpretations? )?(I[1-9][^()]*)\)")
    cited = {
        number
        for text in _sources(*_PACKAGES).values()
        for group in bracketed.findall(text)
        for number in _NUMBERED.findall(group)
    }
    assert cited
    assert cited - known == set()


def test_nothing_cites_what_is_not_shipped() -> None:
    sources = _sources(*_PACKAGES, "tests", "features")
    del sources[Path(__file__).relative_to(ROOT).as_posix()]
    assert [name for name, text in sources.items() if _NOT_SHIPPED.search(text)] == []


def test_both_languages_have_the_same_headings() -> None:
    english = _headings(_ENGLISH)
    chinese = [(level, words.rpartition(" · ")[2]) for level, words in _headings(_CHINESE)]
    assert chinese == english
    assert all(re.search("[一-鿿]", words) for _, words in _headings(_CHINESE))
    assert len({words for _, words in english}) == len(english), "a heading is cited by its words"


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.name)
def test_every_interpretation_stands_on_the_page(page: Path, rulebook: Rulebook) -> None:
    told = [cells[0] for cells in _rows(page, "interpretations")]
    assert told == [f"[{each.id}](interpretations.md#{each.id.lower()})" for each in rulebook.interpretations]


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.name)
def test_every_instrument_stands_on_the_page_with_its_period(page: Path, rulebook: Rulebook) -> None:
    told = {cells[0].strip("`"): cells[2] for cells in _rows(page, "instruments")}
    assert set(told) == {policy.id for policy in rulebook.policies}
    for policy in rulebook.policies:
        since, until = policy.period.since, policy.period.until
        open_ended = "always" if page is _ENGLISH else "一直"
        assert told[policy.id] == (open_ended if since is None else f"{since} → {until or ''}".strip()), policy.id


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.name)
@pytest.mark.parametrize("question", ["return", "tax_relief"])
def test_every_provision_stands_on_the_page_with_what_follows(page: Path, question: str, rulebook: Rulebook) -> None:
    told = [
        (name, cells[-1])
        for cells in _rows(page, f"the question {question.replace('_', ' ')}")
        for name in re.findall(r"`([a-z0-9_]+\.[a-z0-9_]+)`", cells[0])
    ]
    permission = "permission" if page is _ENGLISH else "许可"
    encoded = [
        (f"{policy.id}.{each.name}", each.otherwise or permission)
        for policy in rulebook.policies
        for each in policy.provisions
        if each.question == question
    ]
    assert sorted(told) == sorted(encoded)


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.name)
def test_every_state_stands_on_the_page_with_its_code(page: Path) -> None:
    yes, no = ("yes", "no") if page is _ENGLISH else ("是", "否")
    told = {cells[0].split("`")[1]: (cells[1], cells[-1]) for cells in _rows(page, "states")}
    assert told == {
        state: (code or "–", yes if state in COUNTED_STATES else no) for state, code in RETURN_STATUS.items()
    }


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.name)
def test_every_step_of_staff_stands_on_the_page(page: Path) -> None:
    told = {cells[0].strip("`"): tuple(re.findall("`([a-z_]+)`", cells[1])) for cells in _rows(page, "steps of staff")}
    assert told == STEPS
