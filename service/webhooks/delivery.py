"""Tell endpoints what happened, after Standard Webhooks 1.0: at least once, never before it was kept.

Events are rows written with what they tell of. They are fanned out into deliveries, one an endpoint, which are sent
until they arrive or ten attempts have failed. A delivery is leased while it is sent: no two workers send it at once,
and what a killed worker held falls due again.
"""

import base64
import hashlib
import hmac
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from random import SystemRandom
from typing import Final
from uuid import uuid4

from schemas.tables import DeliveryRow, EndpointRow, EventRow
from service.context import Context
from service.problems import Problem
from service.store import webhooks as store
from service.webhooks import destinations, sender

RETRIES: Final = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)
"""How long to wait after each failed attempt; the first is made at once, the tenth is the last."""
_LEASE: Final = timedelta(seconds=60)
_TIMEOUT: Final = 15.0
"""How many seconds sending one event may take, from connecting to the end of the answer."""
_JITTER: Final = 0.1
_CHANCE: Final = SystemRandom()  # whoever seeds `random` does not seed every service's waiting
_AT_ONCE: Final = 8
_LONGEST_WAIT: Final = timedelta(hours=24)


def fan_out(context: Context, limit: int) -> int:
    """Make a delivery of each untold event for each endpoint that is to be told; gives how many events there were."""
    with context.store.read() as session:  # asked twice a second: where there are none, nobody is kept from writing
        if not store.any_untold(session):
            return 0
    with context.store.write() as session:
        events = store.untold(session, limit)
        if not events:
            return 0
        firms = {firm for event in events for firm in (event.exporter_code, event.agent_code)}
        listening = store.listeners(session, firms)
        now = context.now()
        for event in events:
            for endpoint in listening:
                if _concerns(event, endpoint):
                    session.add(
                        DeliveryRow(
                            sequence=context.number(),
                            id=str(uuid4()),
                            endpoint_id=endpoint.id,
                            event_id=event.id,
                            state="pending",
                            due_at=now,
                        )
                    )
        store.mark_told(session, [event.sequence for event in events])
        return len(events)


def deliver_due(context: Context, limit: int) -> int:
    """Send what is due; gives how many deliveries were tried."""
    with context.store.read() as session:
        if not store.any_due(session, context.now()):
            return 0
    with context.store.write() as session:
        taken = store.lease(session, context.now(), context.now() + _LEASE, limit)
        for rows in taken:
            for row in rows:
                session.expunge(row) if row in session else None
    with ThreadPoolExecutor(_AT_ONCE) as pool:  # an endpoint that hangs must not hold the others up
        for delivery in [pool.submit(_deliver, context, *rows) for rows in taken]:
            delivery.result()
    return len(taken)


def _deliver(context: Context, delivery: DeliveryRow, event: EventRow, endpoint: EndpointRow) -> None:
    _record_attempt(context, delivery, _send(context, event, endpoint))


def body_of(event: EventRow) -> bytes:
    """The JSON that is sent: type, timestamp and data."""
    message = {"type": event.type, "timestamp": event.happened_at.isoformat(), "data": json.loads(event.data)}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def signature(secret: str, event_id: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the base64 HMAC-SHA256 of id, timestamp and body."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = b".".join((event_id.encode(), str(timestamp).encode(), body))
    return f"v1,{base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()}"


def _concerns(event: EventRow, endpoint: EndpointRow) -> bool:
    types = endpoint.types.split()
    return endpoint.firm in (event.exporter_code, event.agent_code) and (not types or event.type in types)


def _send(context: Context, event: EventRow, endpoint: EndpointRow) -> sender.Answer | str:
    """What the endpoint answered, or why there is no answer."""
    now, body = context.now(), body_of(event)
    timestamp = int(now.timestamp())
    secrets = [endpoint.secret]
    if endpoint.former_secret and endpoint.former_until and endpoint.former_until > now:
        secrets.append(endpoint.former_secret)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "tongtui-webhooks/1",
        "webhook-id": event.id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(secret, event.id, timestamp, body) for secret in secrets),
    }
    try:
        destination = destinations.resolve(endpoint.url, private=context.settings.webhook_private_targets)
        return sender.post(destination, headers, body, _TIMEOUT)
    except Problem as problem:
        return problem.fault.en
    except sender.Undelivered as error:
        return str(error)[:255]


def _record_attempt(context: Context, sent: DeliveryRow, outcome: sender.Answer | str) -> None:
    answer = outcome if isinstance(outcome, sender.Answer) else None
    status, retry_after = (answer.status, answer.retry_after) if answer else (None, None)
    with context.store.write() as session:
        # the endpoint before its delivery, as who deletes it comes by them
        gone = store.endpoint(session, sent.endpoint_id, alone=True) if status == 410 else None
        row = store.delivery(session, sent.id)
        if row is None or row.state != "pending":
            return
        now = context.now()
        row.attempts, row.leased_until, row.status = row.attempts + 1, None, status
        if status is not None and 200 <= status < 300:
            row.state, row.delivered_at, row.error = "delivered", now, None
        else:
            row.error = f"HTTP {status}" if answer else str(outcome)
            if row.attempts > len(RETRIES):
                row.state = "failed"
            else:
                row.due_at = now + max(_planned_wait(row.attempts), _asked_wait(retry_after, now))
        session.add(row)
        if gone is not None:
            row.state, gone.disabled = "failed", "410 Gone"
            session.add(gone)


def _planned_wait(attempts: int) -> timedelta:
    return RETRIES[attempts - 1] * _CHANCE.uniform(1.0, 1.0 + _JITTER)


def _asked_wait(header: str | None, now: datetime) -> timedelta:
    """What a Retry-After header asks for, within a day."""
    if header is None:
        return timedelta(0)
    try:
        asked = timedelta(seconds=int(header)) if header.isdigit() else parsedate_to_datetime(header) - now
    except (TypeError, ValueError, OverflowError):
        return timedelta(0)
    return min(asked, _LONGEST_WAIT)
