"""A firm's webhook endpoints: made, changed, rotated, their deliveries looked at and sent again."""

import base64
import secrets
from datetime import timedelta
from typing import Final, cast
from uuid import uuid4

from schemas.paging import Paged, paged
from schemas.tables import DeliveryRow, EndpointRow
from schemas.work.webhooks import (
    Delivery,
    DeliveryState,
    Endpoint,
    EndpointChange,
    EndpointWithSecret,
    EventType,
    NewEndpoint,
    Replay,
)
from service.context import Context
from service.evidence import audit
from service.problems import Conflict, Forbidden, NotFound, found
from service.store import Session
from service.store import webhooks as store
from service.webhooks import destinations

_MOST: Final = 20
_OVERLAP: Final = timedelta(hours=24)


def create(context: Context, new: NewEndpoint) -> EndpointWithSecret:
    """A new endpoint, with the secret that is shown this once.

    Raises:
        Unprocessable: the address may not be told.
        Conflict: the firm has twenty endpoints already.
    """
    firm = _firm(context)
    destinations.resolve(new.url, private=context.settings.webhook_private_targets)
    with context.store.write() as session:
        if len(store.endpoints(session, firm)) >= _MOST:
            raise Conflict("webhook.too_many", most=_MOST)
        row = EndpointRow(
            id=str(uuid4()),
            firm=firm,
            url=new.url,
            types=" ".join(new.types),
            secret=_secret(),
            created_at=context.now(),
        )
        session.add(row)
        session.flush()
        audit.record(session, context, firm, "webhook.made", row.id, {"url": row.url})
        return EndpointWithSecret(endpoint=_endpoint(row), secret=row.secret)


def list_endpoints(context: Context) -> tuple[Endpoint, ...]:
    """The firm's endpoints, the oldest first."""
    with context.store.read() as session:
        return tuple(_endpoint(row) for row in store.endpoints(session, _firm(context)))


def one(context: Context, endpoint_id: str) -> Endpoint:
    """The endpoint of that id.

    Raises:
        NotFound: there is none, or it is not the asking firm's.
    """
    with context.store.read() as session:
        return _endpoint(_existing(session, context, endpoint_id))


def change(context: Context, endpoint_id: str, wanted: EndpointChange) -> Endpoint:
    """Change what an endpoint is told, or enable or disable it.

    Raises:
        NotFound: as `one`.
    """
    with context.store.write() as session:
        row = _existing(session, context, endpoint_id, alone=True)
        if wanted.types is not None:
            row.types = " ".join(wanted.types)
        if wanted.enabled is not None:
            row.disabled = None if wanted.enabled else "firm"
        session.add(row)
        session.flush()
        detail = {"types": row.types, "disabled": row.disabled}
        audit.record(session, context, row.firm, "webhook.changed", row.id, detail)
        return _endpoint(row)


def delete(context: Context, endpoint_id: str) -> None:
    """Take an endpoint away, with its deliveries.

    Raises:
        NotFound: as `one`.
    """
    with context.store.write() as session:
        row = _existing(session, context, endpoint_id, alone=True)
        store.drop(session, row.id)
        audit.record(session, context, row.firm, "webhook.deleted", row.id)


def rotate(context: Context, endpoint_id: str) -> EndpointWithSecret:
    """A new secret; for 24 hours the former one signs beside it.

    Raises:
        NotFound: as `one`.
    """
    with context.store.write() as session:
        row = _existing(session, context, endpoint_id, alone=True)
        row.former_secret, row.former_until, row.secret = row.secret, context.now() + _OVERLAP, _secret()
        session.add(row)
        session.flush()
        audit.record(session, context, row.firm, "webhook.rotated", row.id)
        return EndpointWithSecret(endpoint=_endpoint(row), secret=row.secret)


def deliveries(
    context: Context, endpoint_id: str, state: DeliveryState | None, *, limit: int, before: int | None = None
) -> Paged[Delivery, int]:
    """A page of deliveries from the newest on, and where the next page begins.

    Raises:
        NotFound: as `one`.
    """
    with context.store.read() as session:
        row = _existing(session, context, endpoint_id)
        rows = store.deliveries(session, row.id, state, limit=limit, before=before)
    return paged(rows, limit, _delivery, lambda row: row[0].sequence)


def replay(context: Context, endpoint_id: str, wanted: Replay) -> int:
    """Send deliveries again; tells how many.

    Raises:
        NotFound: there is no such endpoint or delivery.
    """
    with context.store.write() as session:
        row = _existing(session, context, endpoint_id)
        since = wanted.failed_since if wanted.delivery is None else None
        if wanted.delivery is None and since is None:
            since = row.created_at
        count = store.again(session, row.id, context.now(), wanted.delivery, since)
        if wanted.delivery is not None and count == 0:
            raise NotFound("webhook.delivery", "/delivery", number=wanted.delivery)
        audit.record(session, context, row.firm, "webhook.replayed", row.id, {"deliveries": count})
        return count


def _firm(context: Context) -> str:
    if context.actor.firm is None:
        raise Forbidden("webhook.firm")
    return context.actor.firm


def _existing(session: Session, context: Context, endpoint_id: str, *, alone: bool = False) -> EndpointRow:
    row = store.endpoint(session, endpoint_id, alone=alone)
    seen = row if row is not None and context.actor.sees(row.firm) else None
    return found(seen, "webhook.not_found", endpoint_id)


def _secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


def _endpoint(row: EndpointRow) -> Endpoint:
    return Endpoint(
        id=row.id,
        url=row.url,
        types=tuple(cast(list[EventType], row.types.split())),
        disabled=row.disabled,
        created_at=row.created_at,
    )


def _delivery(sent: tuple[DeliveryRow, str]) -> Delivery:
    row, kind = sent
    return Delivery(
        id=row.id,
        event=row.event_id,
        type=kind,
        endpoint=row.endpoint_id,
        state=row.state,
        attempts=row.attempts,
        due_at=row.due_at,
        status=row.status,
        error=row.error,
        delivered_at=row.delivered_at,
    )
