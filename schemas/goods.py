"""Goods lines and the firms named beside them; the same shape in a return and in the original list."""

from typing import Annotated

from pydantic import Field, StringConstraints

from schemas.base import Document
from schemas.codes import EnterpriseCode, HsCode, Quantity, Text, UnitCode

LineNo = Annotated[int, Field(ge=1, le=99999)]
Name = Annotated[Text, StringConstraints(max_length=250)]
Note = Annotated[Text, StringConstraints(max_length=1000)]


class Party(Document):
    """A firm as a message names it: platform (ebp), exporter (ebc), agent or logistics."""

    code: EnterpriseCode
    name: Annotated[Text, StringConstraints(max_length=100)]


class GoodsLine(Document):
    """One goods line (InvtRefundList, InventoryList); quantities in the units beside them."""

    line_no: LineNo
    hs_code: HsCode
    name: Name
    model: Name
    quantity: Quantity
    unit: UnitCode
    legal_quantity: Quantity
    legal_unit: UnitCode
    second_quantity: Quantity | None = None
    second_unit: UnitCode | None = None
    note: Note | None = None


GoodsLines = Annotated[tuple[GoodsLine, ...], Field(min_length=1, max_length=100)]
"""1 to 100 lines (CEB specification 202205: InvtRefundList, InventoryList)."""
