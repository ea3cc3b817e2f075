"""What the command line shows: a decision with its reasons, and faults with their places."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Final, cast

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from rules.readings.prose import tell
from schemas.base import Language
from schemas.decision import (
    CROSS_WORDS,
    OPEN,
    OUTCOME_WORDS,
    RELIEF_WORDS,
    STATUS_WORDS,
    Decision,
    Finding,
    Outcome,
    Status,
)
from schemas.faults import Fault
from schemas.law.condition import Before, OnOrAfter, tests_of
from schemas.law.policy import BASIS_WORDS, OTHERWISE_WORDS, QUESTION_WORDS, Policy, Provision
from service.access import ROLES, Role

EXIT_BAD: Final = 64
"""The exit code of bad input and wrong usage."""

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

_STYLES: Final[dict[Outcome, str]] = {"eligible": "bold green", "ineligible": "bold red", "refer": "bold yellow"}
_SIGNS: Final[dict[Status, tuple[str, str]]] = {"unmet": ("red", "✗"), "undetermined": ("yellow", "?")}


def show_decision(name: str, decision: Decision, lang: Language) -> None:
    """The outcome, every reason with clause and remedy, and how many provisions held."""
    outcome, relief = OUTCOME_WORDS[decision.outcome], RELIEF_WORDS[decision.tax_relief]
    head = Text.assemble((getattr(outcome, lang), _STYLES[decision.outcome]), "  ", (name, "bold"))
    parts = (
        str(decision.as_of),
        getattr(CROSS_WORDS[decision.cross_district], lang),
        {"zh": f"税收优惠：{relief.zh}", "en": f"tax relief: {relief.en}"}[lang],
    )
    head.append("  " + " · ".join(parts), style="dim")
    out.print(head)
    reasons = [each for each in decision.findings if each.status in OPEN]
    for finding in sorted(reasons, key=lambda each: (each.question != "return", each.status != "unmet")):
        _show_finding(finding, lang)
    met = sum(each.status == "met" for each in decision.findings)
    none = sum(each.status == "not_applicable" for each in decision.findings)
    tail = {"zh": f"另有 {met} 条符合、{none} 条不适用", "en": f"{met} more met, {none} not applicable"}
    indented(tail[lang], 2, "dim")
    out.print()


def _show_finding(finding: Finding, lang: Language) -> None:
    style, sign = _SIGNS[finding.status]
    if finding.otherwise == "advise":
        style, sign = "cyan", "i"
    title = Text.assemble(
        "  ", (f"{sign} {getattr(STATUS_WORDS[finding.status], lang)} ", style), (finding.provision, "bold")
    )
    concerned = {
        "zh": f" 第 {'、'.join(map(str, finding.lines))} 项",
        "en": f" line {', '.join(map(str, finding.lines))}",
    }
    location = f"{finding.pointer}{concerned[lang] if finding.lines else ''}"
    title.append(f"  {getattr(QUESTION_WORDS[finding.question], lang)} {location}", style="dim")
    out.print(title)
    indented(getattr(finding.statement, lang), 6)
    if finding.evidence:
        facts = (getattr(tell(name, value), lang) for name, value in finding.evidence.items())
        indented(" · ".join(facts), 6, "dim")
    if finding.citation.phrase:
        basis = " ".join((getattr(BASIS_WORDS[finding.basis], lang), *finding.interpretations))
        cited = f"{finding.citation.instrument} {finding.citation.clause}「{finding.citation.phrase}」"
        indented(f"{cited} · {basis}", 6, "dim")
    indented(f"→ {getattr(finding.remedy, lang)}", 6, style)


def indented(text: str, indent: int, style: str = "") -> None:
    """A paragraph: wrapped under its indent on a terminal, whole on one line elsewhere."""
    if out.is_terminal:
        out.print(Padding(Text(text, style=style, overflow="fold"), (0, 0, 0, indent)), soft_wrap=False)
    else:
        out.print(Text(" " * indent + text, style=style))


def show_faults(faults: Iterable[Fault], location: str = "") -> None:
    """Each fault with its location, in both languages, on the error stream."""
    for fault in faults:
        where = f"{location} {fault.pointer}".strip() or "/"
        err.print(
            f"[bold red]✗[/] [bold]{escape(where)}[/] {escape(fault.zh)} / {escape(fault.en)} [dim]{fault.code}[/]"
        )


def show_table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Rows under heads; as lines of tab-separated cells where the output is no terminal."""
    if not out.is_terminal:
        _tabbed(heads, *rows)
        return
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for head in heads:
        table.add_column(head, header_style="bold", overflow="fold")
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    out.print(table)


def show_fields(*fields: tuple[str, str]) -> None:
    """Names and values, one below the other; with a tab between where the output is no terminal."""
    if not out.is_terminal:
        _tabbed(*fields)
        return
    table = Table.grid(padding=(0, 3, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", style="bold")
    for name, value in fields:
        table.add_row(name, escape(value))
    out.print(table)


def _tabbed(*rows: Iterable[str]) -> None:
    for row in rows:
        print("\t".join(row), file=out.file)  # Rich would spread a tab into blanks


def show_usage_error(message: str) -> None:
    """A command that was called wrongly."""
    err.print(f"用法有误 · wrong usage: {message}\n  tongtui --help", style="red", markup=False)


def show_law(provisions: Iterable[tuple[Policy, Provision]], title: str, lang: Language) -> None:
    """The provisions in force, by instrument."""
    console = out if out.is_terminal else Console(highlight=False, width=140)
    console.print(title, style="bold")
    for policy, group in groupby(provisions, key=lambda each: each[0]):
        head = Text.assemble(f"\n{policy.id}  ", (getattr(policy.number, lang), "bold"), f"  {_span(policy, lang)}")
        console.print(head, soft_wrap=True)
        table = Table.grid(padding=(0, 2), pad_edge=True)
        for wraps in (False, False, True, False):
            table.add_column(no_wrap=not wraps, overflow="fold" if wraps else "ellipsis")
        for _, provision in group:
            effect = getattr(OTHERWISE_WORDS[provision.otherwise], lang)
            basis = Text(getattr(BASIS_WORDS[provision.basis], lang), style="dim")
            table.add_row(Text(provision.name, style="cyan"), effect, getattr(provision.statement, lang), basis)
        console.print(table)


def _span(policy: Policy, lang: Language) -> str:
    """The days of an instrument: those on which it is in force, or those of the exports that it covers."""
    since, until, whose = policy.period.since, policy.period.until, ""
    if since is None and until is None:
        conditions = [provision.applies for provision in policy.provisions if provision.applies is not None]
        tests = [test for each in conditions for test in tests_of(each) if test.fact == "export_declared_on"]
        since = next((test.on_or_after for test in tests if isinstance(test, OnOrAfter)), None)
        until = next((test.before for test in tests if isinstance(test, Before)), None)
        whose = {"zh": "出口申报日 ", "en": "exports declared "}[lang]
    if since is None and until is None:
        return {"zh": "一直", "en": "always"}[lang]
    return f"{whose}{since or ''} → {until or ''}".strip()


def show_welcome(address: str, passwords: Mapping[str, str] | None = None, key: str | None = None) -> None:
    """Where the console is and how to call the API; of a demo its users, their passwords if they are new, and a key."""
    out.print(f"\n[bold]通退 Tongtui[/]  控制台 · console [bold cyan]{address}[/]  接口文档 · API docs {address}/docs")
    if passwords:
        out.print("\n用户和一次性密码 · users and one-time passwords")
        for user, password in passwords.items():
            role = ROLES[cast(Role, user)]
            out.print(f"  [bold]{user:<12}{escape(password)}[/]  [dim]{role.zh} · {role.en}[/]", highlight=False)
    if key is not None:
        out.print("[dim]企业用下面的密钥登录控制台或调用接口 · firms sign in, and call, with the key below[/]")
        out.print(
            "\n试一下 · try:\n"
            f"  export KEY={key}\n"
            f'  curl -sS {address}/v1/returns -H "Authorization: Bearer $KEY"'
            " -H 'Content-Type: application/xml' --data-binary @examples/returns.xml\n"
            f'  curl -sS {address}/v1/returns -H "Authorization: Bearer $KEY"'
            " -H 'Content-Type: application/json' --data-binary @examples/return.json\n"
            "  .venv/bin/tongtui check examples/return.json\n",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
    out.print("[dim]Ctrl+C 停止 · to stop[/]")
