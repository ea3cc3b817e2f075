"""Threads share a rulebook and get the same answers; memory stays flat, whatever number of threads come and go."""

import json
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from threading import Thread

import pytest

from rules import Rulebook, load_rulebook
from schemas.dossier import Dossier
from schemas.faults import parse_json
from tests.law.strategies import seeded

STATUS = Path("/proc/self/status")
MIB = 1024


def _dossiers(count: int) -> list[Dossier]:
    make = seeded(5)
    return [parse_json(Dossier, json.dumps(make())) for _ in range(count)]


def _resident_kib() -> int:
    return next(int(line.split()[1]) for line in STATUS.read_text().splitlines() if line.startswith("VmRSS:"))


def test_four_threads_sharing_a_rulebook_answer_as_one() -> None:
    rulebook, dossiers = load_rulebook(), _dossiers(200)
    alone = [load_rulebook().decide(dossier) for dossier in dossiers]

    def all_from(start: int) -> list[bool]:
        order = [*range(start, len(dossiers)), *range(start)]
        return [rulebook.decide(dossiers[number]) == alone[number] for number in order]

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(all_from, (0, 50, 100, 150)))
    assert all(all(equal) for equal in answers)


@pytest.mark.skipif(not STATUS.exists(), reason="resident memory is read from /proc")
def test_memory_is_flat_over_20000_decisions(rulebook: Rulebook) -> None:
    dossiers = _dossiers(200)
    for dossier in islice(dossiers * 20, 4000):
        rulebook.decide(dossier)
    before = _resident_kib()
    for dossier in dossiers * 100:
        rulebook.decide(dossier)
    assert _resident_kib() - before < 4 * MIB


@pytest.mark.skipif(not STATUS.exists(), reason="resident memory is read from /proc")
def test_threads_that_come_and_go_leave_no_engines_behind(rulebook: Rulebook) -> None:
    """A web server's worker threads end when idle; a ruleset, once built, is never quite freed."""
    (dossier,) = _dossiers(1)
    rulebook.decide(dossier)
    before = _resident_kib()
    for _ in range(100):
        thread = Thread(target=rulebook.decide, args=(dossier,))
        thread.start()
        thread.join()
    assert _resident_kib() - before < 4 * MIB
