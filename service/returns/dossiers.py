"""Gather what the registers know about a declaration, as of the days the law looks at."""

from datetime import date

from rules.days import day_in_shanghai
from schemas.declaration import ReturnDeclaration
from schemas.dossier import Dossier
from schemas.registers import Enterprise, SupervisionSite
from service.store import Session, export_lists, registers
from service.store.balances import Balances


def gather(session: Session, declaration: ReturnDeclaration, taken: Balances, *, as_of: date | None = None) -> Dossier:
    """The dossier of a declaration: original list, quantities taken by other returns, site and firms.

    The site's row is the one that began last by the day of return, the firms' rows those valid on the day of the
    application (the-law: details of the rulebook).
    """
    day = as_of or day_in_shanghai(declaration.declared_at)
    return_day = declaration.arrived_on or day
    site_code, exporter, agent = declaration.site_code, declaration.exporter.code, declaration.agent.code
    known = registers.known(session, site_code, exporter, agent)
    site = registers.began_last(known[SupervisionSite], site_code, return_day) if site_code else None
    return Dossier(
        declaration=declaration,
        export_list=export_lists.current(session, declaration.list_no),
        already_returned=taken.returned(),
        site=site,
        exporter=registers.valid_on(known[Enterprise], exporter, day),
        agent=registers.valid_on(known[Enterprise], agent, day),
    )
