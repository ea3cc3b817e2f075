"""Telling firms what happens to their returns: events, endpoints, deliveries."""

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlmodel import Field

from schemas.tables.base import Table, a_sequence, a_text, an_instant, an_instant_or_none
from schemas.work.webhooks import DeliveryState, EventType

_UNTOLD = text("told = false")


class EventRow(Table, table=True):
    """Something that happened to a return, written with it; told to every endpoint that asks for it."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_untold", "sequence", sqlite_where=_UNTOLD, postgresql_where=_UNTOLD),)

    sequence: int = a_sequence()
    id: str = Field(max_length=36, unique=True)
    type: EventType = Field(sa_type=String(32))
    exporter_code: str = Field(max_length=18)
    agent_code: str = Field(max_length=18)
    return_id: str = Field(max_length=36)
    data: str = a_text()
    happened_at: datetime = an_instant()
    told: bool = False


class EndpointRow(Table, table=True):
    """An address of a firm that wants to be told; the former secret signs beside the new one for a day."""

    __tablename__ = "webhook_endpoints"

    id: str = Field(max_length=36, primary_key=True)
    firm: str = Field(max_length=18, index=True)
    url: str = Field(max_length=2000)
    types: str = Field(max_length=255)
    secret: str = Field(max_length=128)
    former_secret: str | None = Field(default=None, max_length=128)
    former_until: datetime | None = an_instant_or_none()
    disabled: str | None = Field(default=None, max_length=64)
    created_at: datetime = an_instant()


class DeliveryRow(Table, table=True):
    """One event on its way to one endpoint: due, leased by a worker, delivered or given up."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (UniqueConstraint("endpoint_id", "event_id"), Index(None, "state", "due_at"))

    sequence: int = a_sequence()
    id: str = Field(max_length=36, unique=True)
    endpoint_id: str = Field(max_length=36, foreign_key="webhook_endpoints.id")
    event_id: str = Field(max_length=36, foreign_key="events.id")
    state: DeliveryState = Field(sa_type=String(16))
    attempts: int = 0
    due_at: datetime = an_instant()
    leased_until: datetime | None = an_instant_or_none()
    status: int | None = None
    error: str | None = Field(default=None, max_length=255)
    delivered_at: datetime | None = an_instant_or_none()
