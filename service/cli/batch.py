"""`tongtui batch`: file many returns from a file, with a progress bar."""

import sys
import threading
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from schemas.work.batches import Batch
from service.batches import lifecycle, processing
from service.batches.results import WRITERS
from service.batches.templates import TEMPLATES
from service.cli import output
from service.cli.common import operator_context
from service.context import Context
from service.evidence import audit
from service.problems import bad_input
from service.worker import worker_name

_PIECE: Final = 1024 * 1024


def batch(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="CSV、XLSX、JSONL、CEB213 XML 或其 ZIP")] = None,
    out: Annotated[
        Path | None, typer.Option(help="结果文件 .csv .xlsx .jsonl .zip（CEB214） · where the results go")
    ] = None,
    firm: Annotated[str, typer.Option(help="只限这家企业的申报 · limit it to what a firm may file")] = "",
    template: Annotated[
        str, typer.Option(metavar="csv|xlsx", help="输出空白模板后结束 · write a template and end")
    ] = "",
) -> None:
    """批量申报一个文件 · file every return of a file."""
    if template:
        _template(template)
        return
    if file is None:
        raise typer.BadParameter("FILE")
    form = _form(out)
    context = operator_context()
    made = _send(context, file, firm or audit.AUTHORITY)
    done = _worked(context, made.id)
    if out is not None and form is not None:
        with out.open("wb") as kept:
            WRITERS[form][2](lifecycle.results(context, done.id), kept)
    counts = done.counts
    output.show_faults(done.faults, file.name)
    output.out.print(
        f"{file.name}: {done.done} 件 · returns  准予 accepted {counts.accepted} · 退单 rejected {counts.rejected} · "
        f"人工 review {counts.review} · 其他 other {counts.other} · 未受理 refused {counts.refused}",
        highlight=False,
    )
    output.out.print(f"[dim]{done.id}[/]", highlight=False)
    raise typer.Exit(output.EXIT_BAD if done.state != "done" or counts.refused else 0)


def _send(context: Context, file: Path, firm: str) -> Batch:
    try:
        with file.open("rb") as stream, lifecycle.upload(context, file.name) as coming:
            while piece := stream.read(_PIECE):
                coming.write(piece)
            return lifecycle.create(context, coming, firm)
    except OSError as error:
        raise bad_input(file.name, "file.unreadable", reason=error.strerror or "?") from None


def _worked(context: Context, batch_id: str) -> Batch:
    """Work the batch here, unless a service does, and show how far it is."""
    ended, name = threading.Event(), worker_name()

    def work() -> None:
        while not ended.is_set() and lifecycle.one(context, batch_id).state in ("waiting", "running"):
            if not processing.work(context, name, ended.is_set):
                ended.wait(0.2)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=output.err, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("批量申报 · filing", total=None)
        try:
            while thread.is_alive():
                now = lifecycle.one(context, batch_id)
                bar.update(task, completed=now.done, total=now.total)
                thread.join(0.2)
        except KeyboardInterrupt:
            ended.set()
            thread.join()
            lifecycle.cancel(context, batch_id)
            raise
    return lifecycle.one(context, batch_id)


def _form(out: Path | None) -> str | None:
    if out is None:
        return None
    forms = {ending: form for form, (_, ending, _) in WRITERS.items()}
    form = forms.get(out.suffix.removeprefix("."))
    if form is None:
        raise typer.BadParameter(f"--out: {' | '.join(f'.{ending}' for ending in forms)}")
    return form


def _template(kind: str) -> None:
    if kind not in TEMPLATES:
        raise typer.BadParameter(f"--template: {' | '.join(TEMPLATES)}")
    sys.stdout.buffer.write(TEMPLATES[kind]())
