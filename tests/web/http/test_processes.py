"""Several processes over one embedded file: they start together, and share one truth about quantities."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from service.context import Context
from service.store import Store
from tests.harness import fill_registers
from tests.paths import ROOT

_FILE_RETURNS = """
import sys
from service.bootstrap import open_context
from service.settings import Settings
from service.returns import filing
from tests import builders
context = open_context(Settings())
line = builders.line_json(quantity="1", legal_quantity="1", second_quantity=None)
for number in range(10):
    declaration = builders.a_declaration(application_no=f"{sys.argv[1]}-{number}", lines=[line])
    print(filing.submit(context, declaration).record.state)
"""


def _start(folder: Path, *arguments: str) -> "subprocess.Popen[str]":
    environment = os.environ | {"TONGTUI_DATA_DIR": str(folder), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, *arguments]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def test_processes_that_start_together_make_the_tables_once(tmp_path: Path) -> None:
    started = [_start(tmp_path, "-m", "service", "migrate") for _ in range(3)]
    told = [process.communicate()[0] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], told
    assert Store(f"sqlite:///{tmp_path / 'tongtui.sqlite3'}").is_current()


def test_processes_together_accept_no_more_than_was_exported(tmp_path: Path, context: Context) -> None:
    shared = Context(context.rulebook, Store(f"sqlite:///{tmp_path / 'tongtui.sqlite3'}"))
    shared.store.migrate()
    fill_registers(shared)
    started = [_start(tmp_path, "-c", _FILE_RETURNS, name) for name in ("A", "B", "C")]
    told = [process.communicate()[0] for process in started]
    assert Counter(" ".join(told).split()) == {"accepted": 10, "rejected": 20}, told
