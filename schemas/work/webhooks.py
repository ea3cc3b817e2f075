"""Webhooks: where a firm wants to be told of what, and how the telling went (Standard Webhooks 1.0)."""

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from schemas.base import Document, LocalizedText
from schemas.codes import Instant, Text

EventType = Literal[
    "return.drafted",
    "return.declared",
    "return.changed",
    "return.withdrawn",
    "return.tallied",
    "return.list_known",
    "return.accepted",
    "return.rejected",
    "return.inspection",
    "return.handed_over",
    "return.suspended",
    "return.released",
    "return.asked",
    "return.answered",
]
EVENTS: Final[dict[EventType, LocalizedText]] = {
    "return.drafted": LocalizedText(zh="退货申请已暂存", en="a draft was kept"),
    "return.declared": LocalizedText(zh="退货申请已申报并判定", en="a return was declared and decided"),
    "return.changed": LocalizedText(zh="退货申请已变更并重新判定", en="a return was changed and decided anew"),
    "return.withdrawn": LocalizedText(zh="退货申请已撤回", en="a return was withdrawn"),
    "return.tallied": LocalizedText(zh="理货后重新判定", en="a return was decided anew after a tally"),
    "return.list_known": LocalizedText(
        zh="原出口清单到达或变更后重新判定", en="a return was decided anew after its original list came or changed"
    ),
    "return.accepted": LocalizedText(zh="人工准予退货", en="staff accepted a return"),
    "return.rejected": LocalizedText(zh="人工退单", en="staff rejected a return"),
    "return.inspection": LocalizedText(zh="转查验", en="a return is under inspection"),
    "return.handed_over": LocalizedText(zh="已移交", en="a return was handed over"),
    "return.suspended": LocalizedText(zh="已挂起", en="a return was suspended"),
    "return.released": LocalizedText(zh="已放行", en="a return was released"),
    "return.asked": LocalizedText(zh="海关询问企业", en="staff asked the firm"),
    "return.answered": LocalizedText(zh="企业答复询问", en="the firm answered a question"),
}
DeliveryState = Literal["pending", "delivered", "failed"]
Url = Annotated[Text, StringConstraints(min_length=8, max_length=2000)]
Types = Annotated[tuple[EventType, ...], Field(max_length=len(EVENTS))]


class NewEndpoint(Document):
    """An address to tell; no types means all of them."""

    url: Url
    types: Types = ()


class EndpointChange(Document):
    """What to change of an endpoint; what is absent stays. `enabled` takes up one that was disabled."""

    types: Types | None = None
    enabled: bool | None = None


class Endpoint(Document):
    """An address that is told; `disabled` says why it no longer is."""

    id: str
    url: str
    types: Types
    disabled: str | None
    created_at: Instant


class EndpointWithSecret(Document):
    """An endpoint whose signing secret (`whsec_…`) is shown this once."""

    endpoint: Endpoint
    secret: str


class Delivery(Document):
    """One event on its way to one endpoint."""

    id: str
    event: str
    type: str
    endpoint: str
    state: DeliveryState
    attempts: int
    due_at: Instant
    status: int | None
    error: str | None
    delivered_at: Instant | None


class Replay(Document):
    """What to send again: one delivery, or all that failed since a moment."""

    delivery: Text | None = None
    failed_since: Instant | None = None
