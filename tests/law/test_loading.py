"""A policy folder of one's own: a good one takes part, and every kind of mistake is named with file and exact line.

The line a fault must name bears the comment `# here`.
"""

import re
from pathlib import Path

import pytest

from rules import load_rulebook
from schemas.faults import BadInput
from tests.builders import a_dossier

GOOD = """\
id: port_notice
title: {zh: 口岸通知, en: port notice}
number: {zh: 第1号, en: No. 1}
period:
  since: 2026-01-01
  until: 2027-01-01
sources: {zh: 自拟。, en: Our own.}
parameters:
  modes:
    title: {zh: 方式, en: modes}
    value: ["9610"]
  most:
    title: {zh: 上限, en: bound}
    value: 0
provisions:
  - name: first
    question: return
    kind: requirement
    basis: interpreted
    clause: 一
    phrase: 方式
    statement: {zh: 甲。, en: One.}
    remedy: {zh: 乙。, en: Two.}
    applies: {fact: cross_district, is: true}
    needs:
      fact: supervision_mode
      one_of: {parameter: modes}
    otherwise: refer
    interpretations: [I4]
    pointer: /list_no
  - name: second
    question: tax_relief
    kind: requirement
    basis: interpreted
    clause: 二
    phrase: 上限
    statement: {zh: 丙。, en: Three.}
    remedy: {zh: 丁。, en: Four.}
    needs:
      all_of:
        - {fact: lines_over_remaining_quantity, at_most: {parameter: most}}
        - any_of:
            - fact: direction
              is: I
            - {fact: export_declared_on, before: 2026-02-01}
    otherwise: unavailable
    pointer: /lines
"""

LAUGHS = "[&a0 [x, x], " + ", ".join(f"&a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)) + "]"
"""Names that stand for nine times what the one before stands for."""
MISTAKES: dict[str, tuple[str, str, str]] = {
    "unknown fact": ("fact: supervision_mode", "fact: colour", "condition.misfit needs"),
    "a code compared as a flag": ("cross_district, is: true", 'cross_district, is: "yes"', "condition.misfit"),
    "a flag compared as a code": ("fact: direction", "fact: food", "condition.misfit needs"),
    "a code compared with a number": ("is: I", "is: 1", "condition.misfit needs"),
    "a code compared with true": ("is: I", "is: true", "condition.misfit needs"),
    "a code compared as a day": ("{fact: export_declared_on,", "{fact: direction,", "condition.misfit needs"),
    "a day compared as a count": ("before: 2026-02-01", "at_most: 1", "condition.misfit needs"),
    "a count compared as a code": ("fact: supervision_mode", "fact: list_no_length", "condition.misfit needs"),
    "parameter missing": ("{parameter: modes}", "{parameter: modest}", "condition.misfit needs"),
    "parameter of another type": ("{parameter: modes}", "{parameter: most}", "condition.misfit needs"),
    "no value to compare with": ("one_of: {parameter: modes}", "one_of: []", "condition.misfit needs"),
    "an empty list for a parameter": ('value: ["9610"]', "value: []", "condition.misfit needs"),
    "unknown key of a policy": ("sources:", "color: red # here\nsources:", "field.unknown"),
    "unknown key of a provision": ("    clause: 二", "    clause: 二\n    color: red # here", "field.unknown"),
    "unknown key of a test": (
        "              is: I",
        "              is: I\n              color: red # here",
        "field.unknown",
    ),
    "a test of no form": ("      one_of: {parameter: modes}\n", "", "field.invalid needs"),
    "an unknown form": ("one_of: {parameter: modes}", "like: modes", "field.invalid needs"),
    "missing en": ("statement: {zh: 丙。, en: Three.}", "statement: {zh: 丙。} # here", "field.missing"),
    "missing field": ("    phrase: 上限\n", "", "field.missing second"),
    "wrong choice": (
        "    basis: interpreted\n    clause: 二",
        "    basis: sure # here\n    clause: 二",
        "field.choice",
    ),
    "a name that is no identifier": ("name: second", "name: Second! # here", "field.format"),
    "numbers for codes": ("value: ['9610']", "value: [9610]", "field.type"),
    "a day that does not exist": ("until: 2027-01-01", "until: 2026-02-30 # here", "field.day"),
    "an empty period": ("until: 2027-01-01", "until: 2026-01-01", "field.invalid period"),
    "no provisions": (GOOD[GOOD.index("provisions:") :], "provisions: [] # here\n", "field.count"),
    "id is not the folder": ("id: port_notice", "id: other_notice # here", "policy.id"),
    "id of another": ("id: port_notice", "id: gacc_2020_044 # here", "policy.duplicate"),
    "supersedes nothing known": ("sources:", "supersedes: [nothing] # here\nsources:", "policy.supersedes"),
    "supersedes what does not end then": (
        "sources:",
        "supersedes:\n  - gacc_2020_044 # here\nsources:",
        "policy.supersedes",
    ),
    "the same name twice": ("name: second", "name: first # here", "provision.duplicate"),
    "a requirement without consequence": ("    otherwise: refer\n", "", "provision.otherwise kind"),
    "a permission with a consequence": (
        "question: tax_relief\n    kind: requirement",
        "question: tax_relief\n    kind: permission # here",
        "provision.otherwise",
    ),
    "a consequence of the other question": (
        "otherwise: unavailable",
        "otherwise: reject # here",
        "provision.otherwise",
    ),
    "an unknown interpretation": ("[I4]", "[I99] # here", "provision.interpretation"),
    "an interpretation that is no id": ("[I4]", "[fourth] # here", "field.format"),
    "no YAML": ("number: {zh: 第1号, en: No. 1}", "number: {zh: 第1号, en: No. 1 # here", "policy.yaml next"),
    "a tab": ("  since:", "\tsince: # here\n  x:", "policy.yaml"),
    "a key twice": ("    otherwise: refer", "    otherwise: refer\n    otherwise: advise # here", "policy.yaml"),
    "two documents": ("provisions:", "--- # here\nprovisions:", "policy.yaml"),
    "no plain value": ("clause: 二", "clause: !!binary aGVsbG8= # here", "policy.yaml"),
    "a Python object": ("clause: 二", "clause: !!python/object/apply:os.getcwd [] # here", "policy.yaml"),
    "an anchor in itself": ("parameters:", "parameters: &loop # here\n  again: *loop", "policy.yaml"),
    "more and more by names": ("parameters:", f"parameters: {LAUGHS} # here\nx:", "policy.yaml"),
    "a key that is no text": ("parameters:", "1: 2 # here\nparameters:", "policy.yaml"),
    "a list for a policy": (GOOD, "- a # here\n", "field.type"),
    "an empty file": (GOOD, "# here\n", "policy.empty"),
}
_PLACES = {
    "needs": "    needs:",
    "second": "  - name: second",
    "period": "period:",
    "kind": "    kind:",
}


def _folder(tmp_path: Path, text: str | bytes) -> Path:
    (tmp_path / "port_notice").mkdir(parents=True)
    data = text if isinstance(text, bytes) else text.encode()
    (tmp_path / "port_notice" / "policy.yaml").write_bytes(data)
    return tmp_path


def _faults(folder: Path) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as caught:
        load_rulebook([folder])
    assert all(re.search(r"[\u4e00-\u9fff]", fault.zh) and fault.en for fault in caught.value.faults)
    return [(fault.pointer, fault.code) for fault in caught.value.faults]


def test_a_good_folder_takes_part_in_decisions(tmp_path: Path) -> None:
    own, rulebook = load_rulebook([_folder(tmp_path, GOOD)]), load_rulebook()
    names = {finding.provision: finding.status for finding in own.decide(a_dossier()).findings}
    assert (names["port_notice.first"], names["port_notice.second"]) == ("met", "met")
    assert own.decide(a_dossier()).outcome == "eligible"
    assert own.digest != rulebook.digest
    assert {str(day) for day in set(own.changes) - set(rulebook.changes)} == {"2026-01-01", "2027-01-01"}


def test_a_byte_order_mark_and_windows_line_ends_are_harmless(tmp_path: Path) -> None:
    own = load_rulebook([_folder(tmp_path, "\ufeff" + GOOD.replace("\n", "\r\n"))])
    assert own.policies[-1].id == "port_notice"


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_file_and_line(mistake: str, tmp_path: Path) -> None:
    old, new, wanted = MISTAKES[mistake]
    code, _, place = wanted.partition(" ")
    old = old.replace("'", '"')
    assert GOOD.count(old) >= 1, "the mistake is made"
    text = GOOD.replace(old, new, 1)
    if "# here" in new:
        line = 1 + next(number for number, row in enumerate(text.splitlines()) if "# here" in row)
        line += place == "next"
    else:
        line = _line_of(text, GOOD.index(old), place)
    assert (f"{tmp_path.name}/port_notice/policy.yaml:{line}", code) in _faults(_folder(tmp_path, text))


@pytest.mark.parametrize("opening", ["- ", "[", "{a: ", "? "])
def test_what_has_no_end_is_refused_and_kills_nothing(opening: str, tmp_path: Path) -> None:
    for depth in (1_000, 100_000):
        folder = _folder(tmp_path / str(depth), opening * depth)
        assert _faults(folder) == [(f"{depth}/port_notice/policy.yaml:1", "policy.yaml")]


def _line_of(text: str, position: int, place: str) -> int:
    """The line of the change, or the last `place` before it, else the first after it."""
    start = position
    if place:
        before = text.rfind(_PLACES[place], 0, position + len(_PLACES[place]))
        start = before if before >= 0 else text.index(_PLACES[place], position)
    return text.count("\n", 0, start) + 1


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    folder = _folder(tmp_path, GOOD.encode("gb18030"))
    assert _faults(folder) == [(f"{tmp_path.name}/port_notice/policy.yaml:2", "policy.yaml")]


def test_the_same_instrument_in_two_folders(tmp_path: Path) -> None:
    folders = [_folder(tmp_path / name, GOOD) for name in ("one", "two")]
    with pytest.raises(BadInput) as caught:
        load_rulebook(folders)
    assert [(fault.pointer, fault.code) for fault in caught.value.faults] == [
        ("one/port_notice/policy.yaml:1", "policy.duplicate"),
        ("two/port_notice/policy.yaml:1", "policy.duplicate"),
    ]


def test_every_mistake_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("fact: supervision_mode", "fact: colour").replace("[I4]", "[I99]").replace("is: I", "is: 1")
    assert [code for _, code in _faults(_folder(tmp_path, text))] == [
        *("provision.interpretation", "condition.misfit", "condition.misfit"),
    ]


def test_a_folder_without_policies_adds_nothing(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no policy")
    (tmp_path / "empty").mkdir()
    assert load_rulebook([tmp_path]).digest == load_rulebook().digest
