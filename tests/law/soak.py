"""Compare rulebook and reference over many dossiers: `python -m tests.law.soak --count 1000000 [--seed N]`."""

import argparse
import json
import sys
from collections.abc import Iterator

from rich.progress import Progress

from rules import Rulebook, load_rulebook
from schemas.decision import Decision
from schemas.dossier import Dossier
from schemas.faults import parse_json
from tests.builders import Json
from tests.law.reference import Answer, judge
from tests.law.strategies import seeded

_SHOWN = 5


def answer_of(decision: Decision) -> Answer:
    """The decision in the reference's words."""
    by_status: dict[str, set[str]] = {"unmet": set(), "undetermined": set()}
    for finding in decision.findings:
        default = finding.provision.startswith("default.")
        name = f"{finding.provision} ({finding.question})" if default else finding.provision
        by_status.setdefault(finding.status, set()).add(name)
    unmet, undetermined = frozenset(by_status["unmet"]), frozenset(by_status["undetermined"])
    return Answer(decision.outcome, decision.tax_relief, decision.cross_district, unmet, undetermined)


def compared(rulebook: Rulebook, seed: int, count: int) -> Iterator[Json | None]:
    """For each dossier None, or the dossier on which the two differ."""
    make = seeded(seed)
    for _ in range(count):
        dossier = make()
        decision = rulebook.decide(parse_json(Dossier, json.dumps(dossier)))
        yield None if answer_of(decision) == judge(dossier) else dossier


def differences(rulebook: Rulebook, seed: int, count: int) -> list[Json]:
    """The dossiers on which the two differ."""
    return [dossier for dossier in compared(rulebook, seed, count) if dossier is not None]


def main(arguments: list[str] | None = None) -> int:
    """Exit 0 where there is no difference, else 1; the first few differing dossiers are printed."""
    parser = argparse.ArgumentParser(prog="tests.law.soak", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=20260401)
    chosen = parser.parse_args(arguments)
    rulebook, differing = load_rulebook(), 0
    with Progress(disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("dossiers", total=chosen.count)
        for found in compared(rulebook, chosen.seed, chosen.count):
            progress.advance(task)
            if found is not None:
                differing += 1
                if differing <= _SHOWN:
                    decision = rulebook.decide(parse_json(Dossier, json.dumps(found)))
                    print(json.dumps(found, ensure_ascii=False), answer_of(decision), judge(found), sep="\n")
    print(f"{chosen.count} dossiers compared, {differing} differences (seed {chosen.seed})")
    return 1 if differing else 0


if __name__ == "__main__":
    raise SystemExit(main())
