"""Messages about exports: the original list (CEB603) and its customs receipt (CEB604)."""

from datetime import date, datetime
from functools import cached_property
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from schemas.base import Document
from schemas.ceb.fields import goods_line, head_fields
from schemas.ceb.returns import AppStatus, AppType
from schemas.ceb.types import (
    CebDay,
    CebDecimal,
    CebInt,
    CebQuantity,
    CebTime,
    Code1,
    Code3,
    CollapsedCode1,
    Guid,
    LineNumber,
    Part,
    PortCode,
    ReturnStatus,
    Stamp,
    Text18,
    Text20,
    Text30,
    Text32,
    Text37,
    Text50,
    Text60,
    Text100,
    Text250,
    Text1000,
    TotalFlag,
    moment_of_stamp,
)
from schemas.codes import CustomsCode, EnterpriseCode, HsCode, TradeMode, UnitCode
from schemas.export_list import ExportList

_RELEASED: Final = ("800", "899")
_HEAD: Final = {
    "cop_no": "cop_no",
    "list_no": "invt_no",
    "customs_code": "customs_code",
    "port_code": "port_code",
    "supervision_mode": "trade_mode",
    "exported_on": "ie_date",
}


class InventoryHead(Part):
    """The head of an export list; `ieFlag` must be E, export."""

    guid: Guid
    app_type: AppType
    app_time: CebTime
    app_status: AppStatus
    customs_code: CustomsCode
    ebp_code: EnterpriseCode
    ebp_name: Text100
    order_no: Text60
    logistics_code: Text18
    logistics_name: Text100
    logistics_no: Text32
    cop_no: Annotated[Text30, StringConstraints(min_length=1)]
    pre_no: Text18 | None = None
    invt_no: Annotated[Text20, StringConstraints(min_length=1)] | None = None
    ie_flag: Literal["E"]
    port_code: CustomsCode
    ie_date: CebDay
    statistics_flag: Code1
    agent_code: EnterpriseCode
    agent_name: Text100
    ebc_code: EnterpriseCode
    ebc_name: Text100
    owner_code: Text18
    owner_name: Text100
    iac_code: Text18 | None = None
    iac_name: Text100 | None = None
    ems_no: Text30 | None = None
    trade_mode: TradeMode
    traf_mode: CollapsedCode1
    traf_name: Text100 | None = None
    voyage_no: Text32 | None = None
    bill_no: Text37 | None = None
    total_package_no: Text37 | None = None
    loct_no: Annotated[Text18, StringConstraints(max_length=10)] | None = None
    license_no: Annotated[Text20, StringConstraints(max_length=19)] | None = None
    country: Code3
    pod: Annotated[PortCode, Field(alias="POD")]
    freight: CebDecimal
    f_currency: Code3
    f_flag: TotalFlag
    insured_fee: CebDecimal
    i_currency: Code3
    i_flag: TotalFlag
    wrap_type: CollapsedCode1
    pack_no: CebInt
    gross_weight: CebDecimal
    net_weight: CebDecimal
    note: Text1000 | None = None


class InventoryList(Part):
    """A goods line of an export list; `gcode` has 4 digits in a simplified declaration, else 10."""

    gnum: LineNumber
    item_no: Text20
    item_record_no: Text30 | None = None
    item_name: Text250 | None = None
    gcode: HsCode
    gname: Text250
    gmodel: Text250
    bar_code: Text50
    country: Code3
    currency: Code3
    qty: CebQuantity
    qty1: CebQuantity
    qty2: CebQuantity | None = None
    unit: UnitCode
    unit1: UnitCode
    unit2: UnitCode | None = None
    price: CebDecimal
    total_price: CebDecimal
    note: Text1000 | None = None


class Inventory(Document):
    """An export list as the message has it: head and 1 to 100 lines."""

    head: InventoryHead
    lines: Annotated[tuple[InventoryList, ...], Field(min_length=1, max_length=100)]

    @property
    def export_list(self) -> ExportList:
        """The list as the product knows it; its release comes with the receipt.

        Raises:
            pydantic.ValidationError: a line number stands twice.
        """
        fields = head_fields(ExportList, self.head, _HEAD)
        lines = tuple(goods_line(line) for line in self.lines)
        return ExportList(**fields, declared_on=self.head.app_time.date(), lines=lines)


class ExportDeclaration(Document):
    """One list of a CEB603 message, whole; what it asks for and the list as the product knows it follow from it."""

    inventory: Inventory

    @property
    def app_type(self) -> AppType:
        """1 new, 2 change, 3 delete."""
        return self.inventory.head.app_type

    @property
    def app_status(self) -> AppStatus:
        """1 draft, 2 declared."""
        return self.inventory.head.app_status

    @cached_property
    def export_list(self) -> ExportList:
        """As `Inventory.export_list`, made once."""
        return self.inventory.export_list


class ExportReceipt(Part):
    """The customs receipt of an export list (CEB604 InventoryReturn)."""

    guid: Guid
    agent_code: Text18
    cop_no: Text30
    pre_no: Text18
    invt_no: Text20
    ebc_code: Text18
    ebp_code: Text18
    order_no: Text60
    statistics_flag: Code1
    return_status: ReturnStatus
    return_time: Stamp
    return_info: Text1000

    @property
    def returned_at(self) -> datetime:
        """The moment of the receipt."""
        return moment_of_stamp(self.return_time)

    @property
    def released_on(self) -> date | None:
        """The day of release in Shanghai, where the receipt tells one (800 released, 899 closed)."""
        return self.returned_at.date() if self.return_status in _RELEASED else None
