"""Counts of calls: one for all processes of a machine, of fixed size, by windows of a minute."""

import subprocess
import sys
from pathlib import Path

import pytest

from service.api import rate_limits
from service.api.rate_limits import SECONDS, WindowCounter
from tests.paths import ROOT

_HITS = """
import sys
from pathlib import Path
from service.api.rate_limits import WindowCounter
counts = WindowCounter(Path(sys.argv[1]))
for _ in range(int(sys.argv[2])):
    counts.hit("key", "k")
"""


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(rate_limits.time, "monotonic", lambda: now[0])
    return now


def test_names_and_kinds_are_counted_apart(tmp_path: Path) -> None:
    counts = WindowCounter(tmp_path / "rates")
    assert [counts.hit("key", "a")[0] for _ in range(3)] == [1, 2, 3]
    assert counts.hit("key", "b")[0] == counts.hit("sign-in", "a")[0] == 1


def test_a_window_ends_a_minute_after_its_first_call(tmp_path: Path, clock: list[float]) -> None:
    counts = WindowCounter(tmp_path / "rates")
    assert counts.hit("key", "a") == (1, SECONDS)
    clock[0] += SECONDS - 1
    assert counts.hit("key", "a") == (2, 1)
    clock[0] += 1
    assert counts.hit("key", "a") == (1, SECONDS)


def test_a_machine_that_started_anew_counts_anew(tmp_path: Path, clock: list[float]) -> None:
    assert WindowCounter(tmp_path / "rates").hit("key", "a")[0] == 1
    clock[0] = 5.0
    assert WindowCounter(tmp_path / "rates").hit("key", "a") == (1, SECONDS)


def test_processes_count_together_and_none_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "data" / "rates"
    processes = [subprocess.Popen([sys.executable, "-c", _HITS, str(path), "2000"], cwd=ROOT) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    assert WindowCounter(path).hit("key", "k")[0] == 6001
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_among_too_many_names_the_oldest_is_forgotten(
    tmp_path: Path, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "_SLOTS", rate_limits._NEAR)
    counts = WindowCounter(tmp_path / "rates")
    for number in range(rate_limits._NEAR):
        counts.hit("key", str(number))
        clock[0] += 1
    assert counts.hit("key", "one more")[0] == 1
    assert [counts.hit("key", str(number))[0] for number in range(1, rate_limits._NEAR)] == [2] * (
        rate_limits._NEAR - 1
    )
    assert counts.hit("key", "0")[0] == 1


def test_without_room_for_the_file_a_process_counts_for_itself(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "rates").mkdir()
    counts = WindowCounter(tmp_path / "rates")
    assert [counts.hit("key", "a")[0] for _ in range(2)] == [1, 2]
    assert [record.message for record in caplog.records] == ["calls are counted in this process alone"]
