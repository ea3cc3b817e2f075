"""Runs feature files that were written by us with the steps of the acceptance book."""

import os
import subprocess
import sys
from pathlib import Path

from tests.paths import ROOT


def run(folder: Path, *features: str) -> None:
    """Run the scenarios of some feature files, each of them; every one must pass."""
    for number, text in enumerate(features):
        (folder / f"written-{number}.feature").write_text(text, encoding="utf-8")
    (folder / "conftest.py").write_text("from features.conftest import *\n", encoding="utf-8")
    (folder / "test_written.py").write_text("from pytest_bdd import scenarios\n\nscenarios('.')\n", encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nbdd_features_base_dir = .\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "--import-mode=importlib", "-p", "no:cacheprovider"]
    command += [f"--basetemp={folder / 'inner'}", "."]
    paths = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=paths, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, f"{done.returncode}: {done.stdout}{done.stderr}"
    count = sum(text.count("  场景: ") for text in features)
    assert f"{count} passed" in done.stdout, done.stdout
