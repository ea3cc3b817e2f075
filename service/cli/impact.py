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
from service.cli.screen import refuse_without_bulk, tell_rejects
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
        found, rejects = _looked_ahead(history, draft, first, last, memory, write)
        _tell(found, as_json)
        tell_rejects(rejects)
        raise typer.Exit(EXIT_BAD if rejects.counts else 0)
    if files:
        now = load_rulebook(Settings().policy_dirs)
        assessment = Assessment(now, load_rulebook(Settings().policy_dirs, draft))
        found = assessment.impact(
            first, last, _followed(assessment.flips(_dossiers(files, refused), first, last), write)
        )
    else:
        from service.law.impact import of_store

        found = of_store(operator_context(), draft, first, last, lambda flips: _followed(flips, write))
    _tell(found, as_json)
    raise typer.Exit(EXIT_BAD if refused else 0)


def _looked_ahead(
    history: Path, draft: Path, since: date | None, until: date | None, memory: str, write: "_Writer"
) -> tuple[Impact, "RejectsFile"]:
    refuse_without_bulk("impact")
    from service.bulk import engines
    from service.bulk.impact import Foresight
    from service.bulk.screening import RejectsFile

    now = load_rulebook(Settings().policy_dirs)
    drafted = load_rulebook(Settings().policy_dirs, draft)
    rejects = RejectsFile(Path("impact.rejects.jsonl"))
    with (
        tempfile.TemporaryDirectory(prefix=".impact-", dir=".") as folder,
        engines.opened("duckdb", Path(folder), memory=memory) as backend,
    ):
        foresight = Foresight(now, drafted, backend, Path(folder), rejects, memory, since, until)
        try:
            foresight.look(history)
        finally:
            rejects.close()
        listed = _followed(foresight.flips(), write)
        return foresight.impact(tuple(listed)), rejects


def _tell(found: Impact, as_json: bool) -> None:
    if as_json:
        typer.echo(found.model_dump_json())
    else:
        _show(found)


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
    days = [each.date() for each in on or ()]
    for dossier in _dossiers(files, refused):
        told = regimes(rulebook, dossier, days)
        if as_json:
            items = ",".join(each.model_dump_json() for each in told)
            typer.echo(f'{{"application_no":"{dossier.declaration.application_no}","items":[{items}]}}')
            continue
        rows = [
            (f"{each.since or '…'} → {each.until or '…'}", _SIGNS[each.outcome], " ".join(each.reasons))
            for each in told
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
        """Write one."""
        if self._rows is not None:
            values = flip.model_dump(mode="json").values()
            self._rows.writerow(" ".join(value) if isinstance(value, list) else value for value in values)
        elif self._file is not None:
            self._file.write(flip.model_dump_json() + "\n")

    def close(self) -> None:
        """Make the file whole."""
        if self._file is not None:
            self._file.close()


def _writer(out: Path | None) -> _Writer:
    if out is not None and out.suffix not in (".csv", ".jsonl"):
        raise typer.BadParameter("--out: .csv | .jsonl")
    return _Writer(out)


def _followed(flips: Iterator[Flip], write: _Writer) -> list[Flip]:
    """Write every flip; gives the first, to be shown."""
    listed: list[Flip] = []
    for flip in flips:
        write(flip)
        if len(listed) < _SHOWN:
            listed.append(flip)
    write.close()
    return listed


def _show(found: Impact) -> None:
    per_day = f"{found.cases_per_day_before} → {found.cases_per_day_after}"
    output.out.print(
        f"申请 {found.declarations} 件，结果改变 [bold]{found.flips}[/] 件；每日转人工 {per_day} 件\n"
        f"{found.declarations} declarations, [bold]{found.flips}[/] flip; {per_day} a day to a person\n"
        f"[dim]{found.rulebook[:16]} → {found.draft[:16]}[/]"
    )
    for title, counts in (
        ("原结论 outcome now", found.outcomes),
        ("关区 districts", found.districts),
        ("企业 exporter", found.firms),
        ("认定改变的条款 provisions that say otherwise", found.provisions),
    ):
        if counts:
            output.out.print()
            output.show_table(
                (title, "申请 all", "改变 flip", "准予 eligible", "人工 refer"), map(_row, counts[:_SHOWN])
            )
    if found.listed:
        output.out.print()
        heads = ("申请 application", "企业 exporter", "申请日 day", "现 now", "草案 draft", "理由 reasons then")
        rows = (
            (
                each.application_no,
                each.exporter,
                str(each.as_of),
                _SIGNS[each.before],
                _SIGNS[each.after],
                " ".join(each.reasons_after),
            )
            for each in found.listed
        )
        output.show_table(heads, rows)
    if found.flips > len(found.listed):
        sys.stderr.write(f"只列出前 {len(found.listed)} 件，全部请用 --out · the first only; all by --out\n")


def _row(count: Count) -> tuple[str, ...]:
    return (
        count.name,
        str(count.declarations),
        str(count.flips),
        f"{count.eligible_before} → {count.eligible_after}",
        f"{count.refer_before} → {count.refer_after}",
    )
