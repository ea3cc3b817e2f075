"""Facts about time: days from release or export to the return (interpretations I1 to I3 and I7)."""

from rules.dated_dossier import DatedDossier
from rules.days import months_after
from rules.facts.fact import RETURN_DAY, fact
from rules.facts.unchangeable import PAST


@fact(
    ("自放行至退货的天数", "the days from release to return"),
    reads=("/export_list/released_on", *RETURN_DAY),
    changed_by=PAST,
)
def days_since_release(dated: DatedDossier) -> int | None:
    """Days from release to the day of return; negative where the return comes first (I3)."""
    released = dated.export_list.released_on if dated.export_list else None
    return None if released is None else (dated.return_day - released).days


@fact(
    ("距一年期满的天数", "the days left of the one year"),
    reads=("/export_list/released_on", *RETURN_DAY),
    changed_by=PAST,
)
def days_left_of_one_year(dated: DatedDossier) -> int | None:
    """Days from the return to the last day of the year that begins with release; negative once it is over (I2, I3)."""
    released = dated.export_list.released_on if dated.export_list else None
    return None if released is None else (months_after(released, 12) - dated.return_day).days


@fact(
    ("距六个月期满的天数", "the days left of the six months"),
    reads=("/export_list/exported_on", "/export_list/released_on", *RETURN_DAY),
    changed_by=PAST,
)
def days_left_of_six_months(dated: DatedDossier) -> int | None:
    """Days from the return to the last day of the six months after export, else after release (I2, I3, I7)."""
    if dated.export_list is None:
        return None
    start = dated.export_list.exported_on or dated.export_list.released_on
    return None if start is None else (months_after(start, 6) - dated.return_day).days
