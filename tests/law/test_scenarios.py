"""Counter-examples as scenarios: whatever the solver finds, the acceptance book's steps can say it, and it runs."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from rules import Rulebook
from rules.facts import FACTS
from rules.proving.dossiers import facts_of
from rules.proving.inquiry import Inquiry
from rules.proving.scenarios import feature
from rules.readings.smt import every
from schemas.base import LocalizedText
from schemas.certificate import Certificate, CounterExample, Theorem
from schemas.dossier import Dossier
from schemas.faults import parse_json
from tests.law.strategies import seeded
from tests.project.conftest import ROOT

WORDS = LocalizedText(zh="随机的例子。", en="Random examples.")
COUNT = 6


def _certificate(rulebook: Rulebook) -> Certificate:
    """A certificate whose counter-examples have some facts of random dossiers each, under the law of random days."""
    inquiry, chance, make = Inquiry(rulebook), Random(3), seeded(9)
    found: list[CounterExample] = []
    for _ in range(COUNT):
        case = facts_of(parse_json(Dossier, json.dumps(make())), rulebook.districts)
        regime = chance.choice(inquiry.regimes[1:])
        wished = chance.sample(sorted(FACTS), 10)
        facts = inquiry.nearest(every(inquiry.world.has(fact, case[fact]) for fact in wished), regime.day)
        assert facts is not None
        found.append(inquiry.shown(WORDS, facts, [(regime, regime.day)]))
    return Certificate(
        rulebook=rulebook.digest,
        version="test",
        solver="test",
        made_at=datetime(2026, 6, 1, tzinfo=UTC),
        seconds=0.0,
        holds=False,
        intervals=(),
        coverage=(),
        theorems=(Theorem(id="random", words=WORDS, questions=1, seconds=0.0, counter_examples=tuple(found)),),
    )


def test_random_counter_examples_run_in_the_acceptance_book(rulebook: Rulebook, tmp_path: Path) -> None:
    (tmp_path / "random.feature").write_text(feature(_certificate(rulebook), rulebook.districts), encoding="utf-8")
    (tmp_path / "conftest.py").write_text("from features.conftest import *\n", encoding="utf-8")
    (tmp_path / "test_random.py").write_text("from pytest_bdd import scenarios\n\nscenarios('.')\n", encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nbdd_features_base_dir = .\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "--import-mode=importlib", "-p", "no:cacheprovider"]
    command += [f"--basetemp={tmp_path / 'inner'}", "."]
    paths = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=paths, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{COUNT} passed" in done.stdout
