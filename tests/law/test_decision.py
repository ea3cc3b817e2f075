"""A decision: one finding for every provision in force, its evidence and lines, and how findings make the outcome."""

import json
from datetime import date
from decimal import Decimal

import pytest

from rules import Rulebook
from rules.digests import digest_of
from schemas.decision import Decision, Finding
from schemas.faults import parse_json
from tests.builders import (
    a_dossier,
    a_same_district_dossier,
    agent_json,
    declaration_json,
    enterprise_json,
    export_list_json,
    line_json,
    site_json,
)


def finding(decision: Decision, provision: str) -> Finding:
    (found,) = [item for item in decision.findings if item.provision == provision]
    return found


def test_a_finding_for_every_provision_in_force_in_their_order(rulebook: Rulebook) -> None:
    decision = rulebook.decide(a_dossier())
    wanted = [f"{policy.id}.{provision.name}" for policy, provision in rulebook.in_force(decision.as_of)]
    assert [item.provision for item in decision.findings] == wanted
    for item, (policy, provision) in zip(decision.findings, rulebook.in_force(decision.as_of), strict=True):
        assert (item.question, item.otherwise, item.basis) == (
            *(provision.question, provision.otherwise, provision.basis),
        )
        assert (item.citation.instrument, item.citation.clause) == (policy.id, provision.clause)
        assert (item.statement, item.remedy) == (provision.statement, provision.remedy)
        assert item.interpretations == provision.interpretations


def test_a_decision_is_json_and_comes_back(rulebook: Rulebook) -> None:
    decision = rulebook.decide(a_dossier(exporter=None))
    text = decision.model_dump_json()
    assert parse_json(Decision, text).model_dump(mode="json") == json.loads(text)
    assert Decision.model_validate_json(text).outcome == "refer"
    assert (decision.decision_id, decision.rulebook, decision.dossier) == (None, None, None)


def test_evidence_is_the_facts_that_were_read(rulebook: Rulebook) -> None:
    decision = rulebook.decide(a_dossier(agent=None, already_returned=[{"line_no": 1, "quantity": "9"}]))
    evidence = {item["provision"]: item["evidence"] for item in decision.model_dump(mode="json")["findings"]}
    assert evidence["gacc_2026_024.scope"] == {"cross_district": True, "supervision_mode": "9610"}
    assert evidence["gacc_2020_044.applicant"] == {"agent_is_exporter": False, "agent_entrusted_by_exporter": None}
    assert evidence["gacc_2020_044.remaining_quantity"] == {"lines_over_remaining_quantity": 1}
    assert evidence["gacc_2020_044.one_year"] == {"days_since_release": 23, "days_left_of_one_year": 342}
    assert evidence["mof_2026_016.period"]["export_declared_on"] == "2026-04-08"


def test_line_findings_name_the_lines_and_point_to_the_first(rulebook: Rulebook) -> None:
    lines = [line_json(line_no=3), line_json(quantity="6"), line_json(line_no=9), line_json(quantity="5")]
    listed = [line_json(quantity="10", legal_quantity="10", second_quantity="9"), line_json(line_no=3)]
    decision = rulebook.decide(
        a_dossier(declaration=declaration_json(lines=lines), export_list=export_list_json(lines=listed))
    )
    goods = finding(decision, "gacc_2020_044.original_goods")
    assert (goods.status, goods.lines, goods.pointer) == ("unmet", (9,), "/lines/2")
    over = finding(decision, "gacc_2020_044.remaining_quantity")
    assert (over.status, over.lines, over.pointer) == ("unmet", (1,), "/lines/1")
    assert over.evidence == {"lines_over_remaining_quantity": 2}
    assert finding(decision, "gacc_2020_044.one_year").lines == ()


def test_what_is_met_points_to_no_line(rulebook: Rulebook) -> None:
    goods = finding(rulebook.decide(a_dossier()), "gacc_2020_044.original_goods")
    assert (goods.status, goods.lines, goods.pointer) == ("met", (), "/lines")


@pytest.mark.parametrize(
    ("changed", "value"),
    [
        ("hs_code", "6109100022"),
        ("name", "棉制针织T恤 "),
        ("model", "男式|白色|l码"),
        ("unit", "007"),
        ("legal_unit", "035"),
        ("second_unit", "036"),
    ],
)
def test_goods_compare_exactly(changed: str, value: str, rulebook: Rulebook) -> None:
    declaration = declaration_json(lines=[line_json(**{changed: value})])
    decision = rulebook.decide(a_dossier(declaration=declaration))
    assert finding(decision, "gacc_2020_044.original_goods").status == "unmet"
    assert decision.outcome == "ineligible"


@pytest.mark.parametrize("name", ["quantity", "legal_quantity", "second_quantity"])
@pytest.mark.parametrize(("more", "status"), [("0", "met"), ("0.00001", "unmet")])
def test_the_last_unit_may_return_and_no_more(name: str, more: str, status: str, rulebook: Rulebook) -> None:
    """1 equals 1.00000; a hundred-thousandth over is over."""
    left = {"quantity": "8", "legal_quantity": "8", "second_quantity": "2.0"}[name]
    taken = {"line_no": 1, name: format(Decimal(left) + Decimal(more), "f")}
    decision = rulebook.decide(a_dossier(already_returned=[taken]))
    assert finding(decision, "gacc_2020_044.remaining_quantity").status == status


def test_reject_before_no_permission_before_refer(rulebook: Rulebook) -> None:
    """A doubt never saves what is rejected, nor what nothing permits."""
    doubtful = {"exporter": None, "site": None}
    assert rulebook.decide(a_dossier(**doubtful)).outcome == "refer"
    wrong = declaration_json(direction="E")
    assert rulebook.decide(a_dossier(declaration=wrong, **doubtful)).outcome == "ineligible"
    bonded = export_list_json(supervision_mode="1210")
    decision = rulebook.decide(a_dossier(export_list=bonded, **doubtful))
    assert decision.outcome == "ineligible"
    assert finding(decision, "gacc_2026_024.scope").status == "unmet"
    assert "default.no_permission" not in {item.provision for item in decision.findings}


def test_where_nothing_permits_the_decision_says_so(rulebook: Rulebook) -> None:
    decision = rulebook.decide(a_dossier(), as_of=date(2024, 12, 14))
    default = finding(decision, "default.no_permission")
    assert (default.question, default.status, default.otherwise) == ("return", "unmet", None)
    assert default.statement.zh.endswith("。")
    assert default.statement.en.endswith(".")
    assert decision.outcome == "ineligible"


def test_advice_never_changes_the_outcome(rulebook: Rulebook) -> None:
    for mode, status in (("9661", "met"), ("1261", "unmet"), (None, "undetermined"), ("9610", "unmet")):
        decision = rulebook.decide(a_dossier(declaration=declaration_json(return_mode=mode)))
        assert finding(decision, "ceb_2022_05.return_mode_code").status == status
        assert decision.outcome == "eligible"


@pytest.mark.parametrize("mode", ["9661", "9610", None])
def test_standing_refers_and_does_not_reject(mode: str | None, rulebook: Rulebook) -> None:
    restricted = enterprise_json(standing="restricted")
    decision = rulebook.decide(a_dossier(declaration=declaration_json(return_mode=mode), exporter=restricted))
    assert finding(decision, "gacc_2026_024.good_order").status == "unmet"
    assert decision.outcome == "refer"


def test_as_of_replaces_the_day_of_application_and_of_return(rulebook: Rulebook) -> None:
    dossier = a_same_district_dossier()
    assert rulebook.decide(dossier, as_of=date(2027, 4, 9)).outcome == "eligible"
    late = rulebook.decide(dossier, as_of=date(2027, 4, 10))
    assert (late.as_of, late.outcome) == (date(2027, 4, 10), "ineligible")
    assert finding(late, "gacc_2020_044.one_year").evidence["days_left_of_one_year"] == -1


def test_as_of_leaves_a_known_arrival_alone(rulebook: Rulebook) -> None:
    arrived = a_dossier(declaration=declaration_json(arrived_on="2026-05-01"))
    decision = rulebook.decide(arrived, as_of=date(2027, 6, 1))
    assert finding(decision, "gacc_2020_044.one_year").status == "met"
    assert decision.outcome == "eligible"


def test_unknown_districts_leave_the_question_open(rulebook: Rulebook) -> None:
    decision = rulebook.decide(a_dossier(declaration=declaration_json(list_no="占位清单号占位清单号占位清单号占位清")))
    assert decision.cross_district is None
    statuses = {item.provision: item.status for item in decision.findings}
    assert statuses["gacc_2020_044.same_district"] == statuses["gacc_2026_024.scope"] == "undetermined"
    assert statuses["ceb_2022_05.site_district"] == "undetermined"
    assert decision.outcome == "refer"


def test_cross_district_is_told_before_any_law_asks_for_it(rulebook: Rulebook) -> None:
    decision = rulebook.decide(a_dossier(), as_of=date(2019, 1, 1))
    assert (decision.cross_district, decision.outcome) == (True, "ineligible")


@pytest.mark.parametrize(
    ("row", "status"),
    [
        (site_json(valid_until="2026-05-02"), "unmet"),
        (site_json(valid_until="2026-05-03"), "met"),
        (site_json(valid_from="2026-05-02", valid_until=None), "met"),
        (site_json(businesses=["retail_import"]), "unmet"),
        (None, "undetermined"),
    ],
)
def test_the_site_on_the_day_of_return(row: object, status: str, rulebook: Rulebook) -> None:
    decision = rulebook.decide(a_dossier(site=row))
    assert finding(decision, "gacc_2026_024.return_site").status == status
    assert decision.outcome == {"met": "eligible", "unmet": "ineligible", "undetermined": "refer"}[status]


def test_a_site_row_without_a_site_code_is_not_looked_at(rulebook: Rulebook) -> None:
    decision = rulebook.decide(a_dossier(declaration=declaration_json(site_code=None)))
    assert finding(decision, "gacc_2026_024.return_site").status == "undetermined"
    assert finding(decision, "ceb_2022_05.site_district").status == "not_applicable"


@pytest.mark.parametrize(
    ("entrusted", "status"), [(None, "undetermined"), ([], "unmet"), (["OTHER"], "unmet"), (["31089619AB"], "met")]
)
def test_an_agent_must_be_entrusted(entrusted: object, status: str, rulebook: Rulebook) -> None:
    decision = rulebook.decide(a_dossier(agent=agent_json(entrusted_by=entrusted)))
    assert finding(decision, "gacc_2020_044.applicant").status == status


def test_relief_and_eligibility_are_separate(rulebook: Rulebook) -> None:
    food = rulebook.decide(a_dossier(declaration=declaration_json(food=True)))
    assert (food.outcome, food.tax_relief) == ("eligible", "unavailable")
    barred = rulebook.decide(a_dossier(declaration=declaration_json(direction="E")))
    assert (barred.outcome, barred.tax_relief) == ("ineligible", "available")
    unproven = rulebook.decide(a_dossier(declaration=declaration_json(proof="self_declaration")))
    assert (unproven.outcome, unproven.tax_relief) == ("eligible", "refer")


def test_the_same_dossier_gives_the_same_digest_and_decision(rulebook: Rulebook) -> None:
    assert digest_of(a_dossier()) == digest_of(a_dossier())
    assert digest_of(a_dossier()) != digest_of(a_dossier(site=None))
    assert rulebook.decide(a_dossier()) == rulebook.decide(a_dossier())
    assert len(rulebook.digest) == 64
