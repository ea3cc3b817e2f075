"""`tongtui letter`: the letter about a decision, as PDF."""

from pathlib import Path
from typing import Annotated

import typer

from schemas import base
from service.cli import output
from service.cli.options import AsOf, day_of


def letter(
    dossier: Annotated[Path, typer.Argument(metavar="DOSSIER", help="案卷 JSON · a dossier in JSON")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="写入的 PDF 文件 · the PDF to write")],
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en", help="通知书的语言 · language of the letter")] = "zh",
    as_of: AsOf = None,
) -> None:
    """判定案卷并制作 PDF 通知书 · decide a dossier and write the letter about it."""
    from rules import load_rulebook
    from schemas.dossier import Dossier
    from service import letters
    from service.cli.decide import advice_alone, stamped
    from service.files.documents import document_of
    from service.settings import Settings

    if lang not in ("zh", "en"):
        raise typer.BadParameter("--lang: zh | en")
    language: base.Language = "en" if lang == "en" else "zh"
    rulebook, read = load_rulebook(Settings().policy_dirs), document_of(Dossier, dossier)
    decision = stamped(rulebook, read, day_of(as_of))
    made = letters.pdf(rulebook, read, decision, advice_alone(rulebook, read, decision.as_of), language)
    try:
        out.write_bytes(made)
    except OSError as error:
        raise typer.BadParameter(f"{out}: {error.strerror}") from None
    output.show_fields(("通知书 letter", str(out)), ("字节 bytes", str(len(made))))
