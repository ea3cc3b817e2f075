"""The steps that tell goods in tables: what is returned, what the original list holds, what came back before."""

from typing import Any

from pytest_bdd import given

from features.post import Cells
from features.world import World
from tests import builders

_COLUMNS = {
    "项号": "line_no",
    "商品编码": "hs_code",
    "名称": "name",
    "规格型号": "model",
    "数量": "quantity",
    "单位": "unit",
    "法定数量": "legal_quantity",
    "法定单位": "legal_unit",
    "第二数量": "second_quantity",
    "第二单位": "second_unit",
}
_TEXTS = ("name", "model")


def _lines(datatable: Cells) -> list[dict[str, Any]]:
    header, *rows = datatable
    lines = [{_COLUMNS[name]: cell for name, cell in zip(header, row, strict=True)} for row in rows]
    return [
        {name: cell if cell or name in _TEXTS else None for name, cell in line.items()}
        | {"line_no": int(line["line_no"])}
        for line in lines
    ]


@given("退货商品为：")
def _returned(world: World, datatable: Cells) -> None:
    world.declaration["lines"] = _lines(datatable)


@given("原清单商品为：")
def _exported(world: World, datatable: Cells) -> None:
    assert world.export_list
    world.export_list["lines"] = _lines(datatable)


@given("此前已退：")
def _returned_before(world: World, datatable: Cells) -> None:
    """An earlier return of the same list: before this is known, it waits for staff and holds its quantities."""
    earlier = builders.declaration_json(
        application_no="R-EARLIER",
        list_no=world.declaration["list_no"],
        site_code=None,
        lines=[builders.pieces("1") | line for line in _lines(datatable)],
    )
    answer = world.client.post("/v1/returns", json=earlier)
    assert answer.json()["state"] == "review", answer.text
