"""An engine surprise is never an answer: the matcher goes, the decision is refer, and the next one is right again.

The C module is the one thing patched anywhere in these tests, for it will not fail when asked.
"""

import logging
from collections.abc import Callable

import pytest

from rules import load_rulebook
from rules.readings import rete
from schemas.decision import Decision
from tests.builders import a_dossier

REAL_CREATE = rete.engine.create_ruleset
REAL_START = rete.engine.start_action_for_state


def _raises(*_: object) -> object:
    raise RuntimeError("Could not assert fact, error code: 303")


def _first_rule_only(handle: int, state: int) -> object:
    """An agenda on which another rule of ours stands where `seen` should."""
    return ("sid", '{"r0":{}}', 0) if REAL_START(handle, state) else None


SURPRISES: dict[str, tuple[str, Callable[..., object]]] = {
    "assert raises": ("assert_fact", _raises),
    "assert answers another code": ("assert_fact", lambda *_: (303, 0)),
    "assert answers nothing": ("assert_fact", lambda *_: None),
    "retract raises": ("retract_fact", _raises),
    "retract answers another code": ("retract_fact", lambda *_: (1, 0)),
    "agenda raises": ("start_action_for_state", _raises),
    "agenda is empty": ("start_action_for_state", lambda *_: None),
    "agenda names no rule": ("start_action_for_state", lambda *_: ("sid", "{}", 0)),
    "agenda names an unknown rule": ("start_action_for_state", lambda *_: ("sid", '{"r999":{}}', 0)),
    "agenda loses the seen rule": ("complete_and_start_action", lambda *_: None),
    "agenda never ends": ("complete_and_start_action", lambda *_: '{"seen":{}}'),
    "step raises": ("complete_and_start_action", _raises),
}


def _assert_refers(decision: Decision) -> None:
    assert (decision.outcome, decision.tax_relief, decision.cross_district) == ("refer", "refer", True)
    defaults = [(f.provision, f.question) for f in decision.findings if f.provision.startswith("default.")]
    assert defaults == [("default.engine_fault", "return"), ("default.engine_fault", "tax_relief")]
    assert {finding.status for finding in decision.findings} == {"undetermined"}


@pytest.mark.parametrize("surprise", SURPRISES)
def test_a_surprise_refers_and_the_next_decision_is_right(
    surprise: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rulebook, failing = load_rulebook(), a_dossier(exporter=None, site=None)
    before = [rulebook.decide(a_dossier()), rulebook.decide(failing)]
    name, surprising = SURPRISES[surprise]
    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR, logger="rules.rulebook"):
        patch.setattr(rete.engine, name, surprising)
        if surprise == "agenda loses the seen rule":
            patch.setattr(rete.engine, "start_action_for_state", _first_rule_only)
        _assert_refers(rulebook.decide(a_dossier()))
    assert "rule engine fault" in caplog.text
    assert [rulebook.decide(a_dossier()), rulebook.decide(failing)] == before


def test_an_engine_that_cannot_be_built_refers_too(monkeypatch: pytest.MonkeyPatch) -> None:
    rulebook = load_rulebook()
    with monkeypatch.context() as patch:
        patch.setattr(rete.engine, "create_ruleset", _raises)
        _assert_refers(rulebook.decide(a_dossier()))
    assert rulebook.decide(a_dossier()).outcome == "eligible"


def test_a_matcher_that_failed_is_thrown_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its session may hold anything; one that did not fail is used again."""
    rulebook, built = load_rulebook(), []

    def watched(name: str, definition: str) -> int:
        built.append(name)
        return REAL_CREATE(name, definition)

    monkeypatch.setattr(rete.engine, "create_ruleset", watched)
    rulebook.decide(a_dossier())
    rulebook.decide(a_dossier())
    shards = len(built)
    with monkeypatch.context() as patch:
        patch.setattr(rete.engine, "retract_fact", _raises)
        _assert_refers(rulebook.decide(a_dossier()))
    assert len(built) == shards
    assert rulebook.decide(a_dossier()).outcome == "eligible"
    assert len(built) == 2 * shards == len(set(built))


def test_a_fault_in_one_interval_of_law_leaves_the_others_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    rulebook = load_rulebook()
    pilot = a_dossier()
    earlier = pilot.declaration.declared_at.replace(year=2025)
    then = pilot.model_copy(update={"declaration": pilot.declaration.model_copy(update={"declared_at": earlier})})
    before = rulebook.decide(then)
    with monkeypatch.context() as patch:
        patch.setattr(rete.engine, "assert_fact", _raises)
        _assert_refers(rulebook.decide(pilot))
    assert rulebook.decide(then) == before
