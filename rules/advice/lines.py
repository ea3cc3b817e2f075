"""Lines brought into line with the original list: goods corrected, quantities reduced to what is left."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from schemas.dossier import ReturnedQuantity
from schemas.export_list import ExportList
from schemas.goods import GoodsLine
from schemas.law.advice import Edit, Value

Lines = dict[int, GoodsLine]
"""Lines by their position in the original declaration."""
_GOODS: Final = ("hs_code", "name", "model", "unit", "legal_unit")
_QUANTITIES: Final = ("quantity", "legal_quantity", "second_quantity")


def dropped(position: int, line: GoodsLine) -> Edit:
    """The edit that drops a line."""
    return Edit(pointer=f"/declaration/lines/{position}", before=f"{line.line_no} {line.name}", after=None)


def goods_corrected(lines: Lines, listed: ExportList) -> tuple[Lines, list[Edit]]:
    """Every line as the list has it: another number where the goods are those of another line, else what differs.

    A line that the list has not is dropped; where none would be left, nothing is changed.
    """
    original = {line.line_no: line for line in listed.lines}
    kept: Lines = {}
    edits: list[Edit] = []
    for position, line in lines.items():
        numbered = original.get(line.line_no)
        namesake = next((other for other in listed.lines if _same_goods(line, other)), None)
        if numbered is not None and _same_goods(line, numbered):
            kept[position] = line
        elif (twin := namesake or numbered) is None:
            edits.append(dropped(position, line))
        else:
            changes = {name: getattr(twin, name) for name in ("line_no", *_GOODS)}
            if line.second_unit is not None:
                changes["second_unit"] = twin.second_unit
            changed = {name: value for name, value in changes.items() if value != getattr(line, name)}
            edits += [_edit(position, line, name, value) for name, value in changed.items()]
            kept[position] = line.model_copy(update=changed)
    return (kept, edits) if kept else (lines, [])


def _same_goods(line: GoodsLine, other: GoodsLine) -> bool:
    return all(getattr(line, name) == getattr(other, name) for name in _GOODS) and (
        line.second_unit is None or line.second_unit == other.second_unit
    )


def quantities_reduced(lines: Lines, listed: ExportList, taken: Sequence[ReturnedQuantity]) -> tuple[Lines, list[Edit]]:
    """Every line of the list within what is left of it, cut from its last line on; one of which nothing is left goes.

    Where no line would be left, nothing is changed.
    """
    result: dict[int, GoodsLine | None] = dict(lines)
    for original in listed.lines:
        left = _left(original, taken)
        group = [position for position, line in lines.items() if line.line_no == original.line_no]
        _cut(result, group, left)
        _give_back(result, lines, group, left)
    kept = {position: line for position, line in result.items() if line is not None}
    edits: list[Edit] = []
    for position, line in lines.items():
        after = result[position]
        if after is None:
            edits.append(dropped(position, line))
        elif after != line:
            edits += [
                _edit(position, line, name, getattr(after, name))
                for name in _QUANTITIES
                if getattr(after, name) != getattr(line, name)
            ]
    return (kept, edits) if kept else (lines, [])


def _left(original: GoodsLine, taken: Sequence[ReturnedQuantity]) -> dict[str, Decimal]:
    """What is left of a line by each of its quantities."""
    left = {}
    for name in _QUANTITIES:
        exported: Decimal | None = getattr(original, name)
        if exported is not None:
            gone = [getattr(row, name) or Decimal(0) for row in taken if row.line_no == original.line_no]
            left[name] = exported - sum(gone, Decimal(0))
    return left


def _excess(
    lines: Mapping[int, GoodsLine | None], group: Sequence[int], left: Mapping[str, Decimal]
) -> dict[str, Decimal]:
    """By how much the lines of a group exceed what is left, for each quantity of which they do."""
    standing = [line for position in group if (line := lines[position]) is not None]
    excess = {}
    for name, most in left.items():
        given = [value for line in standing if (value := getattr(line, name)) is not None]
        if given and (over := sum(given, Decimal(0)) - most) > 0:
            excess[name] = over
    return excess


def _cut(lines: dict[int, GoodsLine | None], group: Sequence[int], left: Mapping[str, Decimal]) -> None:
    for position in reversed(group):
        excess, line = _excess(lines, group, left), lines[position]
        if not excess or line is None:
            return
        rest = {name: value - excess[name] for name in excess if (value := getattr(line, name)) is not None}
        lines[position] = line.model_copy(update=rest) if all(value > 0 for value in rest.values()) else None


def _give_back(
    lines: dict[int, GoodsLine | None], before: Lines, group: Sequence[int], left: Mapping[str, Decimal]
) -> None:
    """Restore each quantity that was cut, or line that was dropped, where the goods still fit within what is left."""
    for position in group:
        cut = lines[position]
        if cut is None:
            lines[position] = before[position]
            if _excess(lines, group, left):
                lines[position] = None
            continue
        for name in _QUANTITIES:
            trial = lines[position]
            assert trial is not None
            lines[position] = trial.model_copy(update={name: getattr(before[position], name)})
            if _excess(lines, group, left):
                lines[position] = trial


def _edit(position: int, line: GoodsLine, name: str, value: object) -> Edit:
    return Edit(
        pointer=f"/declaration/lines/{position}/{name}", before=_as_value(getattr(line, name)), after=_as_value(value)
    )


def _as_value(value: object) -> Value:
    match value:
        case None | str():
            return value
        case Decimal():
            return format(value, "f")
    return str(value)
