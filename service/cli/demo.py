"""Sample data for a first look, every row of it labelled as a sample (演示 · sample)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from rules.days import SHANGHAI
from schemas.declaration import ReturnDeclaration
from schemas.export_list import ExportList
from schemas.goods import GoodsLine, Party
from schemas.registers import Enterprise, Office, SupervisionSite
from schemas.work.accounts import NewKey, NewUser, StaffRole
from service.access import USUAL_SCOPES
from service.accounts import api_keys, users
from service.context import Context
from service.registers import entries, export_lists
from service.returns import filing

FIRM: Final = Party(code="1105910159", name="演示电商企业")
_BROKER: Final = Party(code="3318960001", name="演示报关企业")
_NOVICE: Final = Party(code="4403960002", name="演示新设企业")
_PLATFORM: Final = Party(code="3301960003", name="演示跨境平台")
_CARRIER: Final = Party(code="3120960004", name="演示物流企业")
STAFF: Final[tuple[StaffRole, ...]] = ("officer", "supervisor", "registrar", "admin")
"""Users of the demo, each named by his role."""
_LABEL: Final = "demo"
_SOURCE: Final = "演示数据，非真实备案 · sample data, no real register"
_SINCE: Final = date(2020, 1, 1)
_RECENT, _OLD = date(2026, 9, 21), date(2025, 9, 16)
_DECLARED_AT: Final = datetime(2026, 11, 20, 10, tzinfo=SHANGHAI)

_SITES: Final = (
    ("HZDEMO01", "演示·杭州萧山零售出口监管场所", "2928", ("retail_export", "retail_import")),
    ("HZDEMO02", "演示·杭州仅办进口监管场所", "2910", ("retail_import",)),
    ("NBDEMO01", "演示·宁波空港零售出口监管场所", "3101", ("retail_export",)),
    ("JNDEMO01", "演示·济南邮路零售出口监管场所", "4301", ("retail_export",)),
    ("GZDEMO01", "演示·广州白云零售出口监管场所", "5141", ("retail_export",)),
)
_OFFICES: Final = {
    "2201": "浦江海关",
    "2910": "杭州萧山机场海关",
    "2928": "杭关电商",
    "3101": "宁波海关",
    "5141": "广州机场",
}


@dataclass(frozen=True)
class Access:
    """How to get in: one-time passwords by user while they are not changed, and a new key of the demo firm."""

    passwords: Mapping[str, str]
    key: str


def first_access(context: Context) -> Access:
    """An officer, a supervisor, a registrar and an administrator, and a key.

    The key of the last start ends: only its digest was kept, so it could not be shown again.
    """
    there = {user.name: user for user in users.every(context)}
    passwords: dict[str, str] = {}
    for name in STAFF:
        if (user := there.get(name)) is None:
            made = users.add(context, NewUser(name=name, role=name))
        elif user.must_change:
            made = users.reset(context, user.id)
        else:
            continue
        passwords[name] = made.password or ""
    for key in api_keys.every(context, FIRM.code):
        if key.label == _LABEL and key.revoked_at is None:
            api_keys.revoke(context, key.id)
    return Access(
        passwords, api_keys.make(context, NewKey(firm=FIRM.code, label=_LABEL, scopes=(*USUAL_SCOPES, "keys"))).secret
    )


def fill(context: Context) -> None:
    """Fill registers and file sample returns, some of each outcome; again it changes nothing."""
    entries.put(context, [*_offices(), *_sites(), *_enterprises()])
    export_lists.put(context, _lists())
    for declaration in _declarations():
        filing.submit(context, declaration)


def _offices() -> list[Office]:
    return [
        Office(code=code, name=name, source="关区代码表 · table of customs codes") for code, name in _OFFICES.items()
    ]


def _sites() -> list[SupervisionSite]:
    return [
        SupervisionSite(
            site_code=code, name=name, customs_code=customs, businesses=businesses, valid_from=_SINCE, source=_SOURCE
        )
        for code, name, customs, businesses in _SITES
    ]


def _enterprises() -> list[Enterprise]:
    return [
        Enterprise(
            code=FIRM.code,
            name=FIRM.name,
            roles=("exporter", "platform", "agent"),
            monitors_returns=True,
            separate_work_area=True,
            data_access="interfaced",
            standing="normal",
            valid_from=_SINCE,
            source=_SOURCE,
        ),
        Enterprise(
            code=_BROKER.code,
            name=_BROKER.name,
            roles=("agent",),
            entrusted_by=(FIRM.code,),
            standing="normal",
            valid_from=_SINCE,
            source=_SOURCE,
        ),
        Enterprise(
            code=_NOVICE.code,
            name=_NOVICE.name,
            roles=("exporter",),
            monitors_returns=True,
            separate_work_area=False,
            data_access="none",
            valid_from=_SINCE,
            source=_SOURCE,
        ),
    ]


def _line(number: int, name: str, model: str, hs_code: str, quantity: str) -> GoodsLine:
    return GoodsLine(
        line_no=number,
        hs_code=hs_code,
        name=name,
        model=model,
        quantity=Decimal(quantity),
        unit="011",
        legal_quantity=Decimal(quantity) * Decimal("0.3"),
        legal_unit="035",
    )


_GOODS: Final = (
    _line(1, "棉制针织T恤", "无品牌|白色|M码", "6109100021", "10"),
    _line(2, "硅胶手机壳", "无品牌|透明|通用", "3926909090", "20"),
)


def _list_no(customs_code: str, year: int, serial: int) -> str:
    """A list number in the official layout: customs, year, E, nine digits."""
    return f"{customs_code}{year}E{serial:09d}"


_ACROSS, _HOME, _LATE, _NOT_READY, _UNKNOWN = (
    _list_no("2244", 2026, 1),
    _list_no("2928", 2026, 2),
    _list_no("2244", 2025, 3),
    _list_no("5316", 2026, 4),
    _list_no("2244", 2026, 999),
)


def _lists() -> list[ExportList]:
    return [
        _list(_ACROSS, _RECENT, FIRM),
        _list(_HOME, _RECENT, FIRM),
        _list(_LATE, _OLD, FIRM),
        _list(_NOT_READY, _RECENT, _NOVICE),
    ]


def _list(number: str, released: date, exporter: Party) -> ExportList:
    return ExportList(
        cop_no=f"DEMO{number[-9:]}",
        list_no=number,
        customs_code=number[:4],
        port_code=number[:4],
        supervision_mode="9610",
        platform=_PLATFORM,
        exporter=exporter,
        agent=exporter,
        declared_on=released - timedelta(days=1),
        released_on=released,
        exported_on=released,
        lines=_GOODS,
    )


def _declarations() -> list[ReturnDeclaration]:
    return [
        _return("DEMO-0001", _ACROSS, "2928", "HZDEMO01", "2 of 10 back across districts", lines=(_part(0, "2"),)),
        _return("DEMO-0002", _HOME, "2910", None, "same district", lines=(_part(0, "1"), _part(1, "5"))),
        _return("DEMO-0003", _ACROSS, "4301", "JNDEMO01", "to Jinan, filed by the broker", agent=_BROKER),
        _return("DEMO-0004", _ACROSS, "2910", "HZDEMO02", "the site does no retail export"),
        _return("DEMO-0005", _LATE, "2928", "HZDEMO01", "more than a year after release"),
        _return("DEMO-0006", _NOT_READY, "3101", "NBDEMO01", "no work area, no data access", exporter=_NOVICE),
        _return("DEMO-0007", _ACROSS, "3101", "UNKNOWN01", "the register does not know the site"),
        _return("DEMO-0008", _UNKNOWN, "2928", "HZDEMO01", "the original list was not imported"),
    ]


def _part(index: int, quantity: str) -> GoodsLine:
    line = _GOODS[index]
    return line.model_copy(update={"quantity": Decimal(quantity), "legal_quantity": Decimal(quantity) * Decimal("0.3")})


def _return(
    number: str,
    original: str,
    customs_code: str,
    site_code: str | None,
    note: str,
    *,
    exporter: Party = FIRM,
    agent: Party | None = None,
    lines: tuple[GoodsLine, ...] = (_part(1, "1"),),
) -> ReturnDeclaration:
    return ReturnDeclaration(
        application_no=number,
        list_no=original,
        customs_code=customs_code,
        site_code=site_code,
        return_mode="9661",
        direction="I",
        platform=_PLATFORM,
        exporter=exporter,
        agent=agent or exporter,
        logistics=_CARRIER,
        waybill_no=f"W{number}",
        bill_no=f"B{number}",
        transport_mode="5",
        transport_name="飞机",
        voyage_no="CA000",
        port_code=customs_code,
        departure_country="502",
        reason="演示：消费者退货",
        declared_at=_DECLARED_AT,
        note=f"演示 · sample: {note}",
        lines=lines,
        reason_kind="returned",
        original_state=True,
        food=False,
        rebate_taken=False,
        proof="return_record",
    )
