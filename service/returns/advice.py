"""What can be done about a return, why it was decided as it was, and the letter that says both."""

from datetime import date

from rules import Rulebook
from rules.advice.advise import advise
from rules.days import day_in_shanghai
from rules.explanation import explain
from schemas.base import Language
from schemas.decision import Decision
from schemas.declaration import ReturnDeclaration
from schemas.dossier import Dossier
from schemas.law.advice import Advice
from schemas.law.explanation import Explanation
from schemas.registers import Enterprise
from service import letters
from service.context import Context
from service.evidence.rulebook_archive import RulebookFolder
from service.problems import NotFound
from service.returns import checking, lookup
from service.store import registers


def advice(context: Context, declaration: ReturnDeclaration, as_of: date | None = None) -> Advice:
    """What can be done about a declaration as the registers stand; nothing is kept.

    Raises:
        Forbidden: the asking firm is neither its exporter nor its agent, or the original list is another firm's.
    """
    dossier = checking.dossier_of(context, declaration, as_of)
    lookup.refuse_others_list(context, dossier)
    return _of_dossier(context, context.rulebook, dossier, as_of)


def explanation(context: Context, decision_id: str) -> Explanation:
    """Why a decision came out as it did.

    Raises:
        NotFound: there is none, it is not the asking firm's, or its rulebook is not kept here.
        Forbidden: the original list is another firm's.
    """
    dossier, decision = lookup.decided(context, decision_id, "explanation.read")
    return explain(_rulebook_of(context, decision), dossier, decision)


def letter(context: Context, decision_id: str, lang: Language) -> bytes:
    """The letter about a decision, as PDF; the sites it names are those that the register holds for its day.

    Raises:
        NotFound, Forbidden: as `explanation`.
        Unavailable: letters cannot be made here.
    """
    dossier, decision = lookup.decided(context, decision_id, "letter.read")
    rulebook = _rulebook_of(context, decision)
    advised = _of_dossier(context, rulebook, dossier, decision.as_of)
    return letters.pdf(rulebook, dossier, decision, advised, lang)


def _of_dossier(context: Context, rulebook: Rulebook, dossier: Dossier, as_of: date | None) -> Advice:
    declaration, listed = dossier.declaration, dossier.export_list
    day = as_of or day_in_shanghai(declaration.declared_at)
    firms: tuple[Enterprise, ...] = ()
    with context.store.read() as session:
        sites = registers.sites_on(session, declaration.arrived_on or day)
        if listed is not None and listed.exporter.code != declaration.exporter.code:
            rows = registers.known(session, None, listed.exporter.code, listed.exporter.code)[Enterprise]
            row = registers.valid_on(rows, listed.exporter.code, day)
            firms = (row,) if row is not None else ()
    return advise(rulebook, dossier, sites, as_of, firms)


def _rulebook_of(context: Context, decision: Decision) -> Rulebook:
    digest = decision.rulebook
    if digest is None or digest == context.rulebook.digest:
        return context.rulebook
    kept = RulebookFolder(context.settings.data_dir / "rulebooks").load(digest)
    if kept is None:
        raise NotFound("rulebook.not_found", digest=digest)
    return kept
