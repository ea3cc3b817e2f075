"""Compare rulebook, reference and screening over many dossiers: `python -m tests.law.soak --count 1000000 [--seed N]`.

Three codings of the same law: Rete for one, columns for many (`--engine duckdb`, `polars`, `spark`, any of them), and
plain Python from the law's words (tests/law/reference.py).
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.progress import Progress

from rules import Rulebook, load_rulebook
from schemas.decision import Decision
from schemas.dossier import Dossier
from schemas.faults import parse_json
from service.bulk import engines
from tests.builders import Json
from tests.law.reference import Answer, judge
from tests.law.strategies import seeded

_SHOWN = 5
_AT_ONCE = 10_000


def answer_of(decision: Decision) -> Answer:
    """The decision in the reference's words."""
    by_status: dict[str, set[str]] = {"unmet": set(), "undetermined": set()}
    for finding in decision.findings:
        default = finding.provision.startswith("default.")
        name = f"{finding.provision} ({finding.question})" if default else finding.provision
        by_status.setdefault(finding.status, set()).add(name)
    unmet, undetermined = frozenset(by_status["unmet"]), frozenset(by_status["undetermined"])
    return Answer(decision.outcome, decision.tax_relief, decision.cross_district, unmet, undetermined)


Screen = Callable[[Sequence[Dossier]], list[Answer]]
"""Answers many dossiers at once."""


@contextmanager
def screening(rulebook: Rulebook, engine: engines.Engine = "duckdb") -> Iterator[Screen]:
    """The columnar reading on an engine."""
    from tests.bulk import tables

    with TemporaryDirectory() as context, engines.open_engine(engine, Path(context)) as backend:

        def screen(dossiers: Sequence[Dossier]) -> list[Answer]:
            rows = tables.screening(rulebook, backend, tables.loaded(backend, Path(context), dossiers))
            return [answer_of_row(rulebook, row) for row in rows]

        yield screen


def answer_of_row(rulebook: Rulebook, row: Json) -> Answer:
    """A row of a screening in the reference's words."""
    unmet = {name for name, status in row.items() if status == "unmet"}
    undetermined = {name for name, status in row.items() if status == "undetermined"}
    for question in ("return", "tax_relief"):
        permissions = [
            row[f"{policy.id}.{provision.name}"]
            for policy in rulebook.policies
            for provision in policy.provisions
            if (provision.kind, provision.question) == ("permission", question)
        ]
        if all(status in (None, "not_applicable") for status in permissions):
            unmet.add(f"default.no_permission ({question})")
    answer = row["outcome"], row["tax_relief"], row["cross_district"]
    return Answer(*answer, frozenset(unmet), frozenset(undetermined))


def compared(rulebook: Rulebook, seed: int, count: int, screens: Sequence[Screen] = ()) -> Iterator[Json | None]:
    """For each dossier None, or the dossier on which they differ."""
    make = seeded(seed)
    for start in range(0, count, _AT_ONCE):
        made = [make() for _ in range(min(_AT_ONCE, count - start))]
        dossiers = [parse_json(Dossier, json.dumps(dossier)) for dossier in made]
        screened = [screen(dossiers) for screen in screens]
        for number, (raw, dossier) in enumerate(zip(made, dossiers, strict=True)):
            wanted = judge(raw)
            answers = [answer_of(rulebook.decide(dossier)), *(each[number] for each in screened)]
            yield None if all(answer == wanted for answer in answers) else raw


def differences(rulebook: Rulebook, seed: int, count: int) -> list[Json]:
    """The dossiers on which rulebook and reference differ."""
    return [dossier for dossier in compared(rulebook, seed, count) if dossier is not None]


def main(arguments: list[str] | None = None) -> int:
    """Exit 0 where there is no difference, else 1; the first few differing dossiers are printed."""
    parser = argparse.ArgumentParser(prog="tests.law.soak", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=20260401)
    parser.add_argument("--engine", action="append", choices=engines.ENGINES, help="for many; may be given again")
    chosen = parser.parse_args(arguments)
    rulebook, differing = load_rulebook(), 0
    with Progress(disable=not sys.stderr.isatty()) as progress, ExitStack() as stack:
        wanted = chosen.engine or ["duckdb"]
        screens = [stack.enter_context(screening(rulebook, engine)) for engine in wanted]
        task = progress.add_task("dossiers", total=chosen.count)
        for found in compared(rulebook, chosen.seed, chosen.count, screens):
            progress.advance(task)
            if found is not None:
                differing += 1
                if differing <= _SHOWN:
                    decision = rulebook.decide(parse_json(Dossier, json.dumps(found)))
                    print(json.dumps(found, ensure_ascii=False), answer_of(decision), judge(found), sep="\n")
    readings = ", ".join(("rulebook", "reference", *wanted))
    print(f"{chosen.count} dossiers compared, {differing} differences (seed {chosen.seed}; {readings})")
    return 1 if differing else 0


if __name__ == "__main__":
    raise SystemExit(main())
