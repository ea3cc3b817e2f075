"""Goods lines in messages: the elements that a return application and an export list share."""

from typing import Any, Final

from schemas.ceb.types import Part
from schemas.goods import GoodsLine

_ELEMENT_OF: Final = {
    "line_no": "gnum",
    "hs_code": "gcode",
    "name": "gname",
    "model": "gmodel",
    "quantity": "qty",
    "unit": "unit",
    "legal_quantity": "qty1",
    "legal_unit": "unit1",
    "second_quantity": "qty2",
    "second_unit": "unit2",
    "note": "note",
}


def goods_line(part: Part) -> GoodsLine:
    """The line of a message as the product knows it."""
    return GoodsLine(**{field: getattr(part, element) for field, element in _ELEMENT_OF.items()})


def goods_elements(line: GoodsLine) -> dict[str, Any]:
    """The elements of a line in a message, by their names there."""
    return {element: getattr(line, field) for field, element in _ELEMENT_OF.items()}
