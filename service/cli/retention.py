"""`tongtui retention`: what is kept no longer, and what a legal hold keeps."""

from typing import Annotated

import typer

from service.cli import output
from service.cli.common import operator_context
from service.returns import retention

retention_app = typer.Typer(no_args_is_help=True, help="保存期限 · what is erased when, and legal holds")
ReturnId = Annotated[str, typer.Argument(metavar="RETURN", help="退货编号 · the return's id")]
_MOST = 1_000_000


@retention_app.command("due")
def due() -> None:
    """列出已过保存期限的退货 · list returns whose time is over."""
    context = operator_context()
    due = retention.due(context, _MOST)
    years, day = context.settings.keep_years, retention.due_before(context).date()
    for each in due:
        typer.echo(each)
    heading = f"办结早于 {day}（满 {years} 年）的退货 {len(due)} 件"
    output.err.print(f"{heading} · {len(due)} returns ended before {day}, {years} years ago")


@retention_app.command("erase")
def erase() -> None:
    """清除已过保存期限的退货和批量申报 · erase returns and batches whose time is over."""
    done = retention.erase_due(operator_context(), _MOST)
    output.out.print(f"已清除 {done} 件 · erased {done}", highlight=False)


@retention_app.command("hold")
def hold(return_id: ReturnId, reason: Annotated[str, typer.Option(help="原因 · why")]) -> None:
    """保全一件退货，不予清除 · keep a return until the hold is lifted."""
    retention.hold(operator_context(), return_id, reason)
    output.out.print(f"已保全 · held: {return_id}", highlight=False)


@retention_app.command("lift")
def lift(return_id: ReturnId) -> None:
    """解除保全 · lift a hold."""
    retention.lift(operator_context(), return_id)
    output.out.print(f"已解除 · lifted: {return_id}", highlight=False)


@retention_app.command("holds")
def holds() -> None:
    """列出保全 · list what is held."""
    rows = ((row.return_id, f"{row.placed_at:%Y-%m-%d}", row.reason) for row in retention.holds(operator_context()))
    output.show_table(("退货 return", "日期 since", "原因 reason"), rows)
