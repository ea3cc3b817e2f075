"""Decide a declaration against the registers and keep nothing."""

from datetime import date

from rules import gherkin, impact
from schemas.decision import Decision
from schemas.declaration import ReturnDeclaration
from schemas.dossier import Dossier
from schemas.law.impact import Regime
from schemas.work.returns import COUNTED_STATES
from service.context import Context
from service.returns import dossiers
from service.returns.lookup import refuse_others_list, refuse_stranger, sees
from service.returns.recording import Decided
from service.returns.revisions import with_arrival
from service.store import balances
from service.store import returns as store


def check(context: Context, declaration: ReturnDeclaration, as_of: date | None = None) -> Decision:
    """Decide a declaration against the registers and keep nothing.

    Raises:
        Forbidden: the asking firm is neither its exporter nor its agent.
    """
    return Decided.of(context, dossier_of(context, declaration, as_of), as_of=as_of).decision


def scenario(context: Context, declaration: ReturnDeclaration) -> str:
    """A feature file of the acceptance book that tells the declaration, and comes out as `check` does.

    Raises:
        Forbidden: as `check`, or the original list, whose goods it tells, is another firm's.
    """
    dossier = dossier_of(context, declaration)
    refuse_others_list(context, dossier)
    return gherkin.checked(dossier, context.rulebook.decide(dossier), context.rulebook.districts)


def regimes(context: Context, declaration: ReturnDeclaration) -> tuple[Regime, ...]:
    """The answer to a declaration under each regime (a span of days with one law); nothing is kept.

    Raises:
        Forbidden: as `check`.
    """
    return impact.regimes(context.rulebook, dossier_of(context, declaration))


def dossier_of(context: Context, declaration: ReturnDeclaration, as_of: date | None = None) -> Dossier:
    """What is known about a declaration that is not filed, or not filed again yet.

    Raises:
        Forbidden: as `check`.
    """
    refuse_stranger(context, declaration)
    with context.store.read() as session:
        free = balances.of_list(session, declaration.list_no)
        filed = store.is_filed(session, declaration.exporter.code, declaration.application_no)
        earlier = filed and store.by_application(session, declaration.exporter.code, declaration.application_no)
        if earlier and not sees(context, earlier):
            earlier = None
        if earlier and earlier.state in COUNTED_STATES:
            lines = store.lines_of(session, earlier.id)
            free = free.without(line for line in lines if line.list_no == declaration.list_no)
        if earlier and earlier.state != "draft":
            declaration = with_arrival(session, earlier, declaration)
        return dossiers.gather(session, declaration, free, as_of=as_of)
