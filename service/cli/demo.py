"""Sample data for a first look, every row of it labelled as a sample (演示 · sample); its values stand in demo.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from schemas.declaration import ReturnDeclaration
from schemas.export_list import ExportList
from schemas.faults import parse_value
from schemas.registers import Enterprise, Office, SupervisionSite
from schemas.work.accounts import NewKey, NewUser, StaffRole
from service.access import USUAL_SCOPES
from service.accounts import api_keys, users
from service.context import Context
from service.registers import entries, export_lists
from service.returns import filing

FIRM: Final = "1105910159"
"""The firm whose key is shown."""
STAFF: Final[tuple[StaffRole, ...]] = ("officer", "supervisor", "registrar", "admin")
"""Users of the demo, each named by his role."""
_LABEL: Final = "demo"
_LEGAL: Final = Decimal("0.3")


@dataclass(frozen=True)
class Access:
    """How to get in: one-time passwords by user while they are not changed, and a new key of the demo firm."""

    passwords: Mapping[str, str]
    key: str


def first_access(context: Context) -> Access:
    """An officer, a supervisor, a registrar and an administrator, and a key.

    The key of the last start ends: only its digest was kept, so it could not be shown again.
    """
    there = {user.name: user for user in users.list_users(context)}
    passwords: dict[str, str] = {}
    for name in STAFF:
        if (user := there.get(name)) is None:
            made = users.add(context, NewUser(name=name, role=name))
        elif user.must_change:
            made = users.reset(context, user.id)
        else:
            continue
        passwords[name] = made.password or ""
    for key in api_keys.list_keys(context, FIRM):
        if key.label == _LABEL and key.revoked_at is None:
            api_keys.revoke(context, key.id)
    return Access(
        passwords, api_keys.make(context, NewKey(firm=FIRM, label=_LABEL, scopes=(*USUAL_SCOPES, "keys"))).secret
    )


def fill(context: Context) -> None:
    """Fill registers and file sample returns, some of each outcome; again it changes nothing."""
    data = _data()
    sites = [parse_value(SupervisionSite, {**row, **data["row"]}) for row in data["sites"]]
    offices = [parse_value(Office, row) for row in data["offices"]]
    entries.put(context, [*offices, *sites, *map(_enterprise, data["enterprises"])])
    export_lists.put(context, [_export_list(row) for row in data["lists"]])
    for row in data["returns"]:
        filing.submit(context, _declaration(row))


@cache
def _data() -> Mapping[str, Any]:
    text = (files(__package__) / "demo.yaml").read_text(encoding="utf-8")
    data: Mapping[str, Any] = yaml.safe_load(text)
    return data


def _enterprise(row: Mapping[str, Any]) -> Enterprise:
    claims = {name: value for name, value in row.items() if name != "firm"}
    return parse_value(Enterprise, {**_data()["firms"][row["firm"]], **claims, **_data()["row"]})


def _export_list(row: Mapping[str, Any]) -> ExportList:
    number, firms = row["list_no"], _data()["firms"]
    exporter, released = firms[row["exporter"]], date.fromisoformat(row["released_on"])
    given = {
        **_data()["every_list"],
        **row,
        "cop_no": f"DEMO{number[-9:]}",
        "customs_code": number[:4],
        "port_code": number[:4],
        "platform": firms["platform"],
        "exporter": exporter,
        "agent": exporter,
        "declared_on": released - timedelta(days=1),
        "exported_on": released,
        "lines": [_line(line_no, goods["quantity"]) for line_no, goods in _data()["goods"].items()],
    }
    return parse_value(ExportList, given)


def _declaration(row: Mapping[str, Any]) -> ReturnDeclaration:
    number, firms = row["application_no"], _data()["firms"]
    exporter = row.get("exporter", "shop")
    given = {
        **_data()["every_return"],
        **row,
        "platform": firms["platform"],
        "exporter": firms[exporter],
        "agent": firms[row.get("agent", exporter)],
        "logistics": firms["carrier"],
        "waybill_no": f"W{number}",
        "bill_no": f"B{number}",
        "port_code": row["customs_code"],
        "note": f"演示 · sample: {row['note']}",
        "lines": [_line(line_no, quantity) for line_no, quantity in row.get("lines", {2: "1"}).items()],
    }
    return parse_value(ReturnDeclaration, given)


def _line(line_no: int, quantity: str) -> Mapping[str, object]:
    goods = _data()["goods"][line_no]
    legal = Decimal(quantity) * _LEGAL
    return {
        "line_no": line_no,
        **goods,
        "quantity": quantity,
        "unit": "011",
        "legal_quantity": legal,
        "legal_unit": "035",
    }
