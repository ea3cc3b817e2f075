"""Memory over many decisions in one process: `python -m benchmarks.memory --count 1000000`."""

from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

from benchmarks.pool import dossiers
from benchmarks.report import Row, arguments, show
from rules import load_rulebook

_STEPS = 10


def resident_mib() -> float:
    """What the process occupies now (Linux)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def main(argv: Sequence[str] | None = None) -> int:
    chosen = arguments(__doc__, argv, count=1_000_000)
    rulebook = load_rulebook()
    cases = dossiers(1000, 1)
    for case in cases * 3:
        rulebook.decide(case)
    first, forever, step = resident_mib(), cycle(cases), max(chosen.count // _STEPS, 1)
    rows: list[Row] = [{"decisions": 0, "resident MiB": first, "grown MiB": 0.0}]
    for done in range(step, chosen.count + 1, step):
        for case in islice(forever, step):
            rulebook.decide(case)
        now = resident_mib()
        rows.append({"decisions": done, "resident MiB": now, "grown MiB": now - first})
    show("memory over decisions, after 3,000 to warm up", rows, chosen.json)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
