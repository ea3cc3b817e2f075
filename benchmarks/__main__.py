"""Every benchmark at a reduced size, or with `--full` at the size that the goals speak of."""

import argparse

from benchmarks import console, decide, memory, peers, screen, serving, startup

_REDUCED = {
    decide: ("--rounds", "7"),
    peers: ("--count", "100", "--rounds", "7"),
    memory: ("--count", "50000"),
    startup: (),
    serving: ("--calls", "100"),
    screen: (),
    console: ("--cases", "50000"),
}
_FULL = {screen: ("--rows", "10000000"), console: ()}


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    for benchmark, reduced in _REDUCED.items():
        benchmark.main([*(_FULL.get(benchmark, ()) if chosen.full else reduced), *(("--json",) if chosen.json else ())])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
