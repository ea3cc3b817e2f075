"""The certificate: everything that must hold of the law holds, and a fault put into it is found."""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from rules import Rulebook, load_rulebook
from rules.proving import prove
from rules.proving.certificate_page import page
from rules.proving.model_finder import ModelFinder
from rules.proving.periods import gaps, overlaps
from rules.proving.scenarios import feature
from rules.proving.soundness import contradictory, dead, one_sided, shadowed, unanswered
from rules.proving.successions import accepted_differences, relief_in_eligibility, taken_away, unrelated_changes
from schemas.dossier import Dossier
from schemas.faults import parse_json
from schemas.law.certificate import Certificate, CounterExample
from tests.paths import ROOT

NOW = datetime(2026, 6, 1, tzinfo=UTC)
Theorem = Callable[[ModelFinder], Iterator[CounterExample]]
Edit = tuple[str, str, str]
"""An instrument, what stands in it and what is put there."""

_STANDING = "needs: {fact: exporter_standing, one_of: [normal]}"
_AREA = "needs: {fact: exporter_separate_work_area, is: true}"
_ACCESS = "needs: {fact: exporter_data_access, one_of: [open, interfaced]}"
_OLD, _NEW, _NO_44, _MESSAGE, _RELIEF = (
    *("gacc_2024_167", "gacc_2026_024", "gacc_2020_044", "ceb_2022_05", "mof_2026_016"),
)
_SUPERSEDES: Edit = (_NEW, "supersedes: [gacc_2024_167]\n", "")
FAULTS: dict[str, tuple[Theorem, Sequence[Edit], set[str]]] = {
    "a gap between two announcements": (
        gaps,
        [_SUPERSEDES, (_OLD, "until: 2026-04-01", "until: 2026-03-01")],
        set(),
    ),
    "a gap between two kinds of relief": (
        gaps,
        [(_RELIEF, "on_or_after: 2026-01-01", "on_or_after: 2026-02-01")],
        set(),
    ),
    "announcements that overlap": (
        overlaps,
        [_SUPERSEDES, (_OLD, "until: 2026-04-01", "until: 2026-05-01")],
        {f"{_OLD}.pilot", f"{_NEW}.scope"},
    ),
    "kinds of relief that overlap": (
        overlaps,
        [("mof_2023_004", "before: 2026-01-01", "before: 2026-01-02")],
        {"mof_2023_004.period", f"{_RELIEF}.period"},
    ),
    "a provision that is never met": (
        dead,
        [(_MESSAGE, "{fact: list_no_length, at_most: 20}", "{fact: list_no_length, at_most: 17}")],
        {f"{_MESSAGE}.list_no"},
    ),
    "a provision that is never unmet": (
        dead,
        [
            (
                _NO_44,
                "{fact: lines_not_on_original_list, at_most: 0}",
                "{fact: lines_not_on_original_list, at_most: 100}",
            )
        ],
        {f"{_NO_44}.original_goods"},
    ),
    "a provision that never applies": (
        dead,
        [(_MESSAGE, "applies: {fact: return_mode_given, is: true}", "applies: {fact: exporter_standing, is: gone}")],
        {f"{_MESSAGE}.return_mode"},
    ),
    "a branch that cannot be reached": (
        dead,
        [(_RELIEF, "{fact: proof, is: self_declaration}", "{fact: reason_kind, is: returned}")],
        {f"{_RELIEF}.proof"},
    ),
    "a part that decides nothing": (
        dead,
        [(_NO_44, "{fact: days_since_release, at_least: 0}", "{fact: days_since_release, at_least: -999999}")],
        {f"{_NO_44}.one_year"},
    ),
    "a value that cannot be": (
        dead,
        [(_NEW, "one_of: [open, interfaced]", "one_of: [open, interfaced, half_open]")],
        {f"{_NEW}.data_access"},
    ),
    "requirements that contradict": (
        contradictory,
        [(_NEW, _AREA, "needs: {fact: exporter_data_access, is: none}")],
        {f"{_NEW}.work_area", f"{_NEW}.data_access"},
    ),
    "a permission that the requirements take back": (
        contradictory,
        [(_NEW, _STANDING, 'needs: {fact: supervision_mode, is: "1210"}')],
        {f"{_NEW}.scope"},
    ),
    "a provision in the shadow of another": (
        shadowed,
        [(_NEW, _STANDING, "needs: {fact: exporter_separate_work_area, is: true}")],
        {f"{_NEW}.good_order"},
    ),
    "a return that a later announcement refuses": (
        taken_away,
        [(_NEW, 'needs: {fact: supervision_mode, one_of: ["9610"]}', 'needs: {fact: return_mode, is: "1261"}')],
        {_OLD, _NEW},
    ),
    "an announcement that touches same-district returns": (
        unrelated_changes,
        [(_NEW, f"    applies: {{fact: cross_district, is: true}}\n    {_STANDING}", f"    {_STANDING}")],
        {_OLD, _NEW},
    ),
    "relief that decides eligibility": (
        relief_in_eligibility,
        [(_NO_44, "needs: {fact: exporter_monitors_returns, is: true}", "needs: {fact: food, is: false}")],
        {f"{_NO_44}.return_flow_monitored"},
    ),
    "an answer that never comes": (
        one_sided,
        [(_NO_44, "needs: {fact: exporter_monitors_returns, is: true}", "needs: {fact: direction, is: E}")],
        set(),
    ),
}


@pytest.fixture(scope="module")
def certificate(rulebook: Rulebook) -> Certificate:
    return prove(rulebook, NOW)


def _with_faults(folder: Path, edits: Sequence[Edit]) -> Rulebook:
    """The law of a copied folder of policies, with something else written in it."""
    copied = shutil.copytree(str(files("rules") / "policies"), folder / "policies")
    for policy, old, new in edits:
        file = Path(copied) / policy / "policy.yaml"
        text = file.read_text(encoding="utf-8")
        assert old in text, "the fault is made"
        file.write_text(text.replace(old, new), encoding="utf-8")
    return load_rulebook(draft=folder / "policies")


def test_everything_that_must_hold_of_the_law_holds(certificate: Certificate, rulebook: Rulebook) -> None:
    assert [theorem.id for theorem in certificate.theorems if not theorem.holds] == []
    assert certificate.holds
    assert certificate.rulebook == rulebook.digest
    assert all(theorem.questions > 0 for theorem in certificate.theorems)


def test_the_certificate_in_the_documentation_is_of_this_law(certificate: Certificate, rulebook: Rulebook) -> None:
    reference = (ROOT / "docs" / "reference" / "certificate.md").read_text(encoding="utf-8")
    assert reference.endswith(page(certificate)), "run `make docs`"
    assert rulebook.digest in reference
    book = (ROOT / "features" / "证明的反例.feature").read_text(encoding="utf-8")
    assert book == feature(certificate, rulebook.districts), "run `make docs`"


def test_the_permissions_cover_their_days_without_a_gap(certificate: Certificate) -> None:
    assert [[(str(since), until and str(until)) for since, until in each.spans] for each in certificate.coverage] == [
        [("2020-03-27", None)],
        [("2024-12-15", None)],
        [("2023-01-30", "2028-01-01")],
    ]


def test_the_differences_found_are_those_accepted(certificate: Certificate) -> None:
    found = [each for theorem in certificate.theorems for each in theorem.counter_examples]
    assert sorted(json.dumps(dict(each.facts)) for each in found) == sorted(
        json.dumps(dict(each.facts)) for each in accepted_differences()
    )
    assert {len(each.facts) for each in found} == {1}, "the smallest sets"


def test_each_case_is_decided_as_it_is_claimed_to_be(certificate: Certificate, rulebook: Rulebook) -> None:
    witnesses = [
        witness for theorem in certificate.theorems for each in theorem.counter_examples for witness in each.witnesses
    ]
    assert len(witnesses) == 12
    for witness in witnesses:
        decision = rulebook.decide(parse_json(Dossier, witness.dossier.model_dump_json()))
        assert (decision.as_of, decision.outcome, decision.tax_relief) == (
            *(witness.as_of, witness.outcome, witness.tax_relief),
        )
        assert {each.provision: each.status for each in decision.findings} == witness.findings


def test_proving_again_gives_the_same_certificate_but_for_the_time(
    certificate: Certificate, rulebook: Rulebook
) -> None:
    again = prove(rulebook, NOW)
    assert page(again) == page(certificate)
    assert feature(again, rulebook.districts) == feature(certificate, rulebook.districts)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_law_is_found(fault: str, tmp_path: Path) -> None:
    theorem, edits, provisions = FAULTS[fault]
    finder = ModelFinder(_with_faults(tmp_path, edits))
    found = [each for each in theorem(finder) if each.accepted is None]
    assert found
    assert any(provisions <= set(each.provisions) for each in found), found
    for each in found:
        assert all(witness.redecided for witness in each.witnesses), each


def test_the_copied_law_is_the_law_where_nothing_is_changed(tmp_path: Path, rulebook: Rulebook) -> None:
    assert _with_faults(tmp_path, []).digest == rulebook.digest


def test_every_return_is_answered_under_a_faulty_law_too(tmp_path: Path) -> None:
    _, edits, _ = FAULTS["requirements that contradict"]
    assert list(unanswered(ModelFinder(_with_faults(tmp_path, edits)))) == []


def test_a_gap_is_shown_by_a_case_of_its_days(tmp_path: Path) -> None:
    _, edits, _ = FAULTS["a gap between two kinds of relief"]
    (found, *_) = list(gaps(ModelFinder(_with_faults(tmp_path, edits))))
    assert set(found.facts) == {"export_declared_on"}
    assert found.witnesses[0].tax_relief == "unavailable"
    declared = found.witnesses[0].dossier.export_list
    assert declared is not None
    assert str(declared.declared_on) == "2026-01-01"
