"""Webhooks: where a firm wants to be told, and how the telling went."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from schemas.base import Document, LocalizedText
from schemas.faults import parse_json
from schemas.paging import Page
from schemas.work.webhooks import (
    EVENTS,
    Delivery,
    DeliveryState,
    Endpoint,
    EndpointChange,
    EndpointWithSecret,
    EventType,
    NewEndpoint,
    Replay,
)
from service.api.auth import AnyonesContext, ManagesWebhooks
from service.api.bodies import READS_BODY, JsonBody, answer, problems, refusals, takes
from service.api.idempotency import OnceOnly
from service.webhooks import endpoints

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks 推送"])


class Endpoints(Document):
    """A firm's endpoints, the oldest first."""

    items: tuple[Endpoint, ...]


class Deliveries(Page[Delivery, int]):
    """Deliveries from the newest on; `next` begins the following page."""


class Replayed(Document):
    """How many deliveries are sent again."""

    deliveries: int


class EventTypes(Document):
    """Every type of event, in words."""

    items: dict[EventType, LocalizedText]


@router.post(
    "",
    summary="新增推送地址 · make an endpoint",
    status_code=201,
    response_model=EndpointWithSecret,
    responses=problems(*READS_BODY, 409),
    openapi_extra=takes(NewEndpoint),
)
def create(context: ManagesWebhooks, body: JsonBody, once: OnceOnly) -> Response:
    """Make an endpoint; its signing secret is shown this once."""
    new = parse_json(NewEndpoint, body)
    return once(context, lambda: answer(endpoints.create(context, new), 201), secret="secret")


@router.get("", summary="推送地址 · endpoints", response_model=Endpoints, responses=refusals())
def every(context: ManagesWebhooks) -> Response:
    """The firm's endpoints, the oldest first."""
    return answer(Endpoints(items=endpoints.list_endpoints(context)))


@router.get("/events", summary="事件类型 · types of event", response_model=EventTypes)
def events(context: AnyonesContext) -> Response:
    """Every type of event, in words."""
    return answer(EventTypes(items=EVENTS))


@router.get("/{endpoint_id}", summary="一个推送地址 · one endpoint", response_model=Endpoint, responses=refusals(404))
def one(context: ManagesWebhooks, endpoint_id: str) -> Response:
    """One endpoint, never with its secret."""
    return answer(endpoints.one(context, endpoint_id))


@router.patch(
    "/{endpoint_id}",
    summary="变更推送地址 · change an endpoint",
    response_model=Endpoint,
    responses=problems(*READS_BODY, 404),
    openapi_extra=takes(EndpointChange),
)
def change(context: ManagesWebhooks, endpoint_id: str, body: JsonBody) -> Response:
    """Change what an endpoint is told, or enable or disable it."""
    return answer(endpoints.change(context, endpoint_id, parse_json(EndpointChange, body)))


@router.delete("/{endpoint_id}", summary="删除推送地址 · delete", status_code=204, responses=refusals(404))
def delete(context: ManagesWebhooks, endpoint_id: str) -> Response:
    """Take an endpoint away, with its deliveries."""
    endpoints.delete(context, endpoint_id)
    return Response(status_code=204)


@router.post(
    "/{endpoint_id}/rotate",
    summary="轮换签名密钥 · rotate its secret",
    response_model=EndpointWithSecret,
    responses=refusals(404, 409, 422),
)
def rotate(context: ManagesWebhooks, endpoint_id: str, once: OnceOnly) -> Response:
    """A new signing secret; for 24 hours the former one signs beside it."""
    return once(context, lambda: answer(endpoints.rotate(context, endpoint_id)), secret="secret")


@router.get(
    "/{endpoint_id}/deliveries",
    summary="推送记录 · its deliveries",
    response_model=Deliveries,
    responses=refusals(404, 422),
)
def deliveries(
    context: ManagesWebhooks,
    endpoint_id: str,
    state: DeliveryState | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> Response:
    """How the telling went, from the newest on."""
    return answer(Deliveries.of(endpoints.deliveries(context, endpoint_id, state, limit=limit, before=cursor)))


@router.post(
    "/{endpoint_id}/replay",
    summary="重新推送 · send again",
    response_model=Replayed,
    responses=problems(*READS_BODY, 404, 409),
    openapi_extra=takes(Replay),
)
def replay(context: ManagesWebhooks, endpoint_id: str, body: JsonBody, once: OnceOnly) -> Response:
    """Send one delivery again, or all that failed since a moment, or all that failed."""
    wanted = parse_json(Replay, body)
    return once(context, lambda: answer(Replayed(deliveries=endpoints.replay(context, endpoint_id, wanted))))
