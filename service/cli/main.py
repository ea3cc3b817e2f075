"""The command line.

Exit codes: 0 eligible (or done), 10 ineligible, 20 refer, 64 bad input or usage, 70 internal fault.
"""

import logging
import os
import sys
from collections.abc import Iterable
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, cast, get_args

import typer
from pydantic import ValidationError
from rich.markup import escape

from schemas.base import Language
from schemas.faults import BadInput, faults_of
from service.cli import output
from service.cli.options import AsOf, day_of
from service.cli.output import EXIT_BAD
from service.problems import Problem

if TYPE_CHECKING:
    from service.cli.decide import Besides
    from service.context import Context

EXIT_FAULT: Final = 70

app = typer.Typer(
    name="tongtui",
    help="通退：判定跨境电商出口退货 · decide returns of cross-border e-commerce exports",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
Json = Annotated[bool, typer.Option("--json", help="输出 JSON，每个结果一行 · print JSON, a line for each result")]
Advise = Annotated[bool, typer.Option("--advice", help="同时给出补正建议 · say what to change, and where else")]
Lang = Annotated[str, typer.Option("--lang", metavar="zh|en", help="输出语言 · language of the output")]


@app.command()
def decide(
    file: Annotated[str, typer.Argument(help="案卷 JSON、JSONL，或 - · a dossier in JSON, many in JSONL, or -")],
    as_of: AsOf = None,
    as_json: Json = False,
    lang: Lang = "zh",
    advice: Advise = False,
    explain: Annotated[bool, typer.Option("--explain", help="同时说明判定的论证 · say why it was decided so")] = False,
) -> None:
    """判定完整案卷，不用数据库 · decide a whole dossier, without any store."""
    from service.cli.decide import decide_file

    if advice and explain:
        raise typer.BadParameter("--advice | --explain")
    besides: Besides = "advice" if advice else "explanation" if explain else None
    raise typer.Exit(decide_file(file, day_of(as_of), as_json, _language(lang), besides))


@app.command()
def check(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE…", help="退货申请 JSON、JSONL、CEB213 XML，或 - · return declarations")
    ],
    as_of: AsOf = None,
    as_json: Json = False,
    lang: Lang = "zh",
    advice: Advise = False,
) -> None:
    """按本地备案判定退货申请，不作记录 · decide declarations against the store's registers and record nothing."""
    from service.cli.decide import check_files

    raise typer.Exit(check_files(_open(), files, day_of(as_of), as_json, _language(lang), advise=advice))


@app.command(name="import")
def import_(
    register: Annotated[
        str, typer.Argument(metavar="exports|sites|enterprises|offices", help="备案种类 · the register")
    ],
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="JSON、JSONL、CSV、XLSX；出口清单还可用 CEB603/CEB604")
    ],
) -> None:
    """导入备案或出口清单 · take registers or original lists from files."""
    from service.registers import importing

    if register not in (kinds := get_args(importing.Register)):
        raise typer.BadParameter(f"{register}: {' | '.join(kinds)}")
    kind = cast(importing.Register, register)
    context = _open()
    refused = False
    for path in _progress(files):
        try:
            done = importing.from_file(context, kind, path)
        except BadInput as error:
            output.show_faults(error.faults)
            refused = True
            continue
        output.show_faults(done.errors, path.name)
        refused = refused or bool(done.errors)
        typer.echo(
            f"{path.name}: 读入 {done.read}，新增或更新 {done.changed} · read {done.read}, changed {done.changed}"
        )
    raise typer.Exit(EXIT_BAD if refused else 0)


@app.command()
def policies(
    on: Annotated[
        datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], metavar="DATE", help="哪一天 · on which day")
    ] = None,
    as_json: Json = False,
    lang: Lang = "zh",
) -> None:
    """列出某日施行中的规定 · list the law in force on a day."""
    from rules import load_rulebook
    from rules.days import SHANGHAI
    from service.settings import Settings

    rulebook = load_rulebook(Settings().policy_dirs)
    day = day_of(on) or datetime.now(SHANGHAI).date()
    if as_json:
        for policy, provision in rulebook.in_force(day):
            typer.echo(
                provision.model_copy(update={"name": f"{policy.id}.{provision.name}"}).model_dump_json(by_alias=True)
            )
    else:
        output.show_law(rulebook.in_force(day), f"{day} · {rulebook.digest[:16]}", _language(lang))


@app.command()
def migrate() -> None:
    """建立或升级数据表 · make or upgrade the tables."""
    from service.evidence import audit

    audit.backfill(_open())
    typer.echo("数据表已是最新 · the tables are up to date")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="监听地址 · address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="端口 · port")] = 9610,
    workers: Annotated[int, typer.Option(min=1, max=256, help="进程数 · processes")] = 1,
    demo: Annotated[bool, typer.Option("--demo", help="装入演示数据，显示密钥 · fill in samples, print a key")] = False,
    jobs: Annotated[bool, typer.Option(help="同时处理批量和推送 · do background work too")] = True,
) -> None:
    """启动 HTTP 服务 · serve HTTP."""
    from service.cli import serve

    serve.serve(host, port, workers, demo=demo, jobs=jobs)


@app.command()
def work() -> None:
    """只处理批量和事件推送 · do background work only: batches and webhooks."""
    from service.cli import serve

    serve.work()


def _open() -> "Context":
    from service.cli.common import operator_context

    return operator_context()


def _language(value: str) -> Language:
    if value == "zh":
        return "zh"
    if value == "en":
        return "en"
    raise typer.BadParameter("--lang: zh | en")


def _progress(files: list[Path]) -> Iterable[Path]:
    from rich.progress import track

    return track(files, console=output.err, disable=len(files) < 2 or not sys.stderr.isatty(), transient=True)


_GROUPS: Final = {
    "users": "accounts:users_app",
    "keys": "accounts:keys_app",
    "audit": "evidence:audit_app",
    "signing": "evidence:signing_app",
    "retention": "retention:retention_app",
    "history": "history:history_app",
}
_SINGLE: Final = {
    "impact": "impact:impact",
    "regimes": "impact:show_regimes",
    "prove": "prove:prove",
    "verify": "evidence:verify",
    "batch": "batch:batch",
    "letter": "letter:letter",
    "screen": "screen:screen",
}


def _with_groups(arguments: list[str]) -> None:
    """Load the commands that are named, or all where help is asked for: a cold start costs what it needs only."""
    named = next((argument for argument in arguments if not argument.startswith("-")), None)
    for name, where in {**_GROUPS, **_SINGLE}.items():
        if named is not None and named != name:
            continue
        module, _, attribute = where.partition(":")
        found = getattr(import_module(f"service.cli.{module}"), attribute)
        if name in _GROUPS:
            app.add_typer(found, name=name)
        else:
            app.command(name)(found)


def main() -> None:
    """Run the command line."""
    _with_groups(sys.argv[1:])
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except typer.exceptions.TyperException as error:
        if message := error.format_message():
            output.show_usage_error(message)
        sys.exit(EXIT_BAD)
    except typer.Abort:
        sys.exit(130)
    except BadInput as error:
        output.show_faults(error.faults)
        sys.exit(EXIT_BAD)
    except Problem as problem:
        output.show_faults((problem.fault,))
        sys.exit(EXIT_BAD)
    except ValidationError as error:
        if error.title == "Settings":
            from service.settings import faults_in_settings

            output.show_faults(faults_in_settings(error))
        else:
            output.show_faults(faults_of(error))
        sys.exit(EXIT_BAD)
    except (BrokenPipeError, SystemExit) as end:
        if not (isinstance(end, BrokenPipeError) or isinstance(end.__context__, BrokenPipeError)):
            raise
        # Click and Rich end with 1 where the reader has gone, as `head` does: he has read enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        logging.getLogger(__name__).debug("internal fault", exc_info=error)
        message = escape(f"{type(error).__name__}: {error}")
        output.err.print(f"[bold red]内部错误 / internal fault:[/] {message}")
        sys.exit(EXIT_FAULT)
    sys.exit(code or 0)
