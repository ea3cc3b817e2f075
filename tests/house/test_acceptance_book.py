"""The acceptance book leaves nothing out: each provision is met, unmet and unknown in some scenario."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler

from rules import Rulebook
from tests.paths import ROOT

_BOOK = ROOT / "features"
_SAID = re.compile(r"^认定([a-z0-9_.]+)为(符合|不符合|未知|不适用)$")
_NEVER_UNKNOWN = {
    "ceb_2022_05.list_no",
    "ceb_2022_05.customs_code",
    "ceb_2022_05.direction",
    "ceb_2022_05.departure_country",
    "ceb_2022_05.return_mode",
}
"""Provisions whose facts the declaration always tells."""


@cache
def _steps() -> list[str]:
    """Every step of every scenario, outlines written out."""
    return [step for file in sorted(_BOOK.glob("*.feature")) for step in _steps_of(file)]


def _steps_of(file: Path) -> Iterator[str]:
    document = Parser().parse(file.read_text(encoding="utf-8"))
    document["uri"] = file.name
    for pickle in Compiler().compile(document):
        yield from (step["text"] for step in pickle["steps"])


def _shown(provision: str) -> set[str]:
    matches = (_SAID.match(step) for step in _steps())
    return {match[2] for match in matches if match and match[1] == provision}


def test_each_provision_is_met_unmet_and_unknown_somewhere(rulebook: Rulebook) -> None:
    missing = {}
    for policy in rulebook.policies:
        for provision in policy.provisions:
            name = f"{policy.id}.{provision.name}"
            wanted = {"符合", "不符合"} | (set() if name in _NEVER_UNKNOWN else {"未知"})
            if lacking := wanted - _shown(name):
                missing[name] = lacking
    assert missing == {}


def test_each_instrument_has_its_feature_file(rulebook: Rulebook) -> None:
    for policy in rulebook.policies:
        text = (_BOOK / f"{policy.id}.feature").read_text(encoding="utf-8")
        assert text.startswith("# language: zh-CN\n")
        assert f"@{policy.id}" in text


_EFFECTIVE = [date(2020, 3, 27), date(2024, 12, 15), date(2026, 4, 1)]


@pytest.mark.parametrize("shift", [-1, 0, 1])
@pytest.mark.parametrize("effective", _EFFECTIVE, ids=str)
def test_the_days_around_each_date_are_shown(effective: date, shift: int) -> None:
    day = effective + timedelta(days=shift)
    assert any(str(day) in step for step in _steps())


@pytest.mark.parametrize("day", ["2024-02-29", "2025-02-28", "2025-03-01"])
def test_the_leap_day_is_shown(day: str) -> None:
    assert any(day in step for step in _steps())
