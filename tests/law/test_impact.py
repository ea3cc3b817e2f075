"""What a draft would change: nothing where it is the law in force, and just what it says elsewhere."""

import shutil
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from rules import Rulebook, load_rulebook
from rules.impact import Assessment, regimes
from rules.weighing import reasons
from schemas.dossier import Dossier
from schemas.faults import BadInput, parse_value
from schemas.law.impact import Flip, Impact
from tests import builders
from tests.law.strategies import seeded

_OWN = Path(str(files("rules") / "policies"))


def _draft(folder: Path, instrument: str, *changes: tuple[str, str]) -> Path:
    """A copy of an instrument with other words in its policy file."""
    draft = folder / instrument
    shutil.copytree(_OWN / instrument, draft)
    text = (draft / "policy.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (draft / "policy.yaml").write_text(text, encoding="utf-8")
    return draft


def _assessed(
    rulebook: Rulebook, draft: Path, dossiers: list[Dossier], since: date | None = None, until: date | None = None
) -> tuple[Impact, list[Flip]]:
    assessment = Assessment(rulebook, load_rulebook(draft=draft))
    flips = list(assessment.flips(dossiers, since, until))
    return assessment.impact(since, until, flips), flips


def _random(count: int) -> list[Dossier]:
    make = seeded(7)
    return [parse_value(Dossier, make()) for _ in range(count)]


@pytest.mark.parametrize("instrument", sorted(each.name for each in _OWN.iterdir() if each.is_dir()))
def test_a_draft_that_is_the_law_in_force_flips_nothing(rulebook: Rulebook, tmp_path: Path, instrument: str) -> None:
    found, flips = _assessed(rulebook, _draft(tmp_path, instrument), _random(150))
    assert (found.declarations, found.flips, flips) == (150, 0, [])
    assert found.rulebook == found.draft
    assert found.provisions == ()
    assert found.cases_per_day_before == found.cases_per_day_after


def test_a_stricter_draft_flips_what_it_names(rulebook: Rulebook, tmp_path: Path) -> None:
    held = "needs: {fact: exporter_standing, one_of: [normal]}\n    otherwise: refer"
    draft = _draft(tmp_path, "gacc_2026_024", (held, held.replace("refer", "reject")))
    restricted = builders.a_dossier(exporter=builders.enterprise_json(standing="restricted"))
    found, flips = _assessed(rulebook, draft, [builders.a_dossier(), restricted])
    (flip,) = flips
    assert (flip.before, flip.after) == ("refer", "ineligible")
    assert flip.reasons_before == flip.reasons_after == ("gacc_2026_024.good_order",)
    assert (found.declarations, found.flips) == (2, 1)
    assert (found.cases_per_day_before, found.cases_per_day_after) == (1.0, 0.0)
    by_outcome = {count.name: count for count in found.outcomes}
    assert (by_outcome["refer"].flips, by_outcome["eligible"].flips) == (1, 0)
    assert [count.name for count in found.districts] == ["2200 → 2900"]
    assert [count.name for count in found.firms] == [builders.EXPORTER["code"]]


def test_a_flip_tells_what_the_engine_says(rulebook: Rulebook, tmp_path: Path) -> None:
    draft = _draft(
        tmp_path,
        "gacc_2020_044",
        ("fact: days_left_of_one_year, at_least: 0", "fact: days_left_of_one_year, at_least: 180"),
    )
    dossiers = _random(1500)
    found, flips = _assessed(rulebook, draft, dossiers)
    drafted = load_rulebook(draft=draft)
    told = {
        (rulebook.decide(each).outcome, drafted.decide(each).outcome)
        for each in dossiers
        if rulebook.decide(each).outcome != drafted.decide(each).outcome
    }
    assert {(flip.before, flip.after) for flip in flips} == told
    assert told
    assert "gacc_2020_044.one_year" in {count.name for count in found.provisions}
    assert sum(count.declarations for count in found.outcomes) == 1500
    assert sum(count.flips for count in found.districts) == found.flips == len(flips)


def test_only_the_days_asked_for_are_counted(rulebook: Rulebook, tmp_path: Path) -> None:
    draft = _draft(tmp_path, "gacc_2026_024")
    dossiers = [
        builders.a_dossier(declaration=builders.declaration_json(declared_at=f"{day}T10:00:00+08:00"))
        for day in ("2026-05-01", "2026-05-02", "2026-05-03")
    ]
    found, _ = _assessed(rulebook, draft, dossiers, date(2026, 5, 2), date(2026, 5, 3))
    assert found.declarations == 1


def test_a_draft_that_does_not_load_is_told_with_its_line(tmp_path: Path) -> None:
    draft = _draft(tmp_path, "gacc_2026_024", ("fact: exporter_standing", "fact: exporter_stading"))
    with pytest.raises(BadInput) as refused:
        load_rulebook(draft=draft)
    (fault,) = refused.value.faults
    assert fault.pointer.startswith("gacc_2026_024/policy.yaml:")
    with pytest.raises(BadInput) as nothing:
        load_rulebook(draft=tmp_path / "nowhere")
    assert nothing.value.faults[0].code == "policy.folder"


# ---- the regimes side by side


def test_each_regime_says_its_own_of_the_same_facts(rulebook: Rulebook) -> None:
    told = regimes(rulebook, builders.a_dossier())
    assert [(each.since, each.until) for each in told] == [
        (None, date(2020, 3, 27)),
        (date(2020, 3, 27), date(2024, 12, 15)),
        (date(2024, 12, 15), date(2026, 4, 1)),
        (date(2026, 4, 1), None),
    ]
    assert [each.outcome for each in told] == ["ineligible", "ineligible", "eligible", "eligible"]
    assert told[1].reasons == ("default.no_permission",)


def test_a_return_to_jinan_is_legal_nationwide_only(rulebook: Rulebook) -> None:
    dossier = builders.a_dossier(
        declaration=builders.declaration_json(customs_code="4301"), site=builders.site_json(customs_code="4301")
    )
    pilot, nationwide = regimes(rulebook, dossier, [date(2025, 7, 1), date(2026, 7, 1)])
    assert (pilot.outcome, pilot.reasons) == ("ineligible", ("gacc_2024_167.return_district",))
    assert (nationwide.outcome, nationwide.reasons) == ("eligible", ())


def test_todays_regime_says_what_is_decided(rulebook: Rulebook) -> None:
    for dossier in _random(100):
        decision = rulebook.decide(dossier)
        (told,) = regimes(rulebook, dossier, [decision.as_of])
        assert (told.outcome, told.tax_relief, told.reasons) == (
            decision.outcome,
            decision.tax_relief,
            reasons(decision),
        )
