"""Messages about returns: application (CEB213), its receipt (CEB214), tally (CEB215), its receipt (CEB216)."""

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from schemas.base import Document
from schemas.ceb.fields import goods_elements, goods_line, head_elements, head_fields
from schemas.ceb.types import (
    CebQuantity,
    CebTime,
    Guid,
    LineNumber,
    Part,
    ReturnStatus,
    Stamp,
    Text18,
    Text20,
    Text30,
    Text32,
    Text37,
    Text80,
    Text100,
    Text250,
    Text1000,
)
from schemas.codes import (
    ApplicationNo,
    CountryCode,
    CustomsCode,
    Direction,
    EnterpriseCode,
    HsCode,
    ListNo,
    SiteCode,
    TradeMode,
    TransportMode,
    UnitCode,
)
from schemas.declaration import ReturnDeclaration

AppType = Literal["1", "2", "3"]
"""1 new, 2 change, 3 delete."""
AppStatus = Literal["1", "2"]
"""1 draft, 2 declared."""
_HEAD: Final = {
    "application_no": "co_el_no",
    "list_no": "invt_no",
    "guid": "guid",
    "pre_no": "pre_no",
    "customs_code": "customs_code",
    "site_code": "loct_no",
    "return_mode": "trade_mode",
    "direction": "ie_flag",
    "waybill_no": "logistics_no",
    "bill_no": "bill_no",
    "transport_mode": "traf_mode",
    "transport_name": "traf_name",
    "voyage_no": "voyage_no",
    "port_code": "port_code",
    "departure_country": "country",
    "reason": "reason",
    "declared_at": "app_time",
    "note": "note",
}


class InvtRefundHead(Part):
    """The head of a return application; `reason` is read up to 1,000 characters, `invtNo` up to 64."""

    guid: Guid
    app_type: AppType
    app_time: CebTime
    app_status: AppStatus
    customs_code: CustomsCode
    loct_no: SiteCode | None = None
    ebp_code: EnterpriseCode
    ebp_name: Text100
    ebc_code: EnterpriseCode
    ebc_name: Text100
    logistics_no: Text80
    logistics_code: EnterpriseCode
    logistics_name: Text100
    co_el_no: ApplicationNo
    pre_no: Text18 | None = None
    invt_no: ListNo
    trade_mode: TradeMode | None = None
    agent_code: EnterpriseCode
    agent_name: Text100
    bill_no: Text37
    ie_flag: Direction
    traf_mode: TransportMode
    traf_name: Text100
    port_code: CustomsCode
    reason: Text1000
    country: CountryCode
    voyage_no: Text32
    note: Text1000 | None = None


class InvtRefundList(Part):
    """A goods line of a return application."""

    gnum: LineNumber
    gcode: HsCode
    gname: Text250
    gmodel: Text250
    qty: CebQuantity
    qty1: CebQuantity
    unit: UnitCode
    unit1: UnitCode
    qty2: CebQuantity | None = None
    unit2: UnitCode | None = None
    note: Text1000 | None = None


class InvtRefund(Document):
    """A return application as the message has it: head and 1 to 100 lines."""

    head: InvtRefundHead
    lines: Annotated[tuple[InvtRefundList, ...], Field(min_length=1, max_length=100)]

    @property
    def declaration(self) -> ReturnDeclaration:
        """The application as the product knows it."""
        fields = head_fields(ReturnDeclaration, self.head, _HEAD)
        return ReturnDeclaration(**fields, lines=tuple(goods_line(line) for line in self.lines))


def refund_of(
    declaration: ReturnDeclaration, guid: str, app_type: AppType = "1", app_status: AppStatus = "2"
) -> InvtRefund:
    """The message part of a declaration; what the message has no element for is left out."""
    elements = head_elements(declaration, _HEAD) | {"guid": declaration.guid or guid}
    return InvtRefund(
        head=InvtRefundHead(**elements, app_type=app_type, app_status=app_status),
        lines=tuple(InvtRefundList(**goods_elements(line)) for line in declaration.lines),
    )


class ReturnApplication(Document):
    """One application of a CEB213 message: what it asks for, and the declaration."""

    app_type: AppType
    app_status: AppStatus
    declaration: ReturnDeclaration


class ReturnReceipt(Part):
    """The receipt of a return application (CEB214 RefundReturn)."""

    guid: Guid
    ebp_code: Text18 | None = None
    ebc_code: Text18 | None = None
    agent_code: Text18
    co_el_no: Text30
    pre_no: Text18 | None = None
    invt_no: Text20
    return_status: ReturnStatus
    return_time: Stamp
    return_info: Text1000


class Tally(Part):
    """The tally of returned goods at the site (CEB215 InvtRefundDetail)."""

    guid: Guid
    app_type: AppType
    app_time: CebTime
    app_status: AppStatus
    customs_code: CustomsCode
    operator_code: Text18
    operator_name: Text100
    logistics_code: Text18
    logistics_name: Text100
    logistics_no: Text80
    invt_no: Text20 | None = None
    co_el_no: Annotated[Text30, StringConstraints(min_length=1)]
    pre_no: Text18 | None = None
    bill_no: Text37
    ie_flag: Direction
    traf_mode: TransportMode
    traf_name: Text100
    voyage_no: Text32
    location: Text250 | None = None
    note: Text250 | None = None

    @property
    def arrived_on(self) -> date:
        """The day of the tally in Shanghai, which counts as the day of arrival (I3)."""
        return self.app_time.date()


class TallyReceipt(Part):
    """The receipt of a tally (CEB216 InvtRefundDetailReturn)."""

    guid: Guid
    operator_code: Text18
    logistics_code: Text18
    logistics_no: Text80
    co_el_no: Text30
    pre_no: Text18 | None = None
    return_status: ReturnStatus
    return_time: Stamp
    return_info: Text1000
