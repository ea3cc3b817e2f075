"""Advice is exact: every suggestion is decided eligible, none has a needless part, and no smaller one is left out."""

import json
from datetime import date, timedelta
from itertools import chain, combinations
from typing import Any

import pytest
from hypothesis import given, settings

from rules import Rulebook, load_rulebook
from rules.advice.advise import advise
from rules.advice.changes import ORDER
from rules.dated_dossier import DatedDossier
from rules.facts import FACTS
from rules.readings.interpreter import truth
from rules.readings.rete import Matcher
from schemas.dossier import Dossier
from schemas.faults import parse_json
from schemas.law.advice import Advice, Mending, Suggestion
from schemas.law.policy import Question
from schemas.registers import SupervisionSite
from tests.builders import (
    EXPORTER,
    Json,
    a_dossier,
    a_site,
    agent_json,
    an_enterprise,
    declaration_json,
    enterprise_json,
    examples,
    export_list_json,
    line_json,
)
from tests.law import advising
from tests.law.strategies import dossiers, dossiers_of_many_lines

RULEBOOK = load_rulebook()
SITES = advising.SITES
GOOD: dict[Question, str] = {"return": "eligible", "tax_relief": "available"}


def advice_on(dossier: Dossier, *sites: SupervisionSite, as_of: date | None = None) -> Advice:
    return advise(RULEBOOK, dossier, sites or SITES, as_of)


def told(mending: Mending) -> list[set[str]]:
    return [{change.kind for change in suggestion.changes} for suggestion in mending.suggestions]


def edits(suggestion: Suggestion) -> dict[str, Any]:
    return {edit.pointer: edit.after for change in suggestion.changes for edit in change.edits}


def made_of(suggestion: Suggestion) -> int:
    """How many mends it is made of: dropping a line may have made the correction of goods needless."""
    kinds = {change.kind for change in suggestion.changes}
    corrected = any("gacc_2020_044.original_goods" in change.mends for change in suggestion.changes)
    return len(kinds | ({"goods"} if corrected else set()))


# ---- exact on random dossiers


@settings(max_examples=examples(25))
@given(dossiers())
def test_suggestions_are_all_the_smallest_sets_and_no_others(dossier: Json) -> None:
    read = parse_json(Dossier, json.dumps(dossier))
    advice = advice_on(read)
    for question, mending in (("return", advice.admission), ("tax_relief", advice.relief)):
        decision = RULEBOOK.decide(read)
        if advising.answer(decision, question) == GOOD[question]:
            assert mending.suggestions == ()
            continue
        assert mending.complete
        wanted = advising.by_brute_force(RULEBOOK, read, SITES, question, most=3)
        found = [suggestion for suggestion in mending.suggestions if made_of(suggestion) <= 3]
        assert sorted(map(advising.edited, found)) == sorted(map(advising.edited_by, wanted))


def assert_exact(dossier: Json) -> None:
    """Every suggestion is decided well, and not one that lacks some of its edits is."""
    read = parse_json(Dossier, json.dumps(dossier))
    advice = advice_on(read)
    for question, mending in (("return", advice.admission), ("tax_relief", advice.relief)):
        for suggestion in mending.suggestions[:6]:
            every = [edit for change in suggestion.changes for edit in change.edits]
            assert advising.answer(RULEBOOK.decide(advising.edit(read, every)), question) == GOOD[question]
            sizes = {len(every) - 1, *range(min(len(every), 7))}
            for part in chain.from_iterable(combinations(every, size) for size in sizes):
                less = advising.edit(read, part)
                assert less is None or advising.answer(RULEBOOK.decide(less), question) != GOOD[question], part
            assert all(change.edits and change.mends for change in suggestion.changes)


@settings(max_examples=examples(50))
@given(dossiers())
def test_each_suggestion_is_decided_well_and_none_of_its_edits_is_needless(dossier: Json) -> None:
    assert_exact(dossier)


@settings(max_examples=examples(50))
@given(dossiers_of_many_lines())
def test_many_lines_are_mended_without_a_needless_edit(dossier: Json) -> None:
    assert_exact(dossier)


@settings(max_examples=examples(50))
@given(dossiers())
def test_what_is_refused_is_mended_or_said_to_be_beyond_mending(dossier: Json) -> None:
    advice = advice_on(parse_json(Dossier, json.dumps(dossier)))
    for good, mending in (
        (advice.outcome == "eligible", advice.admission),
        (advice.tax_relief == "available", advice.relief),
    ):
        assert good or bool(mending.suggestions) != bool(mending.unmendable)
        assert all(each.why.zh and each.why.en for each in mending.unmendable)


@settings(max_examples=examples(50))
@given(dossiers())
def test_the_days_are_those_on_which_it_would_be_eligible(dossier: Json) -> None:
    read = parse_json(Dossier, json.dumps(dossier))
    spans = advice_on(read).admission.days
    released = read.export_list.released_on if read.export_list else None
    near = [*RULEBOOK.changes, read.declaration.declared_at.date(), released or date(2026, 1, 1)]
    for day in (middle + timedelta(days=step) for middle in near for step in (-1, 0, 1, 200, 364, 365, 366)):
        if date(1980, 1, 2) < day:
            decision = RULEBOOK.decide(advising.on_day(read, day), as_of=day)
            assert any(span.contains(day) for span in spans) == (decision.outcome == "eligible"), day


@settings(max_examples=examples(50))
@given(dossiers())
def test_the_plain_reading_agrees_with_the_engine(dossier: Json) -> None:
    read = parse_json(Dossier, json.dumps(dossier))
    dated = DatedDossier.of(read, RULEBOOK.districts)
    facts = {name: known.derive(dated) for name, known in FACTS.items()}
    provisions = [provision for _, provision in RULEBOOK.in_force(dated.as_of)]
    conditions = [each for part in provisions for each in (part.applies, part.needs) if each is not None]
    assert [truth(condition, facts) for condition in conditions] == Matcher(conditions).match(facts)


def test_every_fact_says_what_touches_it_or_why_nothing_does() -> None:
    assert all(bool(fact.changed_by) != (fact.unchangeable is not None) for fact in FACTS.values())
    assert {kind for fact in FACTS.values() for kind in fact.changed_by} == set(ORDER)


# ---- what it says


def test_nothing_is_to_be_changed_of_an_eligible_return() -> None:
    advice = advice_on(a_dossier())
    assert (advice.outcome, advice.admission.suggestions, advice.admission.unmendable) == ("eligible", (), ())


def test_a_firm_without_area_and_data_registers_both_or_returns_the_way_the_goods_left() -> None:
    firm = enterprise_json(separate_work_area=False, data_access="none")
    advice = advice_on(a_dossier(exporter=firm))
    assert told(advice.admission) == [{"customs", "site"}, {"customs", "site"}, {"work_area", "data_access"}]
    back, _, register = advice.admission.suggestions
    assert edits(back) == {"/declaration/customs_code": "2249", "/declaration/site_code": None}
    assert back.effort == "reroute"
    assert [change.mends for change in register.changes] == [
        ("gacc_2026_024.work_area",),
        ("gacc_2026_024.data_access",),
    ]
    assert register.changes[1].others == ("interfaced",)
    assert "独立的作业功能区" in register.changes[0].words.zh


def test_a_site_without_the_business_is_replaced_by_the_nearest_that_has_it() -> None:
    idle = a_site(site_code="HZW2928009", businesses=["retail_import"])
    declaration = declaration_json(site_code="HZW2928009")
    advice = advice_on(a_dossier(declaration=declaration, site=idle))
    first = advice.admission.suggestions[0]
    assert edits(first) == {"/declaration/site_code": "HZW2928001"}
    assert [each.site_code for each in advice.sites if each.accepts][:2] == ["HZW2928001", "HZX2910001"]
    assert first.changes[0].others == ("HZX2910001",)


def test_entries_are_corrected_after_the_original_list() -> None:
    wrong = declaration_json(
        direction="E",
        departure_country="142",
        platform={"code": "OTHER", "name": "?"},
        return_mode="0110",
        lines=[line_json(name="棉T恤", unit="007"), line_json(line_no=9, name="瓷碗")],
    )
    (only,) = advice_on(a_dossier(declaration=wrong)).admission.suggestions
    assert edits(only) == {
        "/declaration/platform/code": "31089619CD",
        "/declaration/direction": "I",
        "/declaration/departure_country": None,
        "/declaration/return_mode": "9661",
        "/declaration/lines/0/name": "棉制针织T恤",
        "/declaration/lines/0/unit": "011",
        "/declaration/lines/1": None,
    }
    assert [change.kind for change in only.changes if change.open] == ["departure_country"]
    assert only.effort == "correct"


def test_a_wrong_line_number_is_corrected_where_the_goods_tell_which_line_it_is() -> None:
    (only,) = advice_on(a_dossier(declaration=declaration_json(lines=[line_json(line_no=7)]))).admission.suggestions
    assert edits(only) == {"/declaration/lines/0/line_no": "1"}


def test_quantities_are_cut_to_what_is_left_from_the_last_line_on() -> None:
    lines = [line_json(quantity="3", legal_quantity="2"), line_json(quantity="4", legal_quantity="2")]
    taken = [{"line_no": 1, "quantity": "5.5", "legal_quantity": "7"}]
    dossier = a_dossier(declaration=declaration_json(lines=lines), already_returned=taken)
    (only,) = advice_on(dossier).admission.suggestions
    assert edits(only) == {"/declaration/lines/1/quantity": "1.5", "/declaration/lines/1/legal_quantity": "1"}


def test_a_line_of_which_nothing_is_left_is_dropped_and_the_last_line_never() -> None:
    other = line_json(line_no=2)
    listed = export_list_json(lines=[line_json(quantity="10", legal_quantity="10", second_quantity="2.5"), other])
    taken = [{"line_no": 1, "quantity": "10"}]
    both = declaration_json(lines=[line_json(), other])
    (only,) = advice_on(a_dossier(declaration=both, export_list=listed, already_returned=taken)).admission.suggestions
    assert edits(only) == {"/declaration/lines/0": None}
    alone = advice_on(a_dossier(export_list=listed, already_returned=taken)).admission
    assert alone.suggestions == ()
    assert [each.provision for each in alone.unmendable] == ["gacc_2020_044.remaining_quantity"]


def test_a_line_that_is_dropped_is_not_corrected_first() -> None:
    """Once both lines stand under number 1, nothing is left of it for the second."""
    lines = [line_json(quantity="10"), line_json(line_no=9)]
    (only,) = advice_on(a_dossier(declaration=declaration_json(lines=lines))).admission.suggestions
    (change,) = only.changes
    assert [(edit.pointer, edit.before, edit.after) for edit in change.edits] == [
        ("/declaration/lines/1", "9 棉制针织T恤", None)
    ]
    assert change.kind == "quantity"
    assert set(change.mends) == {"gacc_2020_044.original_goods"}


def test_an_agent_whom_nobody_entrusts_is_entrusted_or_the_exporter_applies_itself() -> None:
    advice = advice_on(a_dossier(agent=agent_json(entrusted_by=["3110960009"])))
    assert told(advice.admission) == [{"agent"}, {"entrustment"}]
    assert edits(advice.admission.suggestions[1]) == {"/agent/entrusted_by": ("3110960009", EXPORTER["code"])}


def test_the_exporter_of_the_list_comes_with_its_own_row() -> None:
    other = {"code": "3110960009", "name": "另一企业"}
    dossier = a_dossier(export_list=export_list_json(exporter=other), agent=agent_json(entrusted_by=[other["code"]]))
    row = an_enterprise(**other, separate_work_area=False)
    advice = advise(RULEBOOK, dossier, SITES, firms=[row])
    assert {"exporter", "work_area"} in told(advice.admission)
    unknown = advise(RULEBOOK, dossier, SITES)
    assert {"exporter", "agent", "return_flow", "work_area", "data_access", "standing"} not in told(unknown.admission)
    assert {"exporter", "return_flow", "work_area", "data_access", "standing"} in told(unknown.admission)


def test_a_year_that_is_over_is_beyond_mending_and_the_last_day_is_told() -> None:
    late = declaration_json(declared_at="2027-04-10T10:00:00+08:00")
    mending = advice_on(a_dossier(declaration=late)).admission
    (beyond,) = mending.unmendable
    assert beyond.provision == "gacc_2020_044.one_year"
    assert "不能更改" in beyond.why.zh
    assert [(str(span.since), str(span.until)) for span in mending.days] == [("2026-04-09", "2027-04-10")]
    assert mending.suggestions == ()


def test_before_a_rule_is_in_force_the_day_from_which_it_will_do_is_told() -> None:
    early = declaration_json(customs_code="4301", declared_at="2026-03-20T10:00:00+08:00")
    listed = export_list_json(released_on="2026-02-01", declared_on="2026-02-01", exported_on="2026-02-01")
    site = a_site(customs_code="4301")
    advice = advice_on(a_dossier(declaration=early, export_list=listed, site=site), site)
    assert [(str(span.since), str(span.until)) for span in advice.admission.days] == [("2026-04-01", "2027-02-02")]
    assert {"customs", "site"} in told(advice.admission)


def test_another_mode_of_export_goes_back_through_its_own_district() -> None:
    mending = advice_on(a_dossier(export_list=export_list_json(supervision_mode="1210"))).admission
    assert edits(mending.suggestions[0]) == {"/declaration/customs_code": "2249", "/declaration/site_code": None}
    never = advice_on(a_dossier(export_list=export_list_json(supervision_mode="0110"))).admission
    assert never.suggestions == ()
    assert {each.provision for each in never.unmendable} == {"gacc_2026_024.scope"}


def test_what_is_missing_is_named_with_what_each_value_would_mean() -> None:
    mending = advice_on(a_dossier(exporter=enterprise_json(data_access=None), agent=None)).admission
    by_fact = {each.fact: each for each in mending.missing}
    assert by_fact.keys() == {"exporter_data_access", "agent_entrusted_by_exporter"}
    data = by_fact["exporter_data_access"]
    assert data.supply == ("/exporter/data_access",)
    assert {choice.value: choice.favourable for choice in data.choices} == {
        "open": True,
        "interfaced": True,
        None: False,
    }
    assert by_fact["agent_entrusted_by_exporter"].supply == ("/agent",)
    assert mending.if_known


def test_without_the_original_list_everything_rests_on_it() -> None:
    mending = advice_on(a_dossier(export_list=None)).admission
    assert mending.suggestions == ()
    assert {supply for each in mending.missing for supply in each.supply} == {"/export_list"}
    assert mending.if_known


def test_relief_wants_papers_and_no_untruth() -> None:
    declaration = declaration_json(proof=None, rebate_taken=True)
    advice = advice_on(a_dossier(declaration=declaration))
    (only,) = advice.relief.suggestions
    assert [change.kind for change in only.changes] == ["proof", "tax_certificate"]
    assert only.changes[0].others == ("refusal_record", "return_agreement")
    used = advice_on(a_dossier(declaration=declaration_json(original_state=False))).relief
    assert used.suggestions == ()
    assert "如实" in used.unmendable[0].why.zh


# ---- sites


def test_every_site_is_ranked_with_the_provisions_that_bar_it() -> None:
    advice = advice_on(a_dossier())
    assert [(each.site_code, each.nearness, each.accepts) for each in advice.sites] == [
        ("HZW2928001", "office", True),
        ("HZX2910001", "district", True),
        ("SHA2249001", "elsewhere", True),
        ("NGB3104001", "elsewhere", True),
        ("HZW2928002", "office", False),
    ]
    assert advice.sites[-1].against == ("gacc_2026_024.return_site",)
    assert "零售出口业务" in advice.sites[-1].words.zh


def test_places_that_the_law_cannot_tell_apart_are_one_suggestion() -> None:
    """In the pilot the listed districts are alike; the site that is named and all its others would be accepted."""
    elsewhere = [a_site(site_code=f"X{code}", customs_code=code) for code in ("3104", "5141", "4301", "0109")]
    early = declaration_json(customs_code="4301", site_code=None, declared_at="2026-03-20T10:00:00+08:00")
    listed = export_list_json(released_on="2026-02-01", declared_on="2026-02-01", exported_on="2026-02-01")
    advice = advice_on(a_dossier(declaration=early, export_list=listed, site=None), *elsewhere)
    moved = [each for each in advice.admission.suggestions if "/declaration/site_code" in edits(each)]
    (away,) = moved
    assert edits(away) == {"/declaration/customs_code": "0109", "/declaration/site_code": "X0109"}
    assert away.changes[0].others == ("3104", "5141")
    assert {each.site_code for each in advice.sites if each.accepts} == {"X3104", "X5141", "X0109"}


def test_faults_that_are_not_the_places_do_not_bar_a_site() -> None:
    advice = advice_on(a_dossier(declaration=declaration_json(direction="E")))
    assert advice.outcome == "ineligible"
    assert sum(each.accepts for each in advice.sites) == 4


def test_a_search_that_is_cut_off_says_so(rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rules.advice.search.MOST_TRIES", 2)
    firm = enterprise_json(separate_work_area=False, data_access="none")
    assert not advise(rulebook, a_dossier(exporter=firm), SITES).admission.complete
