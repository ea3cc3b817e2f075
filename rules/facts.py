"""What the law asks about a declaration, one small function per fact; its docstring is its definition.

A fact is True or False, a count, a day or a short code, or None where a register row, the original list or an optional
field is absent: unknown. A fact about lines gives the positions of the lines concerned and is compared by their number.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal, TypeVar, get_type_hints

from rules.dated_dossier import DatedDossier
from rules.days import months_after
from schemas.base import LocalizedText
from schemas.dossier import ReturnedQuantity
from schemas.goods import GoodsLine

Positions = tuple[int, ...]
"""Positions of lines in the declaration, counted from 0."""
Derived = bool | int | str | date | Positions | None
FactType = Literal["flag", "count", "code", "day", "lines"]
F = TypeVar("F", bound=Callable[[DatedDossier], Derived])

_TYPES: Final[dict[object, FactType]] = {
    bool | None: "flag",
    bool: "flag",
    int | None: "count",
    int: "count",
    str | None: "code",
    str: "code",
    date | None: "day",
    Positions | None: "lines",
}


@dataclass(frozen=True)
class Fact:
    """A fact: its name, type and definition, how it is said, and the function that derives it."""

    name: str
    type: FactType
    label: LocalizedText
    denial: LocalizedText | None
    definition: str
    derive: Callable[[DatedDossier], Derived]


FACTS: Final[dict[str, Fact]] = {}


def fact(zh: str, en: str, zh_not: str = "", en_not: str = "") -> Callable[[F], F]:
    """Enter a function into the facts; `zh` and `en` say it, `zh_not` and `en_not` deny a flag."""

    def enter(function: F) -> F:
        name = function.__name__
        FACTS[name] = Fact(
            name=name,
            type=_TYPES[get_type_hints(function)["return"]],
            label=LocalizedText(zh=zh, en=en),
            denial=LocalizedText(zh=zh_not, en=en_not) if zh_not else None,
            definition=" ".join((function.__doc__ or "").split()),
            derive=function,
        )
        return function

    return enter


@fact("跨关区退货", "the return is cross-district", "非跨关区退货", "the return is not cross-district")
def cross_district(dated: DatedDossier) -> bool | None:
    """Whether export and return district differ; unknown where either is (I4)."""
    if dated.export_district is None or dated.return_district is None:
        return None
    return dated.export_district != dated.return_district


@fact("退货海关", "the district of return")
def return_district(dated: DatedDossier) -> str | None:
    """The district of the application's customs code, `2900` for Hangzhou; unknown where it is none of the 42."""
    return dated.return_district


@fact("出口海关", "the district of export")
def export_district(dated: DatedDossier) -> str | None:
    """The district of the first four characters of the list number; unknown where they name none of the 42."""
    return dated.export_district


@fact(
    "申报地海关属于 42 个直属海关",
    "the customs code lies in one of the 42 districts",
    "申报地海关不属于 42 个直属海关",
    "the customs code lies in none of the 42 districts",
)
def customs_code_in_known_district(dated: DatedDossier) -> bool:
    """Whether the district of `customs_code` is one of the 42."""
    return dated.return_district is not None


@fact("原出口清单号的位数", "the length of the list number")
def list_no_length(dated: DatedDossier) -> int:
    """How many characters the number of the original list has."""
    return len(dated.declaration.list_no)


@fact("原出口的监管方式", "the supervision mode of the export")
def supervision_mode(dated: DatedDossier) -> str | None:
    """The supervision mode of the original list: 9610, 1210, 1239, 9710, 9810 …"""
    return dated.export_list.supervision_mode if dated.export_list else None


@fact("出口申报日", "the day of the export declaration")
def export_declared_on(dated: DatedDossier) -> date | None:
    """The day on which the original list was declared."""
    return dated.export_list.declared_on if dated.export_list else None


@fact("申报单位即出口企业", "the agent is the exporter", "申报单位不是出口企业", "the agent is not the exporter")
def agent_is_exporter(dated: DatedDossier) -> bool:
    """Whether the exporter declares for itself: both codes are equal."""
    return dated.declaration.agent.code == dated.declaration.exporter.code


@fact(
    "备案载明出口企业委托该申报单位",
    "the register names the agent as entrusted by the exporter",
    "备案未载明出口企业委托该申报单位",
    "the register does not name the agent as entrusted by the exporter",
)
def agent_entrusted_by_exporter(dated: DatedDossier) -> bool | None:
    """Whether the agent's register row names the exporter in `entrusted_by`."""
    agent = dated.dossier.agent
    if agent is None or agent.entrusted_by is None:
        return None
    return dated.declaration.exporter.code in agent.entrusted_by


@fact(
    "出口企业建有退货商品流程监控体系",
    "the exporter monitors the flow of returned goods",
    "出口企业未建退货商品流程监控体系",
    "the exporter does not monitor the flow of returned goods",
)
def exporter_monitors_returns(dated: DatedDossier) -> bool | None:
    """The register's `monitors_returns` of the exporter."""
    return dated.dossier.exporter.monitors_returns if dated.dossier.exporter else None


@fact("出口企业的经营状况", "the exporter's standing")
def exporter_standing(dated: DatedDossier) -> str | None:
    """The register's `standing` of the exporter: normal or restricted."""
    return dated.dossier.exporter.standing if dated.dossier.exporter else None


@fact(
    "出口企业有独立的作业功能区",
    "the exporter has a separate work area",
    "出口企业没有独立的作业功能区",
    "the exporter has no separate work area",
)
def exporter_separate_work_area(dated: DatedDossier) -> bool | None:
    """The register's `separate_work_area` of the exporter."""
    return dated.dossier.exporter.separate_work_area if dated.dossier.exporter else None


@fact("出口企业的数据开放方式", "the exporter's data access")
def exporter_data_access(dated: DatedDossier) -> str | None:
    """The register's `data_access` of the exporter: open, interfaced or none."""
    return dated.dossier.exporter.data_access if dated.dossier.exporter else None


@fact("填写了场所且已登记", "a site is given and registered", "未填写场所或场所未登记", "no registered site is given")
def site_registered(dated: DatedDossier) -> bool:
    """Whether the declaration names a site and the register has a row for it."""
    return dated.site is not None


@fact(
    "场所在退货之日有效",
    "the site is valid on the day of return",
    "场所在退货之日无效",
    "the site is not valid on the day of return",
)
def site_valid_on_return_day(dated: DatedDossier) -> bool | None:
    """Whether the day of return lies in `[valid_from, valid_until)` of the site's row."""
    return dated.site.holds_on(dated.return_day) if dated.site else None


@fact(
    "场所开展跨境电商零售出口业务",
    "the site does retail-export business",
    "场所未开展跨境电商零售出口业务",
    "the site does no retail-export business",
)
def site_does_retail_export(dated: DatedDossier) -> bool | None:
    """Whether `retail_export` is among the businesses of the site's row."""
    return "retail_export" in dated.site.businesses if dated.site else None


@fact(
    "场所在退货海关所在关区",
    "the site lies in the district of return",
    "场所不在退货海关所在关区",
    "the site lies in another district than that of return",
)
def site_in_return_district(dated: DatedDossier) -> bool | None:
    """Whether the site's district is the return district; unknown where that, the site's or the export district is."""
    if dated.site is None or dated.export_district is None or dated.return_district is None:
        return None
    district = dated.districts.of(dated.site.customs_code)
    return None if district is None else district == dated.return_district


@fact("进出口标记", "the direction")
def direction(dated: DatedDossier) -> str:
    """The declaration's `direction`; I is import."""
    return dated.declaration.direction


@fact("自中国启运", "the goods set out from China", "非自中国启运", "the goods set out from outside China")
def departs_from_china(dated: DatedDossier) -> bool:
    """Whether the country of departure is China: 142 or CHN."""
    return dated.declaration.departure_country in ("142", "CHN")


@fact(
    "电商平台与原清单一致",
    "the platform is that of the original list",
    "电商平台与原清单不一致",
    "the platform is not that of the original list",
)
def same_platform(dated: DatedDossier) -> bool | None:
    """Whether the platform's code equals that of the original list."""
    return dated.declaration.platform.code == dated.export_list.platform.code if dated.export_list else None


@fact(
    "电商企业与原清单一致",
    "the exporter is that of the original list",
    "电商企业与原清单不一致",
    "the exporter is not that of the original list",
)
def same_exporter(dated: DatedDossier) -> bool | None:
    """Whether the exporter's code equals that of the original list."""
    return dated.declaration.exporter.code == dated.export_list.exporter.code if dated.export_list else None


@fact("填写了退货监管方式", "a return mode is given", "未填写退货监管方式", "no return mode is given")
def return_mode_given(dated: DatedDossier) -> bool:
    """Whether the declaration states a return mode."""
    return dated.declaration.return_mode is not None


@fact("退货监管方式", "the return mode")
def return_mode(dated: DatedDossier) -> str | None:
    """The declaration's `return_mode`: 9661, 1261 …"""
    return dated.declaration.return_mode


@fact("与原清单不符的商品项数", "the number of lines that are not on the original list")
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


@fact("超过尚可退数量的商品项数", "the number of lines over the quantity that is left")
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


@fact("自放行至退货的天数", "the days from release to return")
def days_since_release(dated: DatedDossier) -> int | None:
    """Days from release to the day of return; negative where the return comes first (I3)."""
    released = dated.export_list.released_on if dated.export_list else None
    return None if released is None else (dated.return_day - released).days


@fact("距一年期满的天数", "the days left of the one year")
def days_left_of_one_year(dated: DatedDossier) -> int | None:
    """Days from the return to the last day of the year that begins with release; negative once it is over (I2, I3)."""
    released = dated.export_list.released_on if dated.export_list else None
    return None if released is None else (months_after(released, 12) - dated.return_day).days


@fact("距六个月期满的天数", "the days left of the six months")
def days_left_of_six_months(dated: DatedDossier) -> int | None:
    """Days from the return to the last day of the six months after export, else after release (I2, I3, I7)."""
    if dated.export_list is None:
        return None
    start = dated.export_list.exported_on or dated.export_list.released_on
    return None if start is None else (months_after(start, 6) - dated.return_day).days


@fact("退运原因", "the kind of reason")
def reason_kind(dated: DatedDossier) -> str | None:
    """The declaration's `reason_kind`: unsold, returned or other."""
    return dated.declaration.reason_kind


@fact(
    "商品为原状", "the goods are in their original state", "商品不是原状", "the goods are not in their original state"
)
def original_state(dated: DatedDossier) -> bool | None:
    """The declaration's `original_state`."""
    return dated.declaration.original_state


@fact("商品为食品", "the goods are food", "商品不是食品", "the goods are not food")
def food(dated: DatedDossier) -> bool | None:
    """The declaration's `food`."""
    return dated.declaration.food


@fact("退运证明", "the proof")
def proof(dated: DatedDossier) -> str | None:
    """The declaration's `proof`: self_declaration, return_record, refusal_record or return_agreement."""
    return dated.declaration.proof


@fact("已办理出口退税", "an export rebate was taken", "未办理出口退税", "no export rebate was taken")
def rebate_taken(dated: DatedDossier) -> bool | None:
    """The declaration's `rebate_taken`."""
    return dated.declaration.rebate_taken


@fact("填写了补税证明编号", "a tax certificate is given", "未填写补税证明编号", "no tax certificate is given")
def tax_certificate_given(dated: DatedDossier) -> bool:
    """Whether the declaration states a `tax_certificate_no`."""
    return dated.declaration.tax_certificate_no is not None
