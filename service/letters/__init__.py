"""Letters about decisions, as PDF: set by Typst, the same bytes for the same input, no clock and no network.

`content.py` says what stands in a letter, `letter.typ` how it looks. Typst and the Chinese font are the extra
`letters`; they are looked for only where a letter is made.
"""

from importlib.resources import as_file, files
from typing import Final

from rules import Rulebook
from schemas.base import Language
from schemas.decision import Decision
from schemas.dossier import Dossier
from schemas.law.advice import Advice
from service.letters.content import Letter, letter
from service.problems import Unavailable

__all__ = ["Letter", "letter", "pdf"]
_PDF_STANDARD: Final = "a-2b"


def pdf(rulebook: Rulebook, dossier: Dossier, decision: Decision, advice: Advice, lang: Language) -> bytes:
    """The letter as PDF/A.

    Raises:
        Unavailable: the extra `letters` is not installed.
    """
    try:
        import noto_cjk_sans_otc
        import typst
    except ImportError:
        raise Unavailable("letter.unavailable") from None
    content = letter(rulebook, dossier, decision, advice, lang).model_dump_json()
    with as_file(files(__package__) / "letter.typ") as template, as_file(noto_cjk_sans_otc.FONT_PATH) as font:
        compiler = typst.Compiler(
            str(template), font_paths=[str(font.parent)], ignore_system_fonts=True, sys_inputs={"letter": content}
        )
        made = compiler.compile(format="pdf", pdf_standards=[_PDF_STANDARD], timestamp=0)
    assert isinstance(made, bytes)
    return made
