"""Messages about returns: application (CEB213), its receipt (CEB214), tally (CEB215), its receipt (CEB216)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from schemas.base import Document
from schemas.ceb.goods import goods_elements, goods_line
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
from schemas.goods import Party

AppType = Literal["1", "2", "3"]
"""1 new, 2 change, 3 delete."""
AppStatus = Literal["1", "2"]
"""1 draft, 2 declared."""


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
        head = self.head
        return ReturnDeclaration(
            application_no=head.co_el_no,
            list_no=head.invt_no,
            guid=head.guid,
            pre_no=head.pre_no,
            customs_code=head.customs_code,
            site_code=head.loct_no,
            return_mode=head.trade_mode,
            direction=head.ie_flag,
            platform=Party(code=head.ebp_code, name=head.ebp_name),
            exporter=Party(code=head.ebc_code, name=head.ebc_name),
            agent=Party(code=head.agent_code, name=head.agent_name),
            logistics=Party(code=head.logistics_code, name=head.logistics_name),
            waybill_no=head.logistics_no,
            bill_no=head.bill_no,
            transport_mode=head.traf_mode,
            transport_name=head.traf_name,
            voyage_no=head.voyage_no,
            port_code=head.port_code,
            departure_country=head.country,
            reason=head.reason,
            declared_at=head.app_time,
            note=head.note,
            lines=tuple(goods_line(line) for line in self.lines),
        )


def refund_of(
    declaration: ReturnDeclaration, guid: str, app_type: AppType = "1", app_status: AppStatus = "2"
) -> InvtRefund:
    """The message part of a declaration; what the message has no element for is left out."""
    head = InvtRefundHead(
        guid=declaration.guid or guid,
        app_type=app_type,
        app_time=declaration.declared_at,
        app_status=app_status,
        customs_code=declaration.customs_code,
        loct_no=declaration.site_code,
        ebp_code=declaration.platform.code,
        ebp_name=declaration.platform.name,
        ebc_code=declaration.exporter.code,
        ebc_name=declaration.exporter.name,
        logistics_no=declaration.waybill_no,
        logistics_code=declaration.logistics.code,
        logistics_name=declaration.logistics.name,
        co_el_no=declaration.application_no,
        pre_no=declaration.pre_no,
        invt_no=declaration.list_no,
        trade_mode=declaration.return_mode,
        agent_code=declaration.agent.code,
        agent_name=declaration.agent.name,
        bill_no=declaration.bill_no,
        ie_flag=declaration.direction,
        traf_mode=declaration.transport_mode,
        traf_name=declaration.transport_name,
        port_code=declaration.port_code,
        reason=declaration.reason,
        country=declaration.departure_country,
        voyage_no=declaration.voyage_no,
        note=declaration.note,
    )
    lines = tuple(InvtRefundList(**goods_elements(line)) for line in declaration.lines)
    return InvtRefund(head=head, lines=lines)


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
