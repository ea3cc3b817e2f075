"""Screening against the same conditions written by hand in SQL, facts given and from raw tables; answers are equal.

`python -m benchmarks.screen --rows 10000000` is the full size; `--memory` bounds DuckDB, in GB.
"""

import resource
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter

from benchmarks import handwritten
from benchmarks.generate import generate
from benchmarks.report import Row, arguments, show
from rules import load_rulebook
from rules.bulk.dossiers import facts_of, gathered
from rules.readings.columnar import screened
from service.bulk import engines
from service.bulk.history import tables_of

GOAL_RATIO = 0.8
GOALS = {"facts given, outcomes only": 1_000_000, "facts given": 1_000_000, "raw tables": 200_000}


def _seconds(run: Callable[[], object]) -> float:
    start = perf_counter()
    run()
    return perf_counter() - start


def main(argv: Sequence[str] | None = None) -> int:
    chosen = arguments(__doc__, argv, rows=500_000, rounds=3, memory=4)
    rulebook, rows = load_rulebook(), list[Row]()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        history, scratch = place / "history", place / "scratch"
        scratch.mkdir()
        generate(history, chosen.rows, memory=f"{chosen.memory}GB")
        with engines.open_engine("duckdb", scratch, memory=f"{chosen.memory}GB") as backend:
            tables = tables_of(backend, history, scratch)
            heads = sorted(code[:2] for code in rulebook.districts.names)
            for statement in handwritten.STATUSES.split(";"):
                backend.raw_sql(statement)

            def keep(name: str, table: engines.Backend) -> engines.Backend:
                return engines.materialize(backend, name, table)

            def written(query: str, name: str) -> None:
                backend.raw_sql(f"COPY ({query}) TO '{place / name}.parquet' (FORMAT parquet, COMPRESSION zstd)")

            def given(*, statuses: bool = True) -> str:
                return str(
                    backend.compile(screened(backend.table("facts"), rulebook.policies, word, statuses=statuses))
                )

            def raw() -> str:
                found = facts_of(gathered(tables, keep=keep), rulebook.districts, keep=keep)
                return str(backend.compile(screened(found, rulebook.policies, word)))

            word = engines.word_of(backend)
            outcomes = f"SELECT COLUMNS(name -> NOT contains(name, '.')) FROM ({handwritten.verdicts('facts')})"
            by_hand = f"({handwritten.facts(heads)})"
            backend.raw_sql(f"CREATE TABLE facts AS {handwritten.facts(heads)}")
            for what, ours, theirs in (
                ("facts given, outcomes only", partial(given, statuses=False), lambda: outcomes),
                ("facts given", given, lambda: handwritten.verdicts("facts")),
                ("raw tables", raw, lambda: handwritten.verdicts(by_hand)),
            ):
                best = {"ours": float("inf"), "hand": float("inf")}
                for _ in range(chosen.rounds):
                    best["ours"] = min(best["ours"], _seconds(lambda ours=ours: written(ours(), "ours")))
                    best["hand"] = min(best["hand"], _seconds(lambda theirs=theirs: written(theirs(), "hand")))
                differing = backend.raw_sql(
                    f"SELECT count(*) FROM ((FROM '{place}/ours.parquet' EXCEPT ALL SELECT COLUMNS(x -> true) FROM "
                    f"(SELECT * FROM '{place}/hand.parquet')) UNION ALL (FROM '{place}/hand.parquet' EXCEPT ALL "
                    f"FROM '{place}/ours.parquet'))"
                ).fetchone()
                if differing != (0,):
                    raise AssertionError(f"{what}: {differing} rows differ")
                rows.append(
                    {
                        "from": what,
                        "declarations": chosen.rows,
                        "ours /s": chosen.rows / best["ours"],
                        "by hand /s": chosen.rows / best["hand"],
                        "ratio": best["hand"] / best["ours"],
                        "goal ratio": GOAL_RATIO,
                        "goal /s": GOALS[what],
                        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                    }
                )
    show("screening against SQL by hand", rows, chosen.json)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
