"""Endpoints, events to tell and their deliveries in the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, delete, or_, select

from schemas.tables import DeliveryRow, EndpointRow, EventRow
from service.store.database import core


def endpoint(session: Session, endpoint_id: str, *, alone: bool = False) -> EndpointRow | None:
    """The endpoint of that id; `alone`: nobody else changes it, or makes deliveries to it, until the end."""
    return session.get(EndpointRow, endpoint_id, with_for_update=alone)


def endpoints(session: Session, firm: str) -> Sequence[EndpointRow]:
    """A firm's endpoints, the oldest first."""
    query = select(EndpointRow).where(EndpointRow.firm == firm)
    return session.exec(query.order_by(col(EndpointRow.created_at), col(EndpointRow.id))).all()


def drop(session: Session, endpoint_id: str) -> None:
    """Take an endpoint and its deliveries away."""
    core(session).execute(delete(DeliveryRow).where(col(DeliveryRow.endpoint_id) == endpoint_id))
    core(session).execute(delete(EndpointRow).where(col(EndpointRow.id) == endpoint_id))


def any_untold(session: Session) -> bool:
    """Whether an event waits to be fanned out."""
    return session.exec(select(EventRow.sequence).where(~col(EventRow.told)).limit(1)).first() is not None


def any_due(session: Session, now: datetime) -> bool:
    """Whether a delivery is due."""
    due = select(DeliveryRow.sequence).where(DeliveryRow.state == "pending", col(DeliveryRow.due_at) <= now)
    return session.exec(due.limit(1)).first() is not None


def untold(session: Session, limit: int) -> Sequence[EventRow]:
    """Events that were not fanned out yet, in order; on PostgreSQL those that nobody else is at."""
    query = select(EventRow).where(~col(EventRow.told)).order_by(col(EventRow.sequence)).limit(limit)
    return session.exec(query.with_for_update(skip_locked=True)).all()


def listeners(session: Session, firms: set[str]) -> Sequence[EndpointRow]:
    """The enabled endpoints of these firms, none of which can be deleted until the transaction ends."""
    query = select(EndpointRow).where(col(EndpointRow.firm).in_(firms), col(EndpointRow.disabled).is_(None))
    return session.exec(query.with_for_update(read=True, key_share=True)).all()


def mark_told(session: Session, sequences: Sequence[int]) -> None:
    """Mark events as fanned out: each has its deliveries, and is not looked at again."""
    core(session).execute(update(EventRow).where(col(EventRow.sequence).in_(sequences)).values(told=True))


def lease(
    session: Session, now: datetime, until: datetime, limit: int
) -> list[tuple[DeliveryRow, EventRow, EndpointRow]]:
    """Take deliveries that are due and that nobody is at."""
    query = (
        select(DeliveryRow, EventRow, EndpointRow)
        .join(EventRow, col(EventRow.id) == DeliveryRow.event_id)
        .join(EndpointRow, col(EndpointRow.id) == DeliveryRow.endpoint_id)
        .where(
            DeliveryRow.state == "pending",
            col(DeliveryRow.due_at) <= now,
            or_(col(DeliveryRow.leased_until).is_(None), col(DeliveryRow.leased_until) < now),
            col(EndpointRow.disabled).is_(None),
        )
        .order_by(col(DeliveryRow.due_at), col(DeliveryRow.sequence))
        .limit(limit)
        .with_for_update(skip_locked=True, of=DeliveryRow)
    )
    rows = [(delivery, event, endpoint) for delivery, event, endpoint in session.exec(query)]
    for delivery, _, _ in rows:
        delivery.leased_until = until
        session.add(delivery)
    session.flush()
    return rows


def delivery(session: Session, delivery_id: str) -> DeliveryRow | None:
    """The delivery of that id, which does not go away until the end."""
    return session.exec(select(DeliveryRow).where(DeliveryRow.id == delivery_id).with_for_update()).one_or_none()


def deliveries(
    session: Session, endpoint_id: str, state: str | None, *, limit: int, before: int | None
) -> list[tuple[DeliveryRow, str]]:
    """Deliveries to an endpoint from the newest on, each with its event's type."""
    query = select(DeliveryRow, EventRow.type).join(EventRow, col(EventRow.id) == DeliveryRow.event_id)
    query = query.where(DeliveryRow.endpoint_id == endpoint_id)
    if state is not None:
        query = query.where(DeliveryRow.state == state)
    if before is not None:
        query = query.where(col(DeliveryRow.sequence) < before)
    return [(row, kind) for row, kind in session.exec(query.order_by(col(DeliveryRow.sequence).desc()).limit(limit))]


def again(session: Session, endpoint_id: str, now: datetime, delivery_id: str | None, since: datetime | None) -> int:
    """Make deliveries due anew: one, or those that failed since a moment."""
    values = {"state": "pending", "attempts": 0, "due_at": now, "leased_until": None, "error": None}
    due = update(DeliveryRow).where(col(DeliveryRow.endpoint_id) == endpoint_id).values(**values)
    if delivery_id is not None:
        due = due.where(col(DeliveryRow.id) == delivery_id)
    if since is not None:
        due = due.where(col(DeliveryRow.state) == "failed", col(DeliveryRow.due_at) >= since)
    return core(session).execute(due).rowcount
