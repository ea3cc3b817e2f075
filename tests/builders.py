"""Documents for tests: plain JSON (`declaration_json(…)`) or typed (`a_declaration(…)`), each with keyword overrides.

The default dossier is a 9610 export of Shanghai (2200) that comes back through Hangzhou (2928) on 2026-05-02 and is
eligible, with tax relief, under No. 24 of 2026. An override may be JSON, a day, a Decimal or another document.
"""

import os
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from schemas.declaration import ReturnDeclaration
from schemas.dossier import Dossier
from schemas.export_list import ExportList
from schemas.faults import parse_value
from schemas.goods import GoodsLine
from schemas.registers import Enterprise, Office, SupervisionSite

Json = dict[str, Any]

EXPORTER = {"code": "31089619AB", "name": "上海浦江跨境贸易有限公司"}
PLATFORM = {"code": "31089619CD", "name": "浦江集市"}
AGENT = {"code": "33109800EF", "name": "杭州湖滨报关有限公司"}
LOGISTICS = {"code": "33109800GH", "name": "杭州湖滨物流有限公司"}
LIST_NO = "22002026E000000001"
SITE_CODE = "HZW2928001"


def examples(normal: int) -> int:
    """How many examples a Hypothesis test runs: `normal`, or more where TONGTUI_EXAMPLES says so."""
    return max(normal, int(os.environ.get("TONGTUI_EXAMPLES", "0")))


def plain(value: Any) -> Any:
    """The value as plain JSON."""
    match value:
        case BaseModel():
            return value.model_dump(mode="json", by_alias=True)
        case Mapping():
            return {key: plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case date() | datetime():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
    return value


def fresh(usual: Json, changes: Json) -> Json:
    """The usual values with the changes, all of it new: whoever alters the result alters nothing else."""
    return {key: plain(value) for key, value in (usual | changes).items()}


def line_json(**changes: Any) -> Json:
    line = {
        "line_no": 1,
        "hs_code": "6109100021",
        "name": "棉制针织T恤",
        "model": "男式|白色|L码",
        "quantity": "2",
        "unit": "011",
        "legal_quantity": "2",
        "legal_unit": "011",
        "second_quantity": "0.5",
        "second_unit": "035",
        "note": None,
    }
    return fresh(line, changes)


def pieces(quantity: str, **changes: Any) -> Json:
    """A line that counts pieces only: so many of them, and no second unit."""
    counted = {"quantity": quantity, "legal_quantity": quantity, "second_quantity": None, "second_unit": None}
    return line_json(**(counted | changes))


def declaration_json(**changes: Any) -> Json:
    declaration = {
        "application_no": "R20260502-0001",
        "list_no": LIST_NO,
        "guid": "5b0f6a52-7d0c-4f8e-9d7a-1f2e3a4b5c6d",
        "pre_no": None,
        "customs_code": "2928",
        "site_code": SITE_CODE,
        "return_mode": "9661",
        "direction": "I",
        "platform": PLATFORM,
        "exporter": EXPORTER,
        "agent": AGENT,
        "logistics": LOGISTICS,
        "waybill_no": "RT00012345CN",
        "bill_no": "78400001234",
        "transport_mode": "5",
        "transport_name": "XX1024",
        "voyage_no": "XX1024",
        "port_code": "2910",
        "departure_country": "502",
        "reason": "买家退货",
        "declared_at": "2026-05-02T10:00:00+08:00",
        "note": None,
        "lines": [line_json()],
        "arrived_on": None,
        "reason_kind": "returned",
        "original_state": True,
        "food": False,
        "rebate_taken": False,
        "tax_certificate_no": None,
        "proof": "return_record",
    }
    return fresh(declaration, changes)


def export_list_json(**changes: Any) -> Json:
    export_list = {
        "cop_no": "E20260408-0001",
        "list_no": LIST_NO,
        "customs_code": "2249",
        "port_code": "2233",
        "supervision_mode": "9610",
        "platform": PLATFORM,
        "exporter": EXPORTER,
        "agent": EXPORTER,
        "declared_on": "2026-04-08",
        "released_on": "2026-04-09",
        "exported_on": "2026-04-10",
        "lines": [line_json(quantity="10", legal_quantity="10", second_quantity="2.5")],
    }
    return fresh(export_list, changes)


def site_json(**changes: Any) -> Json:
    site = {
        "site_code": SITE_CODE,
        "name": "湖滨跨境电商监管作业场所",
        "customs_code": "2928",
        "businesses": ["retail_export"],
        "valid_from": "2024-01-01",
        "valid_until": None,
        "source": "测试登记",
    }
    return fresh(site, changes)


def enterprise_json(**changes: Any) -> Json:
    enterprise = {
        **EXPORTER,
        "roles": ["exporter"],
        "monitors_returns": True,
        "separate_work_area": True,
        "data_access": "open",
        "standing": "normal",
        "entrusted_by": None,
        "valid_from": "2024-01-01",
        "valid_until": None,
        "source": "测试登记",
    }
    return fresh(enterprise, changes)


def agent_json(**changes: Any) -> Json:
    """The broker whom the exporter entrusts."""
    row = enterprise_json(
        **AGENT, roles=["agent"], monitors_returns=None, separate_work_area=None, data_access=None, standing=None
    )
    return fresh(row | {"entrusted_by": [EXPORTER["code"]]}, changes)


def dossier_json(**changes: Any) -> Json:
    dossier = {
        "declaration": declaration_json(),
        "export_list": export_list_json(),
        "already_returned": [],
        "site": site_json(),
        "exporter": enterprise_json(),
        "agent": agent_json(),
    }
    return fresh(dossier, changes)


def a_line(**changes: Any) -> GoodsLine:
    return parse_value(GoodsLine, line_json(**changes))


def a_declaration(**changes: Any) -> ReturnDeclaration:
    return parse_value(ReturnDeclaration, declaration_json(**changes))


def an_export_list(**changes: Any) -> ExportList:
    return parse_value(ExportList, export_list_json(**changes))


def a_site(**changes: Any) -> SupervisionSite:
    return parse_value(SupervisionSite, site_json(**changes))


def an_enterprise(**changes: Any) -> Enterprise:
    return parse_value(Enterprise, enterprise_json(**changes))


def an_agent(**changes: Any) -> Enterprise:
    return parse_value(Enterprise, agent_json(**changes))


def office_json(**changes: Any) -> Json:
    return fresh({"code": "2928", "name": "杭州海关跨境电商监管处"}, changes)


def an_office(**changes: Any) -> Office:
    return parse_value(Office, office_json(**changes))


def a_dossier(**changes: Any) -> Dossier:
    return parse_value(Dossier, dossier_json(**changes))


def a_same_district_dossier(**changes: Any) -> Dossier:
    """As `a_dossier`, but back through Shanghai (2249), without a site."""
    declaration = changes.pop("declaration", declaration_json(customs_code="2249", port_code="2233", site_code=None))
    return a_dossier(**({"declaration": declaration, "site": None} | changes))
