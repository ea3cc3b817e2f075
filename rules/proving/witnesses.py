"""From facts to a dossier that has them, so that the engine can decide what the solver found."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from rules.dated_dossier import DatedDossier
from rules.days import SHANGHAI, months_after
from rules.facts import FACTS, Derived, Facts
from rules.reference import Districts
from schemas.codes import FIRST_DAY, LAST_DAY
from schemas.declaration import ReturnDeclaration
from schemas.dossier import Dossier
from schemas.export_list import ExportList
from schemas.goods import GoodsLine, Party
from schemas.registers import Enterprise, SupervisionSite

_EXPORTER: Final = Party(code="3105961001", name="示例电商企业")
_OTHER: Final = Party(code="3105961009", name="另一企业")
_AGENT: Final = Party(code="3305980002", name="示例报关企业")
_PLATFORM: Final = Party(code="3105961003", name="示例跨境平台")
_LOGISTICS: Final = Party(code="3305980004", name="示例物流企业")
_NOWHERE: Final = "9999"
"""A customs code of no district."""
_LONG_AGO: Final = date(2019, 1, 1)
_SEARCH: Final = 4 * 366
"""So many days around the day of application one finds every length of a year and of six months."""
_TYPICAL_AGE: Final = timedelta(days=90)
_EXPORTED: Final = 10
_SITE: Final = "PROOF01"
_STATED: Final = ("return_mode", "direction", "reason_kind", "original_state", "food", "rebate_taken", "proof")
"""Facts that are fields of the declaration."""
_CLAIMS: Final = ("monitors_returns", "separate_work_area", "data_access", "standing")


def typical(as_of: date, districts: Districts) -> Facts:
    """The facts of a return to which nothing objects: Shanghai to Hangzhou after three months, everything in order."""
    exported = as_of - _TYPICAL_AGE
    facts: dict[str, Derived] = {
        "return_district": "2900",
        "export_district": "2200",
        "list_no_length": 18,
        "supervision_mode": "9610",
        "export_declared_on": exported,
        "agent_is_exporter": False,
        "exporter_standing": "normal",
        "exporter_data_access": "open",
        "departs_from_china": False,
        "direction": "I",
        "return_mode": "9661",
        "days_since_release": _TYPICAL_AGE.days,
        "days_left_of_six_months": (months_after(exported, 6) - as_of).days,
        "reason_kind": "returned",
        "food": False,
        "proof": "return_record",
        "rebate_taken": False,
        "tax_certificate_given": False,
    }
    for name, fact in FACTS.items():
        facts.setdefault(name, True if fact.type == "flag" else () if fact.type == "lines" else None)
    facts["days_left_of_one_year"] = (months_after(exported, 12) - as_of).days
    return facts_of(dossier_of(facts, as_of, as_of), districts)


def facts_of(dossier: Dossier, districts: Districts) -> Facts:
    """Every fact of a dossier."""
    dated = DatedDossier.of(dossier, districts)
    return {name: fact.derive(dated) for name, fact in FACTS.items()}


def dossier_of(facts: Facts, as_of: date, around: date) -> Dossier:
    """A dossier with these facts, applied for on one day; the goods came back on or near another."""
    returned, released, exported = next(_days(facts, around), (around, None, None))
    code, origin = _office(facts["return_district"]), _office(facts["export_district"])
    number = f"{origin}{(released or around).year}E000000001"
    length = _number(facts["list_no_length"]) or len(number)
    number = number[:length].ljust(length, "0")
    flawed, over = _lines(facts["lines_not_on_original_list"]), _lines(facts["lines_over_remaining_quantity"])
    numbers = range(1, max(1, flawed, over) + 1)
    stated = {name: facts[name] for name in _STATED}
    declaration = ReturnDeclaration.model_validate(
        {
            **stated,
            "application_no": f"PROOF-{as_of:%Y%m%d}",
            "list_no": number,
            "customs_code": code,
            "site_code": _SITE,
            "platform": _PLATFORM,
            "exporter": _EXPORTER,
            "agent": _EXPORTER if facts["agent_is_exporter"] else _AGENT,
            "logistics": _LOGISTICS,
            "waybill_no": "RT00012345CN",
            "bill_no": "78400001234",
            "transport_mode": "5",
            "transport_name": "XX1024",
            "voyage_no": "XX1024",
            "port_code": code,
            "departure_country": "142" if facts["departs_from_china"] else "502",
            "reason": "买家退货",
            "declared_at": datetime.combine(as_of, time(10), SHANGHAI),
            "lines": tuple(_line(number, 11 if number <= over else 2, number <= flawed) for number in numbers),
            "arrived_on": returned,
            "tax_certificate_no": "BS-0001" if facts["tax_certificate_given"] else None,
        }
    )
    return Dossier(
        declaration=declaration,
        export_list=_export_list(facts, declaration, released, exported, numbers),
        site=_site(facts, code, returned),
        exporter=_exporter(facts),
        agent=_agent(facts, declaration.agent),
    )


def _days(facts: Facts, around: date) -> Iterator[tuple[date, date | None, date | None]]:
    """Days of return, release and export that have the counts asked for, the nearest first."""
    for offset in sorted(range(-_SEARCH, _SEARCH + 1), key=lambda days: (abs(days), days)):
        returned = around + timedelta(days=offset)
        since, left, relief = (
            _number(facts[name]) for name in ("days_since_release", "days_left_of_one_year", "days_left_of_six_months")
        )
        released = None if since is None else returned - timedelta(days=since)
        if released is not None and (
            not FIRST_DAY <= released <= LAST_DAY or (months_after(released, 12) - returned).days != left
        ):
            continue
        if relief is None:
            yield returned, released, None
            continue
        starts = [released] if released is not None else []
        starts += [returned + timedelta(days=relief - length) for length in (181, 182, 183, 184)]
        for start in starts:
            if FIRST_DAY <= start <= LAST_DAY and (months_after(start, 6) - returned).days == relief:
                yield returned, released, start
                break


def _export_list(
    facts: Facts, declaration: ReturnDeclaration, released: date | None, exported: date | None, numbers: range
) -> ExportList | None:
    if facts["supervision_mode"] is None:
        return None
    origin = _office(facts["export_district"])
    return ExportList.model_validate(
        {
            "list_no": declaration.list_no,
            "customs_code": origin,
            "port_code": origin,
            "supervision_mode": facts["supervision_mode"],
            "platform": _PLATFORM if facts["same_platform"] else _OTHER,
            "exporter": _EXPORTER if facts["same_exporter"] else _OTHER,
            "agent": _EXPORTER,
            "declared_on": facts["export_declared_on"],
            "released_on": released,
            "exported_on": exported,
            "lines": tuple(_line(number, _EXPORTED, flawed=False) for number in numbers),
        }
    )


def _line(number: int, quantity: int, flawed: bool) -> GoodsLine:
    return GoodsLine(
        line_no=number,
        hs_code="6109100021",
        name="其他商品" if flawed else "棉制针织T恤",
        model="男式|白色|L码",
        quantity=Decimal(quantity),
        unit="011",
        legal_quantity=Decimal(quantity),
        legal_unit="011",
    )


def _site(facts: Facts, code: str, returned: date) -> SupervisionSite | None:
    if not facts["site_registered"]:
        return None
    elsewhere = "2201" if code.startswith("29") else "2901"
    here = facts["site_in_return_district"]
    return SupervisionSite(
        site_code=_SITE,
        name="示例监管作业场所",
        customs_code=_NOWHERE if here is None else code if here else elsewhere,
        businesses=("retail_export",) if facts["site_does_retail_export"] else ("retail_import",),
        valid_from=min(_LONG_AGO, returned - timedelta(days=1)),
        valid_until=None if facts["site_valid_on_return_day"] else returned,
    )


def _exporter(facts: Facts) -> Enterprise:
    claims = {name: facts[f"exporter_{name}"] for name in _CLAIMS}
    return Enterprise.model_validate({"code": _EXPORTER.code, "name": _EXPORTER.name, **claims})


def _agent(facts: Facts, agent: Party) -> Enterprise | None:
    entrusted = facts["agent_entrusted_by_exporter"]
    if entrusted is None:
        return None
    whom = _EXPORTER if entrusted else _OTHER
    return Enterprise(code=agent.code, name=agent.name, entrusted_by=(whom.code,))


def _office(district: Derived) -> str:
    return f"{district[:2]}01" if isinstance(district, str) else _NOWHERE


def _number(value: Derived) -> int | None:
    return value if isinstance(value, int) else None


def _lines(value: Derived) -> int:
    return len(value) if isinstance(value, tuple) else 0
