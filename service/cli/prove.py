"""`tongtui prove`: what holds of the whole law, for every return there could be, and the certificate of it."""

from pathlib import Path
from typing import Annotated, Final

import typer
from rich.markup import escape

from rules import Rulebook, load_rulebook
from rules.readings.prose import tell
from schemas.base import Language
from schemas.law.certificate import Certificate, CounterExample, Theorem
from service.cli import output
from service.cli.output import EXIT_BAD
from service.context import utc_now
from service.problems import bad_input
from service.settings import Settings

_TELLING: Final = ("unmet", "undetermined")


def prove(
    policy_dir: Annotated[
        list[Path] | None, typer.Option(metavar="DIR", help="另加的规定目录，可多次 · further policy folders")
    ] = None,
    draft: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="规定草案的目录，取代同名规定 · a draft, in place of what it replaces"),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="写出证明书、反例案卷和场景 · write certificate, cases, scenarios"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出证明书 JSON · print the certificate in JSON")] = False,
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en", help="输出语言 · language of the output")] = "zh",
) -> None:
    """证明规定没有矛盾、空档和失效的条款 · prove that the law has no contradiction, gap or dead provision."""
    if lang not in ("zh", "en"):
        raise typer.BadParameter("--lang: zh | en")
    try:
        from rules.proving import prove as prove_law
    except ModuleNotFoundError as error:
        raise bad_input("tongtui prove", "setting.extra", package=error.name) from None
    rulebook = load_rulebook([*Settings().policy_dirs, *(policy_dir or ())], draft)
    certificate = prove_law(rulebook, utc_now())
    if out is not None:
        _write(certificate, rulebook, out)
    if as_json:
        typer.echo(certificate.model_dump_json(by_alias=True))
    else:
        _show(certificate, "en" if lang == "en" else "zh")
    raise typer.Exit(0 if certificate.holds else EXIT_BAD)


def _write(certificate: Certificate, rulebook: Rulebook, folder: Path) -> None:
    """The certificate as JSON and as a page, every case as a dossier, and all of them as scenarios."""
    from rules.proving.certificate_page import page
    from rules.proving.scenarios import feature

    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "certificate.json": certificate.model_dump_json(by_alias=True, indent=2),
        "certificate.md": page(certificate),
        "counter-examples.feature": feature(certificate, rulebook.districts),
    }
    for theorem in certificate.theorems:
        for number, each in enumerate(theorem.counter_examples, start=1):
            for witness in each.witnesses:
                name = f"{theorem.id}-{number}-{witness.as_of}.json"
                texts[name] = witness.dossier.model_dump_json(by_alias=True, indent=2)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def _show(certificate: Certificate, lang: Language) -> None:
    for theorem in certificate.theorems:
        _show_theorem(theorem, lang)
    covered = {"zh": "许可的期间", "en": "what the permissions cover"}[lang]
    output.out.print(f"\n[bold]{covered}[/]")
    for coverage in certificate.coverage:
        spans = ", ".join(f"{since or '…'} → {until or ''}".strip() for since, until in coverage.spans) or "–"
        output.out.print(f"  {getattr(coverage.kind, lang)}  [cyan]{spans}[/]")
    style, words = ("green", {"zh": "全部成立", "en": "everything holds"})
    if not certificate.holds:
        style, words = ("red", {"zh": "有不成立的", "en": "something does not hold"})
    questions = sum(theorem.questions for theorem in certificate.theorems)
    effort = {
        "zh": f"问题 {questions} 个，{certificate.seconds:.1f} 秒",
        "en": f"{questions} questions in {certificate.seconds:.1f} s",
    }
    digest = f"{certificate.rulebook[:16]} · {certificate.solver} · {effort[lang]}"
    output.out.print(f"\n[bold {style}]{words[lang]}[/]  [dim]{digest}[/]")


def _show_theorem(theorem: Theorem, lang: Language) -> None:
    sign = "[green]✓[/]" if theorem.holds else "[bold red]✗[/]"
    spent = f"{theorem.questions} · {theorem.seconds:.2f} s"
    output.out.print(f"{sign} {escape(getattr(theorem.words, lang))} [dim]{theorem.id} {spent}[/]")
    for number, each in enumerate(theorem.counter_examples, start=1):
        _show_counter_example(f"{theorem.id}-{number}", each, lang)


def _show_counter_example(name: str, shown: CounterExample, lang: Language) -> None:
    style = "yellow" if shown.accepted else "red"
    facts = " · ".join(getattr(tell(fact, value), lang) for fact, value in shown.facts.items())
    since = "" if shown.since is None else f" {shown.since}"
    head = " ".join((getattr(shown.words, lang), *shown.provisions))
    output.out.print(f"    [{style}]{name}[/]{since} {escape(head)}")
    if facts:
        output.out.print(f"      {escape(facts)}")
    for witness in shown.witnesses:
        reasons = " ".join(name for name, status in witness.findings.items() if status in _TELLING)
        answer = f"{witness.as_of} {witness.outcome} / {witness.tax_relief}"
        again = "" if witness.redecided else {"zh": "  引擎判定不同", "en": "  the engine decides otherwise"}[lang]
        output.out.print(f"      {answer} [dim]{escape(reasons)}[/][bold red]{again}[/]")
    if shown.accepted:
        accepted = {"zh": "已认可：", "en": "accepted: "}[lang]
        output.out.print(f"      [dim]{accepted}{escape(getattr(shown.accepted, lang))}[/]")
