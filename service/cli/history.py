"""`tongtui history`: what the store keeps, as tables that `tongtui screen` reads."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from service.cli import output
from service.cli.common import operator_context
from service.problems import bad_input

history_app = typer.Typer(no_args_is_help=True, help="历史数据 · what the store keeps, as Parquet tables")


@history_app.callback()
def _group() -> None:
    """历史数据 · what the store keeps, as Parquet tables."""


@history_app.command("export")
def export(folder: Annotated[Path, typer.Argument(metavar="DIR", help="写到哪个文件夹 · where to")]) -> None:
    """把已判定的退货、清单和备案写成历史数据 · write decided returns, lists and registers as a history."""
    try:
        from service.bulk import export
    except ImportError as error:
        raise bad_input("history", "engine.missing", variant="history", package=error.name) from None
    context = operator_context()
    with Progress(console=output.err, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("导出 · exporting", total=None)
        counts = export.write_history(context, folder, lambda done: bar.update(task, completed=done))
    output.show_fields(*((f"{name}.parquet", str(count)) for name, count in counts.items()))
