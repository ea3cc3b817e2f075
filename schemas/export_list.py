"""The original export list (原出口清单, CEB603)."""

from collections import Counter
from typing import Annotated, Self

from pydantic import StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from schemas.base import Document
from schemas.codes import CustomsCode, Day, ListNo, Text, TradeMode
from schemas.goods import GoodsLines, Party


class ExportList(Document):
    """What was exported, as declared; `list_no` and `released_on` may come later, with the receipt (CEB604)."""

    cop_no: Annotated[Text, StringConstraints(min_length=1, max_length=30)] | None = None
    list_no: ListNo | None = None
    customs_code: CustomsCode
    port_code: CustomsCode
    supervision_mode: TradeMode
    platform: Party
    exporter: Party
    agent: Party
    declared_on: Day | None = None
    released_on: Day | None = None
    exported_on: Day | None = None
    lines: GoodsLines

    @model_validator(mode="after")
    def _each_line_once(self) -> Self:
        twice = [number for number, times in Counter(line.line_no for line in self.lines).items() if times > 1]
        if twice:
            raise PydanticCustomError(
                "duplicate_line",
                "line numbers stand more than once: {numbers}",
                {"numbers": ", ".join(map(str, twice))},
            )
        return self
