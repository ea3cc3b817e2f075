"""A grid of days about every change of the law: what is in force, and one answer for each kind of return."""

from datetime import date, timedelta

import pytest

from rules import Rulebook
from schemas.dossier import Dossier
from tests.builders import a_dossier, declaration_json, export_list_json

DAY = timedelta(days=1)
CHANGES = (date(2020, 3, 27), date(2024, 12, 15), date(2026, 4, 1))
ALWAYS = {"ceb_2022_05", "mof_2023_004", "mof_2026_016"}
NO_44, NO_167, NO_24 = "gacc_2020_044", "gacc_2024_167", "gacc_2026_024"
IN_FORCE: dict[date, set[str]] = {
    CHANGES[0] - DAY: ALWAYS,
    CHANGES[0]: ALWAYS | {NO_44},
    CHANGES[0] + DAY: ALWAYS | {NO_44},
    CHANGES[1] - DAY: ALWAYS | {NO_44},
    CHANGES[1]: ALWAYS | {NO_44, NO_167},
    CHANGES[1] + DAY: ALWAYS | {NO_44, NO_167},
    CHANGES[2] - DAY: ALWAYS | {NO_44, NO_167},
    CHANGES[2]: ALWAYS | {NO_44, NO_24},
    CHANGES[2] + DAY: ALWAYS | {NO_44, NO_24},
}


def returned_on(day: date, district: str = "2928", **changes: object) -> Dossier:
    """A return on that day of goods that left Shanghai 30 days earlier."""
    left = day - timedelta(days=30)
    declaration = declaration_json(customs_code=district, declared_at=f"{day}T12:00:00+08:00")
    site = a_dossier().site
    return a_dossier(
        declaration=declaration | {"site_code": None if district == "2249" else declaration["site_code"]},
        export_list=export_list_json(declared_on=left, released_on=left, exported_on=left) | changes,
        site=None if site is None else site.model_copy(update={"customs_code": district, "valid_from": None}),
    )


def test_the_law_changes_on_three_days(rulebook: Rulebook) -> None:
    assert rulebook.changes == CHANGES


@pytest.mark.parametrize("day", [date(1980, 1, 1), *IN_FORCE, date(2999, 12, 31)], ids=str)
def test_instruments_in_force(day: date, rulebook: Rulebook) -> None:
    wanted = IN_FORCE.get(day, ALWAYS if day < CHANGES[0] else ALWAYS | {NO_44, NO_24})
    assert {policy.id for policy, _ in rulebook.in_force(day)} == wanted
    every = sum(len(policy.provisions) for policy in rulebook.policies if policy.id in wanted)
    assert len(rulebook.in_force(day)) == every, "each provision stands in force once"


@pytest.mark.parametrize("day", IN_FORCE, ids=str)
def test_a_return_in_the_district_of_export(day: date, rulebook: Rulebook) -> None:
    decision = rulebook.decide(returned_on(day, "2249"))
    assert decision.as_of == day
    assert decision.outcome == ("ineligible" if day < CHANGES[0] else "eligible")
    assert decision.cross_district is False


@pytest.mark.parametrize("day", IN_FORCE, ids=str)
def test_a_return_between_two_pilot_districts(day: date, rulebook: Rulebook) -> None:
    decision = rulebook.decide(returned_on(day))
    assert decision.outcome == ("ineligible" if day < CHANGES[1] else "eligible")
    assert decision.cross_district is True
    missing = [finding.provision for finding in decision.findings if finding.status == "unmet" and not _relief(finding)]
    assert missing == (["default.no_permission"] if day < CHANGES[1] else [])


@pytest.mark.parametrize("day", IN_FORCE, ids=str)
def test_a_return_through_jinan_which_was_no_pilot_district(day: date, rulebook: Rulebook) -> None:
    assert rulebook.decide(returned_on(day, "4301")).outcome == ("eligible" if day >= CHANGES[2] else "ineligible")


@pytest.mark.parametrize("day", IN_FORCE, ids=str)
def test_a_bonded_export_never_crosses_districts(day: date, rulebook: Rulebook) -> None:
    assert rulebook.decide(returned_on(day, supervision_mode="1210")).outcome == "ineligible"
    same = rulebook.decide(returned_on(day, "2249", supervision_mode="1210"))
    assert same.outcome == ("ineligible" if day < CHANGES[0] else "eligible")


def _relief(finding: object) -> bool:
    return getattr(finding, "question", None) == "tax_relief"


@pytest.mark.parametrize(
    ("declared_on", "act"),
    [
        ("2023-01-29", None),
        ("2023-01-30", "mof_2023_004"),
        ("2025-12-31", "mof_2023_004"),
        ("2026-01-01", "mof_2026_016"),
        ("2027-12-31", "mof_2026_016"),
        ("2028-01-01", None),
    ],
)
def test_relief_follows_the_day_of_the_export_declaration(
    declared_on: str, act: str | None, rulebook: Rulebook
) -> None:
    day = date.fromisoformat(declared_on) + 90 * DAY
    decision = rulebook.decide(returned_on(day, "2249", declared_on=declared_on))
    assert decision.tax_relief == ("available" if act else "unavailable")
    met = {f.citation.instrument for f in decision.findings if _relief(f) and f.status == "met"}
    assert met == ({act} if act else set())
    missing = [f.provision for f in decision.findings if _relief(f) and f.status == "unmet"]
    assert missing == ([] if act else ["default.no_permission"])
