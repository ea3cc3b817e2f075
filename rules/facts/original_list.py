"""Facts that the original export list states."""

from datetime import date

from rules.dated_dossier import DatedDossier
from rules.facts.fact import fact
from rules.facts.unchangeable import ORIGINAL_LIST


@fact(
    ("原出口的监管方式", "the supervision mode of the export"),
    reads=("/export_list/supervision_mode",),
    changed_by=ORIGINAL_LIST,
)
def supervision_mode(dated: DatedDossier) -> str | None:
    """The supervision mode of the original list: 9610, 1210, 1239, 9710, 9810 …"""
    return dated.export_list.supervision_mode if dated.export_list else None


@fact(
    ("出口申报日", "the day of the export declaration"), reads=("/export_list/declared_on",), changed_by=ORIGINAL_LIST
)
def export_declared_on(dated: DatedDossier) -> date | None:
    """The day on which the original list was declared."""
    return dated.export_list.declared_on if dated.export_list else None
