"""The return declaration (退货申请单, CEB213)."""

from typing import Annotated, Final, Literal

from pydantic import StringConstraints

from schemas.base import Document, LocalizedText
from schemas.codes import (
    ApplicationNo,
    CountryCode,
    CustomsCode,
    Day,
    Direction,
    Instant,
    ListNo,
    SiteCode,
    Text,
    TradeMode,
    TransportMode,
)
from schemas.goods import GoodsLines, Note, Party

ReasonKind = Literal["unsold", "returned", "other"]
Proof = Literal["self_declaration", "return_record", "refusal_record", "return_agreement"]
REASON_WORDS: Final[dict[ReasonKind, LocalizedText]] = {
    "unsold": LocalizedText(zh="滞销", en="unsold"),
    "returned": LocalizedText(zh="退货", en="returned"),
    "other": LocalizedText(zh="其他", en="other"),
}
PROOF_WORDS: Final[dict[Proof, LocalizedText]] = {
    "self_declaration": LocalizedText(zh="自我声明", en="a self-declaration"),
    "return_record": LocalizedText(zh="退货记录", en="a return record"),
    "refusal_record": LocalizedText(zh="拒收记录", en="a refusal record"),
    "return_agreement": LocalizedText(zh="返货协议", en="a return agreement"),
}
ShortText = Annotated[Text, StringConstraints(max_length=100)]


class ReturnDeclaration(Document):
    """An application to bring exported goods back; the message's elements and, below, what tax relief asks besides."""

    application_no: ApplicationNo
    list_no: ListNo
    guid: Annotated[Text, StringConstraints(max_length=36)] | None = None
    pre_no: Annotated[Text, StringConstraints(max_length=18)] | None = None
    customs_code: CustomsCode
    site_code: SiteCode | None = None
    return_mode: TradeMode | None = None
    direction: Direction
    platform: Party
    exporter: Party
    agent: Party
    logistics: Party
    waybill_no: Annotated[Text, StringConstraints(max_length=80)]
    bill_no: Annotated[Text, StringConstraints(max_length=37)]
    transport_mode: TransportMode
    transport_name: ShortText
    voyage_no: Annotated[Text, StringConstraints(max_length=32)]
    port_code: CustomsCode
    departure_country: CountryCode
    reason: Annotated[Text, StringConstraints(max_length=1000)]
    declared_at: Instant
    note: Note | None = None
    lines: GoodsLines

    arrived_on: Day | None = None
    reason_kind: ReasonKind | None = None
    original_state: bool | None = None
    food: bool | None = None
    rebate_taken: bool | None = None
    tax_certificate_no: Annotated[Text, StringConstraints(min_length=1, max_length=64)] | None = None
    proof: Proof | None = None
