"""Facts about the goods: lines against those of the original list and what is left of them."""

from decimal import Decimal

from rules.dated_dossier import DatedDossier
from rules.facts.fact import Positions, fact
from schemas.dossier import ReturnedQuantity
from schemas.goods import GoodsLine


@fact(
    ("与原清单不符的商品项数", "the number of lines that are not on the original list"),
    reads=("/declaration/lines", "/export_list/lines"),
    changed_by=("goods",),
)
def lines_not_on_original_list(dated: DatedDossier) -> Positions | None:
    """Lines without a line of that number on the original list, or with another code, name, model or unit than it."""
    if dated.export_list is None:
        return None
    original = dated.original_lines
    return tuple(
        position
        for position, line in enumerate(dated.declaration.lines)
        if (twin := original.get(line.line_no)) is None or not _same_goods(line, twin)
    )


def _same_goods(line: GoodsLine, original: GoodsLine) -> bool:
    return (
        line.hs_code == original.hs_code
        and line.name == original.name
        and line.model == original.model
        and line.unit == original.unit
        and line.legal_unit == original.legal_unit
        and (line.second_unit is None or line.second_unit == original.second_unit)
    )


@fact(
    ("超过尚可退数量的商品项数", "the number of lines over the quantity that is left"),
    reads=("/declaration/lines", "/export_list/lines", "/already_returned"),
    changed_by=("goods", "quantity"),
)
def lines_over_remaining_quantity(dated: DatedDossier) -> Positions | None:
    """Lines that, added up per original line, exceed what was exported less what was returned already.

    Compared for `quantity`, `legal_quantity` and, where both sides give it, `second_quantity`; a line that the list
    does not have is left to `lines_not_on_original_list`.
    """
    if dated.export_list is None:
        return None
    original = dated.original_lines
    together: dict[int, list[int]] = {}
    for position, line in enumerate(dated.declaration.lines):
        if line.line_no in original:
            together.setdefault(line.line_no, []).append(position)
    taken: dict[int, list[ReturnedQuantity]] = {}
    for row in dated.dossier.already_returned:
        taken.setdefault(row.line_no, []).append(row)
    lines = dated.declaration.lines
    over: list[int] = []
    for line_no, positions in together.items():
        if _over(original[line_no], [lines[position] for position in positions], taken.get(line_no, [])):
            over.extend(positions)
    return tuple(sorted(over))


def _over(original: GoodsLine, lines: list[GoodsLine], taken: list[ReturnedQuantity]) -> bool:
    zero = Decimal(0)
    if sum((line.quantity for line in lines), zero) > original.quantity - sum(
        (row.quantity or zero for row in taken), zero
    ):
        return True
    legal_left = original.legal_quantity - sum((row.legal_quantity or zero for row in taken), zero)
    if sum((line.legal_quantity for line in lines), zero) > legal_left:
        return True
    given = [line.second_quantity for line in lines if line.second_quantity is not None]
    if not given or original.second_quantity is None:
        return False
    return sum(given, zero) > original.second_quantity - sum((row.second_quantity or zero for row in taken), zero)
