"""`tongtui impact`: what a draft announcement would change; `tongtui regimes`: what each regime says of one."""

import csv
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from rules import load_rulebook
from rules.impact import Assessment, regimes
from schemas.decision import OUTCOME_WORDS
from schemas.dossier import Dossier
from schemas.faults import BadInput
from schemas.law.impact import Count, Flip, Impact
from service.cli import output
from service.cli.common import operator_context
from service.cli.decide import contents, documents
from service.cli.options import refuse_memory
from service.cli.output import EXIT_BAD
from service.cli.screen import refuse_without_bulk, show_rejects
from service.settings import Settings

if TYPE_CHECKING:
    from service.bulk.screening import RejectsFile

_SHOWN: Final = 20
_SIGNS: Final = {outcome: f"{words.zh} {words.en}" for outcome, words in OUTCOME_WORDS.items()}
Files = Annotated[list[Path] | None, typer.Argument(metavar="[FILE…]", help="案卷 JSON、JSONL · dossiers")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON · print JSON")]


def impact(
    draft: Annotated[Path, typer.Option(metavar="POLICY_DIR", help="规定草案的目录 · the folder of the draft")],
    files: Files = None,
    history: Annotated[
        Path | None, typer.Option(metavar="DIR", help="历史数据文件夹，件数不限 · a history of any size")
    ] = None,
    memory: Annotated[str, typer.Option(metavar="2GB", help="内存上限，用于 --history · bound of memory")] = "",
    since: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], metavar="DATE", help="申请日自 · first day of application"),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--to", formats=["%Y-%m-%d"], metavar="DATE", help="申请日止，不含 · day behind the last"),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="改变的判定存为 .csv 或 .jsonl · where the flips go")] = None,
    as_json: AsJson = False,
) -> None:
    """评估规定草案会改变哪些判定 · which decisions a draft would change: of the store, of dossiers, of a history."""
    first, last = since and since.date(), until and until.date()
    refuse_memory(memory)
    write = _writer(out)
    refused: list[str] = []
    if history is not None:
        if files:
            raise typer.BadParameter("FILE… | --history")
        result, rejects = _of_history(history, draft, first, last, memory, write)
        _print(result, as_json)
        show_rejects(rejects)
        raise typer.Exit(EXIT_BAD if rejects.counts else 0)
    if files:
        now = load_rulebook(Settings().policy_dirs)
        assessment = Assessment(now, load_rulebook(Settings().policy_dirs, draft))
        result = assessment.impact(
            first, last, _written(assessment.flips(_dossiers(files, refused), first, last), write)
        )
    else:
        from service.law.impact import of_store

        result = of_store(operator_context(), draft, first, last, lambda flips: _written(flips, write))
    _print(result, as_json)
    raise typer.Exit(EXIT_BAD if refused else 0)


def _of_history(
    history: Path, draft: Path, since: date | None, until: date | None, memory: str, write: "_Writer"
) -> tuple[Impact, "RejectsFile"]:
    refuse_without_bulk("impact")
    from service.bulk import engines
    from service.bulk.impact import HistoryImpact
    from service.bulk.screening import RejectsFile

    now = load_rulebook(Settings().policy_dirs)
    drafted = load_rulebook(Settings().policy_dirs, draft)
    rejects = RejectsFile(Path("impact.rejects.jsonl"))
    with (
        tempfile.TemporaryDirectory(prefix=".impact-", dir=".") as folder,
        engines.open_engine("duckdb", Path(folder), memory=memory) as backend,
    ):
        assessed = HistoryImpact(now, drafted, backend, Path(folder), rejects, memory, since, until)
        try:
            assessed.screen(history)
        finally:
            rejects.close()
        listed = _written(assessed.flips(), write)
        return assessed.impact(tuple(listed)), rejects


def _print(result: Impact, as_json: bool) -> None:
    if as_json:
        typer.echo(result.model_dump_json())
    else:
        _show(result)


def show_regimes(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="案卷 JSON、JSONL · dossiers")],
    on: Annotated[
        list[datetime] | None,
        typer.Option(
            formats=["%Y-%m-%d"], metavar="DATE", help="只看这些日期的规定，可多次 · the law of these days only"
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """对照各时期的规定对同一事实的结论 · what the law of each stretch of days says of the same facts."""
    rulebook = load_rulebook(Settings().policy_dirs)
    refused: list[str] = []
    days = [moment.date() for moment in on or ()]
    for dossier in _dossiers(files, refused):
        stretches = regimes(rulebook, dossier, days)
        if as_json:
            items = ",".join(regime.model_dump_json() for regime in stretches)
            typer.echo(f'{{"application_no":"{dossier.declaration.application_no}","items":[{items}]}}')
            continue
        rows = [
            (f"{regime.since or '…'} → {regime.until or '…'}", _SIGNS[regime.outcome], " ".join(regime.reasons))
            for regime in stretches
        ]
        output.out.print(f"[bold]{dossier.declaration.application_no}[/]")
        output.show_table(("规定 law of", "结论 outcome", "理由 reasons"), rows)
    raise typer.Exit(EXIT_BAD if refused else 0)


def _dossiers(files: Sequence[Path], refused: list[str]) -> Iterator[Dossier]:
    """Each dossier of the files; one that cannot be read is shown with its faults and left out."""
    for file in map(str, files):
        for line in documents(file, *contents(file)):
            try:
                yield line.document(Dossier)
            except BadInput as error:
                refused.append(line.location)
                output.show_faults(error.faults, line.location)


class _Writer:
    """Writes flips to a file as they come, or nowhere."""

    def __init__(self, out: Path | None) -> None:
        self._out = out
        self._file = (
            out.open("w", encoding="utf-8-sig" if out.suffix == ".csv" else "utf-8", newline="") if out else None
        )
        self._rows = csv.writer(self._file) if self._file and out and out.suffix == ".csv" else None
        if self._rows is not None:
            self._rows.writerow(Flip.model_fields)

    def __call__(self, flip: Flip) -> None:
        """Write one flip."""
        if self._rows is not None:
            values = flip.model_dump(mode="json").values()
            self._rows.writerow(" ".join(value) if isinstance(value, list) else value for value in values)
        elif self._file is not None:
            self._file.write(flip.model_dump_json() + "\n")

    def close(self) -> None:
        """Finish the file."""
        if self._file is not None:
            self._file.close()


def _writer(out: Path | None) -> _Writer:
    if out is not None and out.suffix not in (".csv", ".jsonl"):
        raise typer.BadParameter("--out: .csv | .jsonl")
    return _Writer(out)


def _written(flips: Iterator[Flip], write: _Writer) -> list[Flip]:
    """Write every flip; gives the first twenty, to be shown."""
    listed: list[Flip] = []
    for flip in flips:
        write(flip)
        if len(listed) < _SHOWN:
            listed.append(flip)
    write.close()
    return listed


def _show(result: Impact) -> None:
    per_day = f"{result.cases_per_day_before} → {result.cases_per_day_after}"
    output.out.print(
        f"申请 {result.declarations} 件，结果改变 [bold]{result.flips}[/] 件；每日转人工 {per_day} 件\n"
        f"{result.declarations} declarations, [bold]{result.flips}[/] flip; {per_day} a day to a person\n"
        f"[dim]{result.rulebook[:16]} → {result.draft[:16]}[/]"
    )
    for title, counts in (
        ("原结论 outcome now", result.outcomes),
        ("关区 districts", result.districts),
        ("企业 exporter", result.firms),
        ("认定改变的条款 provisions that say otherwise", result.provisions),
    ):
        if counts:
            output.out.print()
            output.show_table(
                (title, "申请 all", "改变 flip", "准予 eligible", "人工 refer"), map(_row, counts[:_SHOWN])
            )
    if result.listed:
        output.out.print()
        heads = ("申请 application", "企业 exporter", "申请日 day", "现 now", "草案 draft", "理由 reasons then")
        rows = (
            (
                flip.application_no,
                flip.exporter,
                str(flip.as_of),
                _SIGNS[flip.before],
                _SIGNS[flip.after],
                " ".join(flip.reasons_after),
            )
            for flip in result.listed
        )
        output.show_table(heads, rows)
    if result.flips > len(result.listed):
        sys.stderr.write(f"只列出前 {len(result.listed)} 件，全部请用 --out · the first only; all by --out\n")


def _row(count: Count) -> tuple[str, ...]:
    return (
        count.name,
        str(count.declarations),
        str(count.flips),
        f"{count.eligible_before} → {count.eligible_after}",
        f"{count.refer_before} → {count.refer_after}",
    )
