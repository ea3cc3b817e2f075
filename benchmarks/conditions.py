"""The conditions of the law in force on one day, and complete facts to ask them of."""

from collections.abc import Callable
from datetime import date

from benchmarks.peer_engines import Facts
from rules import Rulebook
from rules.dated_dossier import DatedDossier
from rules.facts import FACTS
from rules.readings.normal_form import literal_of
from schemas.dossier import Dossier
from schemas.law.condition import Condition

DAY = date(2026, 5, 2)
_STANDING_IN = {"flag": True, "count": 1, "code": "9610", "day": date(2026, 4, 1), "lines": ()}


def conditions_on(rulebook: Rulebook, day: date) -> tuple[Condition, ...]:
    provisions = [provision for _, provision in rulebook.in_force(day)]
    parts = [part for provision in provisions for part in (provision.applies, provision.needs) if part is not None]
    return tuple(dict.fromkeys(parts))


def complete_facts(rulebook: Rulebook) -> Callable[[Dossier], Facts]:
    """How a dossier becomes facts, with a value put in wherever one is unknown."""

    def known(name: str, dated: DatedDossier) -> bool | int | str:
        value = FACTS[name].derive(dated)
        return literal_of(_STANDING_IN[FACTS[name].type] if value is None else value)

    def facts(dossier: Dossier) -> Facts:
        dated = DatedDossier.of(dossier, rulebook.districts)
        return {name: known(name, dated) for name in FACTS}

    return facts
