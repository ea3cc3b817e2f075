"""Which element of a message is which field of a document: one map each, for reading and for writing."""

from collections.abc import Mapping
from typing import Any, Final

from schemas.base import Document
from schemas.ceb.types import Part
from schemas.goods import GoodsLine, Party

Elements = Mapping[str, str]
"""The elements by the fields of the document, as they are named here (`coElNo` is `co_el_no`)."""
_PARTIES: Final[Elements] = {"platform": "ebp", "exporter": "ebc", "agent": "agent", "logistics": "logistics"}
"""What the elements begin with that hold code and name of each firm."""
_LINE: Final[Elements] = {
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


def head_fields(document: type[Document], head: Part, elements: Elements) -> dict[str, Any]:
    """The fields of a document that the head of its message fills, the firms that it names among them."""
    parties = {
        field: Party(code=getattr(head, f"{prefix}_code"), name=getattr(head, f"{prefix}_name"))
        for field, prefix in _parties(document)
    }
    return parties | {field: getattr(head, element) for field, element in elements.items()}


def head_elements(document: Document, elements: Elements) -> dict[str, Any]:
    """The elements of a head that a document fills, by their names there; the reverse of `head_fields`."""
    parties = {
        f"{prefix}_{part}": getattr(getattr(document, field), part)
        for field, prefix in _parties(type(document))
        for part in ("code", "name")
    }
    return parties | {element: getattr(document, field) for field, element in elements.items()}


def goods_line(part: Part) -> GoodsLine:
    """The line of a message as the product knows it."""
    return GoodsLine(**{field: getattr(part, element) for field, element in _LINE.items()})


def goods_elements(line: GoodsLine) -> dict[str, Any]:
    """The elements of a line in a message, by their names there."""
    return {element: getattr(line, field) for field, element in _LINE.items()}


def _parties(document: type[Document]) -> list[tuple[str, str]]:
    return [(field, prefix) for field, prefix in _PARTIES.items() if field in document.model_fields]
