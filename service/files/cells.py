"""Cells of a table as plain values: the text of a cell, and what a row's cells say as a model's fields ask.

Columns are named like the fields: `platform.code` for a field within a field, `;` between the items of a list.
"""

import re
from datetime import date, datetime
from typing import Final, get_args

from schemas.base import Document
from schemas.goods import Party
from service.problems import bad_input

_FLAGS: Final = {"true": True, "是": True, "1": True, "false": False, "否": False, "0": False}


def text_of_cell(cell: object) -> str:
    """The text of a sheet's cell.

    Raises:
        BadInput: it is a number, which has lost zeros or digits; the pointer is empty.
    """
    match cell:
        case str():
            return cell
        case bool():
            return str(cell).lower()
        case datetime() | date():
            return cell.isoformat()[:10]
        case int() | float():
            raise bad_input("", "cell.number", cell=cell)
        case None:
            return ""
    raise bad_input("", "cell.kind", cell=cell)


def columns_of(model: type[Document], name: str) -> list[str]:
    """The columns of a field: one, or two for a party."""
    return [f"{name}.code", f"{name}.name"] if model.model_fields[name].annotation is Party else [name]


def value_of(cells: dict[str, str], model: type[Document]) -> dict[str, object]:
    """The plain value that cells by column give, as the model's fields ask."""
    value: dict[str, object] = {}
    for column, cell in cells.items():
        name, _, inner = column.partition(".")
        if inner:
            party = value.setdefault(name, {})
            assert isinstance(party, dict)
            party[inner] = cell
        else:
            value[name] = _typed(cell, model.model_fields[name].annotation)
    return value


def _typed(cell: str, annotation: object) -> object:
    """The cell as the field's type asks; what does not fit is left for the parser to refuse."""
    kinds = {annotation, *get_args(annotation)}
    if bool in kinds:
        return _FLAGS.get(cell.strip().lower(), cell)
    if int in kinds and re.fullmatch(r"[0-9]{1,9}", cell.strip(), re.ASCII):
        return int(cell)
    if any(getattr(kind, "__origin__", None) is tuple for kind in kinds):
        return [item.strip() for item in cell.split(";") if item.strip()]
    return cell
