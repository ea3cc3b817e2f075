"""What entering rows would change in the registers."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from schemas.registers import Enterprise, Office, SupervisionSite
from schemas.work.amendments import Effect, RegisterName, Row, RowChange, Rows
from service.store.registers import code_of, effective_rows

KINDS: Final[dict[type[Row], RegisterName]] = {
    SupervisionSite: "sites",
    Enterprise: "enterprises",
    Office: "offices",
}


def diff(rows: Rows, recorded: Iterable[Row]) -> list[RowChange]:
    """What each row would do (add, continue, replace, nothing), entered in order on top of those recorded."""
    known: dict[tuple[RegisterName, str], list[Row]] = {}
    for row in recorded:
        known.setdefault(_key(row), []).append(row)
    changes = []
    for number, row in enumerate(rows.every, start=1):
        before = known.setdefault(_key(row), [])
        changes.append(_change(number, row, before))
        before.append(row)
    return changes


def _key(row: Row) -> tuple[RegisterName, str]:
    return KINDS[type(row)], code_of(row)


def _change(number: int, row: Row, recorded: Sequence[Row]) -> RowChange:
    begun = [each for each in effective_rows(recorded, code_of(row)) if _begins(each) <= _begins(row)]
    former = begun[-1] if begun else None
    twin = former is not None and _begins(former) == _begins(row)
    fields = _differing(former, row) if former is not None else ()
    effect: Effect = "added"
    if twin:
        effect = "replaced" if fields else "same"
    elif recorded:
        effect = "continued"
    kind, code = _key(row)
    return RowChange(number=number, kind=kind, code=code, effect=effect, before=former, after=row, fields=fields)


def _begins(row: Row) -> date:
    return row.valid_from or date.min


def _differing(former: Row, row: Row) -> tuple[str, ...]:
    """Which fields say another thing; that a row begins on another day is what it is entered for."""
    return tuple(
        name for name in type(row).model_fields if name != "valid_from" and getattr(former, name) != getattr(row, name)
    )
