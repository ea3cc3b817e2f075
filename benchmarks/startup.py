"""Cold start in a process of its own: time to the end, and the most memory held."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from benchmarks.report import Row, arguments, show
from tests.builders import a_dossier

# A small process starts the measured one: what a parent holds would count as the child's most memory.
_STARTER = """
import json, os, sys, time
start = time.perf_counter()
nothing = os.open(os.devnull, os.O_WRONLY)
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, nothing, 1)])
_, status, usage = os.wait4(child, 0)
print(json.dumps([time.perf_counter() - start, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)]))
"""


def _run(command: list[str]) -> tuple[float, float, int]:
    """Seconds, MiB at most, and exit status of one run."""
    done = subprocess.run([sys.executable, "-S", "-c", _STARTER, *command], capture_output=True, check=True, text=True)
    seconds, most, status = json.loads(done.stdout)
    return seconds, most, status


def _commands(folder: Path) -> dict[str, list[str]]:
    file = folder / "dossier.json"
    file.write_text(a_dossier().model_dump_json(), encoding="utf-8")
    python = sys.executable
    commands = {
        "python alone": [python, "-c", ""],
        "the documents": [python, "-c", "import schemas.dossier"],
        "the rulebook, read": [python, "-c", "import rules; rules.load_rulebook()"],
        "the rulebook, one decision": [
            python,
            "-c",
            "import rules, sys; from schemas.faults import parse_json; from schemas.dossier import Dossier;"
            "rules.load_rulebook().decide(parse_json(Dossier, open(sys.argv[1], 'rb').read()))",
            str(file),
        ],
    }
    if find_spec("service") and find_spec("service.__main__"):
        commands["tongtui decide FILE"] = [python, "-m", "service", "decide", str(file)]
    return commands


def main(argv: Sequence[str] | None = None) -> int:
    chosen = arguments(__doc__, argv, rounds=5)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for label, command in _commands(Path(folder)).items():
            runs = [_run(command) for _ in range(chosen.rounds)]
            rows.append(
                {
                    "start of": label,
                    "best s": (best := min(run[0] for run in runs)),
                    "times python alone": best / float(rows[0]["best s"] if rows else best),
                    "most MiB": max(run[1] for run in runs),
                    "exit": runs[-1][2],
                }
            )
    show("cold start", rows, chosen.json)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
