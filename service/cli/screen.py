"""`tongtui screen`: decide a whole history, or many dossiers, with an engine of tables."""

import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar, get_args

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from schemas.decision import Outcome, Relief
from service.cli import output
from service.cli.options import AsOf, day_of, refuse_memory
from service.problems import bad_input
from service.settings import Settings

if TYPE_CHECKING:
    from service.bulk.screening import RejectsFile

T = TypeVar("T")
Sources = Annotated[
    list[Path],
    typer.Argument(metavar="DIR|FILE…", help="历史数据文件夹，或案卷 JSONL · a history, or dossiers in JSONL"),
]
Out = Annotated[Path, typer.Option(help="结果文件 .parquet .csv .jsonl · where the results go")]
Rejects = Annotated[
    Path | None,
    typer.Option(help="未能判定的行，默认在结果文件旁 · rows that do not fit; by default beside the results"),
]
Engine = Annotated[str, typer.Option(metavar="duckdb|polars|spark", help="计算引擎 · engine")]
Master = Annotated[str, typer.Option(metavar="URL", help="Spark 主节点，默认本机 · Spark's master; none: this machine")]
Memory = Annotated[
    str, typer.Option(metavar="2GB", help="内存上限，其余写到磁盘 · bound of memory; the rest goes to disk")
]
OutcomesOnly = Annotated[
    bool, typer.Option("--outcomes-only", help="只写结果，不写每条规定的结论 · leave the status of each provision out")
]


def screen(
    sources: Sources,
    out: Out,
    engine: Engine = "duckdb",
    master: Master = "",
    memory: Memory = "",
    as_of: AsOf = None,
    rejects: Rejects = None,
    outcomes_only: OutcomesOnly = False,
) -> None:
    """筛查历史数据或大量案卷 · screen a history or many dossiers."""
    refuse_without_bulk("screen")
    from rules import load_rulebook
    from service.bulk import engines, screening

    chosen = _one_of("--engine", engine, engines.ENGINES)
    form = _one_of("--out", out.suffix.removeprefix("."), engines.FORMS)
    refuse_memory(memory)
    if memory and chosen == "polars":
        raise typer.BadParameter("--memory: --engine duckdb | spark")
    if master and chosen != "spark":
        raise typer.BadParameter("--master: --engine spark")
    folder = sources[0] if len(sources) == 1 and sources[0].is_dir() else None
    if folder is None and any(source.is_dir() for source in sources):
        raise typer.BadParameter("一个文件夹，或若干 JSONL 文件 · one folder, or files of JSONL")
    rejected = screening.RejectsFile(rejects or out.with_name(f"{out.stem}.rejects.jsonl"))
    rulebook = load_rulebook(Settings().policy_dirs)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".screen-") as temporary:
        scratch = Path(temporary)
        with engines.open_engine(chosen, scratch, master=master, memory=memory) as backend:
            work = screening.Screening(rulebook, backend, scratch, rejected, day_of(as_of), not outcomes_only)

            def run() -> None:
                table = work.files(sources) if folder is None else work.history(folder)
                engines.write(backend, table, out, form)

            try:
                _run_with_bar(run, lambda: engines.progress_of(backend), lambda: engines.interrupt(backend))
            finally:
                rejected.close()
            counts = screening.counts_of(backend, out, form)
    _show_counts(counts, out)
    show_rejects(rejected)
    raise typer.Exit(output.EXIT_BAD if rejected.counts else 0)


def refuse_without_bulk(command: str) -> None:
    """Refuse a command whose packages are not installed.

    Raises:
        BadInput: they are not.
    """
    try:
        from service.bulk import screening  # noqa: F401
    except ImportError as error:
        raise bad_input(command, "engine.missing", variant="screening", package=error.name) from None


def _one_of(option: str, value: str, choices: tuple[T, ...]) -> T:
    chosen = next((choice for choice in choices if choice == value), None)
    if chosen is None:
        raise typer.BadParameter(f"{option}: {' | '.join(map(str, choices))}")
    return chosen


def _run_with_bar(run: Callable[[], None], progress: Callable[[], float], interrupt: Callable[[], None]) -> None:
    """Run a job; on a terminal with a bar of its progress (percent), and so that Ctrl+C ends it."""
    if not sys.stderr.isatty():
        run()
        return
    failures: list[BaseException] = []

    def work() -> None:
        try:
            run()
        except BaseException as failure:
            failures.append(failure)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=output.err, transient=True) as bar:
        task = bar.add_task("筛查 · screening", total=None)
        try:
            while thread.is_alive():
                percent = progress()
                bar.update(task, completed=max(percent, 0), total=100 if percent >= 0 else None)
                thread.join(0.2)
        except KeyboardInterrupt:
            interrupt()
            thread.join()
            raise
    for failure in failures:
        raise failure


def _show_counts(counts: "Counter[tuple[str, str]]", out: Path) -> None:
    """Print how many came out how."""
    outcomes: Counter[str] = Counter()
    reliefs: Counter[str] = Counter()
    for (outcome, relief), times in counts.items():
        outcomes[outcome] += times
        reliefs[relief] += times
    outcome = " · ".join(f"{word} {outcomes[word]}" for word in get_args(Outcome))
    relief = " · ".join(f"{word} {reliefs[word]}" for word in get_args(Relief))
    output.out.print(
        f"{out.name}: {counts.total()} 件 · declarations  {outcome}  税收优惠 · tax relief: {relief}", highlight=False
    )


def show_rejects(rejects: "RejectsFile") -> None:
    """Print how many rows did not fit, by what was wrong with them."""
    if not rejects.counts:
        return
    summary = f"{rejects.counts.total()} 行有误，未判定，见 · rows that do not fit are in {rejects.path.name}"
    output.err.print(f"[bold red]✗[/] {summary}")
    for (table, problem, columns), times in sorted(rejects.counts.items()):
        output.err.print(f"  {table} {columns}: {times}  [dim]{problem}[/]", highlight=False)
