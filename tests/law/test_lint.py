"""The encoded law against a table of its provisions written by hand, and against the rules of writing."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from rules.facts import FACTS
from rules.loading import load_law
from rules.reference import load_districts
from schemas.base import LocalizedText
from schemas.law import condition as conditions
from schemas.law.policy import Policy, Provision
from tests.law.reference import DISTRICTS, PILOT

SHARED = Path(__file__).parents[3] / "shared" / "reference" / "districts.csv"
LAW = load_law()
PROVISIONS = {f"{policy.id}.{item.name}": (policy, item) for policy in LAW.policies for item in policy.provisions}
NO_44, NO_167, NO_24 = ("2020-03-27", None), ("2024-12-15", "2026-04-01"), ("2026-04-01", None)
ALWAYS = (None, None)
_RELIEF = {
    "period": None,
    "reason": "unavailable",
    "six_months": "unavailable",
    "original_state": "unavailable",
    "not_food": "unavailable",
    "proof": "refer",
    "rebate": "refer",
}
_MESSAGE = "list_no customs_code site_district direction departure_country same_platform same_exporter return_mode"
TABLE: dict[str, tuple[tuple[str | None, str | None], str | None]] = {
    "gacc_2020_044.same_district": (NO_44, None),
    "gacc_2020_044.applicant": (NO_44, "reject"),
    "gacc_2020_044.return_flow_monitored": (NO_44, "reject"),
    "gacc_2020_044.original_goods": (NO_44, "reject"),
    "gacc_2020_044.remaining_quantity": (NO_44, "reject"),
    "gacc_2020_044.one_year": (NO_44, "reject"),
    "gacc_2024_167.pilot": (NO_167, None),
    "gacc_2024_167.return_district": (NO_167, "reject"),
    "gacc_2024_167.export_district": (NO_167, "refer"),
    "gacc_2024_167.return_site": (NO_167, "refer"),
    "gacc_2024_167.work_area": (NO_167, "refer"),
    "gacc_2024_167.data_access": (NO_167, "refer"),
    "gacc_2026_024.scope": (NO_24, None),
    "gacc_2026_024.return_site": (NO_24, "reject"),
    "gacc_2026_024.good_order": (NO_24, "refer"),
    "gacc_2026_024.work_area": (NO_24, "reject"),
    "gacc_2026_024.data_access": (NO_24, "reject"),
    **{f"ceb_2022_05.{name}": (ALWAYS, "reject") for name in _MESSAGE.split()},
    "ceb_2022_05.return_mode_code": (ALWAYS, "advise"),
    **{f"{act}.{name}": (ALWAYS, word) for act in ("mof_2026_016", "mof_2023_004") for name, word in _RELIEF.items()},
}


def _words() -> list[tuple[str, LocalizedText]]:
    texts = [(f"{name}.{part}", getattr(item, part)) for name, (_, item) in PROVISIONS.items() for part in PARTS]
    for policy in LAW.policies:
        texts += [(f"{policy.id}.{part}", getattr(policy, part)) for part in ("title", "number", "sources")]
        texts += [(f"{policy.id}.{name}", parameter.title) for name, parameter in policy.parameters.items()]
    for reading in LAW.interpretations:
        texts += [(f"{reading.id}.title", reading.title), (f"{reading.id}.text", reading.text)]
        texts += [(f"{reading.id}.doubt", reading.doubt)] if reading.doubt else []
    for name, fact in FACTS.items():
        texts.append((f"fact {name}", fact.label))
        texts += [(f"fact {name} denied", fact.denial)] if fact.denial else []
    return texts


PARTS = ("statement", "remedy")
WORDS = dict(_words())


def test_every_provision_of_the_table_is_there_and_no_other() -> None:
    assert set(PROVISIONS) == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_period_kind_and_consequence(name: str) -> None:
    policy, provision = PROVISIONS[name]
    (since, until), otherwise = TABLE[name]
    period = provision.period or policy.period
    assert (period.since, period.until) == (_day(since), _day(until))
    assert provision.otherwise == otherwise
    assert provision.kind == ("permission" if otherwise is None else "requirement")
    assert provision.question == ("tax_relief" if name.startswith("mof_") else "return")


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


@pytest.mark.parametrize("place", WORDS)
def test_both_languages_are_there_and_each_is_written_properly(place: str) -> None:
    words = WORDS[place]
    for text in (words.zh, words.en):
        assert text == text.strip()
        assert text
        assert "  " not in text
    assert not re.search(r"[,;:?!]", words.zh), "Chinese text has Chinese punctuation"
    assert not re.search(r"[，。；：？！、（）“”]", words.en), "English text has English punctuation"
    assert re.search(r"[\u4e00-\u9fff]", words.zh)
    assert not re.search(r"[\u4e00-\u9fff]", words.en)


@pytest.mark.parametrize("place", [place for place in WORDS if place.rsplit(".")[-1] in (*PARTS, "text", "doubt")])
def test_sentences_end(place: str) -> None:
    assert WORDS[place].zh.endswith(("。", "；", "？"))
    assert WORDS[place].en.endswith(".")


@pytest.mark.parametrize("name", PROVISIONS)
def test_citation_pointer_and_interpretations(name: str) -> None:
    policy, provision = PROVISIONS[name]
    assert provision.clause.strip() == provision.clause != ""
    assert provision.phrase.strip() == provision.phrase != ""
    assert provision.pointer.startswith("/")
    assert set(provision.interpretations) <= {reading.id for reading in LAW.interpretations}
    assert policy.title.zh != policy.number.zh


def test_interpretations_are_i1_to_i8_and_each_is_used() -> None:
    assert [reading.id for reading in LAW.interpretations] == [f"I{number}" for number in range(1, 9)]
    used = {name for _, provision in PROVISIONS.values() for name in provision.interpretations}
    assert used == {reading.id for reading in LAW.interpretations}


def _facts_of(provision: Provision) -> set[str]:
    parts = [part for part in (provision.applies, provision.needs) if part is not None]
    return {test.fact for part in parts for test in conditions.tests_of(part)}


def test_facts_used_are_those_defined() -> None:
    used = set().union(*(_facts_of(provision) for _, provision in PROVISIONS.values()))
    assert used == set(FACTS)


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_is_defined_in_a_sentence_and_a_flag_can_be_denied(name: str) -> None:
    fact = FACTS[name]
    assert fact.definition.endswith((".", "…"))
    assert (fact.denial is not None) == (fact.type == "flag")


def test_an_instrument_supersedes_only_one_that_then_ends() -> None:
    by_id: dict[str, Policy] = {policy.id: policy for policy in LAW.policies}
    pairs = [(policy, by_id[other]) for policy in LAW.policies for other in policy.supersedes]
    assert [(new.id, old.id) for new, old in pairs] == [("gacc_2026_024", "gacc_2024_167")]
    assert all(old.period.until == new.period.since for new, old in pairs)


def test_there_are_42_districts_with_names() -> None:
    districts = load_districts()
    assert set(districts.names) == {f"{head}00" for head in DISTRICTS}
    assert len(districts.names) == 42
    assert all(name.zh.endswith("海关") and name.en.isascii() for name in districts.names.values())


def test_the_pilot_list_has_20_districts() -> None:
    (pilot,) = [policy for policy in LAW.policies if policy.id == "gacc_2024_167"]
    value = pilot.parameters["pilot_districts"].value
    assert isinstance(value, tuple)
    assert len(value) == 20
    assert set(value) == {f"{head}00" for head in PILOT}


@pytest.mark.skipif(not SHARED.exists(), reason="the shared reference table lies outside the repository")
def test_districts_and_pilot_list_are_those_of_the_shared_table() -> None:
    with SHARED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = load_districts().names
    assert {row["code"]: row["name_zh"] for row in rows} == {code: name.zh for code, name in names.items()}
    assert {row["code"][:2] for row in rows} == DISTRICTS
    assert {row["code"][:2] for row in rows if row["pilot_2024"] == "yes"} == PILOT
    english = {row["code"]: row["name_en"] for row in rows}
    assert all(english[code].startswith(name.en) for code, name in names.items())


def test_only_what_the_specification_says_is_literal() -> None:
    literal = {name for name, (_, provision) in PROVISIONS.items() if provision.basis == "literal"}
    said = "direction departure_country same_platform same_exporter"
    assert literal == {f"ceb_2022_05.{name}" for name in said.split()}
