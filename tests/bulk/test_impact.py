"""A history looked at ahead is what its dossiers are, one by one."""

from importlib.resources import files
from pathlib import Path

import pytest

from rules import Rulebook, load_rulebook
from rules.impact import Assessment
from schemas.dossier import Dossier
from schemas.law.impact import Impact
from tests import builders
from tests.bulk import histories
from tests.command import Tongtui

_POLICY = (files("rules") / "policies" / "gacc_2026_024" / "policy.yaml").read_text(encoding="utf-8")
_CHANGES = {
    "none": ("", ""),
    "stricter": ("one_of: [normal]}\n    otherwise: refer", "one_of: [normal]}\n    otherwise: reject"),
    "milder": ("fact: exporter_separate_work_area, is: true", "fact: exporter_monitors_returns, is: true"),
}


@pytest.fixture
def dossiers() -> list[Dossier]:
    """Declarations of several firms, districts and days; some firms restricted, some without a work area."""
    made = []
    for number in range(24):
        firm = {"code": f"31089619{number:02}", "name": "企业"}
        list_no = f"{('2200', '2928')[number % 2]}2026E{number:09}"
        declaration = builders.declaration_json(
            application_no=f"R{number}",
            list_no=list_no,
            exporter=firm,
            agent=firm,
            customs_code=("2928", "2910", "3101")[number % 3],
            declared_at=f"2026-05-{number % 4 + 1:02}T10:00:00+08:00",
            site_code=None,
        )
        claims = {"standing": ("normal", "restricted", None)[number % 3], "separate_work_area": number % 5 != 0}
        made.append(
            builders.a_dossier(
                declaration=declaration,
                export_list=builders.export_list_json(list_no=list_no, exporter=firm, agent=firm),
                site=None,
                exporter=builders.enterprise_json(**firm, **claims),
                agent=builders.enterprise_json(**firm, **claims),
            )
        )
    return made


def _assessed(rulebook: Rulebook, draft: Path, dossiers: list[Dossier]) -> Impact:
    assessment = Assessment(rulebook, load_rulebook(draft=draft))
    return assessment.impact(None, None, list(assessment.flips(dossiers, None, None)))


@pytest.mark.parametrize("change", _CHANGES)
def test_a_history_says_what_its_dossiers_say(
    tongtui: Tongtui,
    rulebook: Rulebook,
    dossiers: list[Dossier],
    tmp_path: Path,
    change: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    draft = tmp_path / "gacc_2026_024"
    draft.mkdir()
    old, new = _CHANGES[change]
    assert old in _POLICY
    (draft / "policy.yaml").write_text(_POLICY.replace(old, new) if old else _POLICY, encoding="utf-8")
    sites = [builders.a_site()]
    folder = histories.write(tmp_path / "history", **histories.rows_of(dossiers, sites))
    told = tongtui("impact", "--history", folder, "--draft", draft, "--json")
    assert (told.code, told.err) == (0, "")
    found, wanted = Impact.model_validate_json(told.out), _assessed(rulebook, draft, dossiers)
    assert found.model_copy(update={"listed": ()}) == wanted.model_copy(update={"listed": ()})
    assert set(found.listed) == set(wanted.listed[:20])
    assert (found.flips > 0) == (change != "none")


def test_days_are_bounded_and_flips_written(
    tongtui: Tongtui, dossiers: list[Dossier], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    draft = tmp_path / "gacc_2026_024"
    draft.mkdir()
    (draft / "policy.yaml").write_text(_POLICY.replace(*_CHANGES["stricter"]), encoding="utf-8")
    folder = histories.write(tmp_path / "history", **histories.rows_of(dossiers))
    bounds = ("--from", "2026-05-02", "--to", "2026-05-03")
    told = tongtui("impact", "--history", folder, "--draft", draft, "--json", *bounds, "--out", "flips.jsonl")
    found = Impact.model_validate_json(told.out)
    assert found.declarations == 6
    assert len((tmp_path / "flips.jsonl").read_text().splitlines()) == found.flips
    assert {str(flip.as_of) for flip in found.listed} <= {"2026-05-02"}
