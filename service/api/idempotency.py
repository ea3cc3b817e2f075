"""Idempotency-Key: the same call again gets the answer of the first, and is not carried out again.

The answer is written in the transaction of the call itself: after a crash either both are there or neither.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import uuid4

from schemas.tables import AnswerRow
from service.context import Context
from service.problems import Conflict, Unprocessable
from service.store import idempotency as store
from service.store.database import lock

_CLAIM: Final = timedelta(seconds=15)


@dataclass(frozen=True)
class Answer:
    """What was answered: status, media type and body."""

    status: int
    media_type: str | None
    body: bytes
    again: bool = False
    """That the caller should make the call again: such an answer is not kept."""


def once(context: Context, key: str, request: str, work: Callable[[], Answer]) -> tuple[Answer, bool]:
    """Carry out a call once under a key of the caller; tells whether the answer is one given before.

    `request` is the digest of the call. A call that was refused is not kept: it may be made again.

    Raises:
        Unprocessable: the key was used for another call.
        Conflict: the first call is still being carried out.
    """
    mine = _claim(context, key, request)
    if isinstance(mine, Answer):
        return mine, True
    try:
        with context.store.write() as session:
            answer = work()
            if not store.finish(session, mine, answer.status, answer.media_type, answer.body):
                raise _in_flight()
            if answer.again:
                store.drop(session, mine.caller, mine.key, mine.claim)
            return answer, False
    except BaseException:
        with context.store.write() as session:
            store.drop(session, mine.caller, mine.key, mine.claim)
        raise


def _claim(context: Context, key: str, request: str) -> Answer | AnswerRow:
    actor, now = context.actor, context.now()
    caller = f"firm {actor.firm}" if actor.firm else actor.name  # a firm's keys change while it tries again
    with context.store.write() as session:
        lock(session, f"once {caller} {key}")
        kept = store.find(session, caller, key)
        if kept is not None and kept.kept_since > now - store.KEPT:
            if kept.request != request:
                raise Unprocessable(
                    "idempotency.reused",
                    "此 Idempotency-Key 已用于内容不同的请求",
                    "this Idempotency-Key was used for another request",
                )
            if kept.status is not None:
                return Answer(kept.status, kept.media_type, kept.body or b"")
            if kept.claimed_until > now:
                raise _in_flight()
        if kept is not None:
            session.expunge(kept)
        row = AnswerRow(
            caller=caller,
            key=key,
            request=request,
            claim=str(uuid4()),
            claimed_until=now + _CLAIM,
            kept_since=now,
        )
        store.claim(session, row)
        return row


def _in_flight() -> Conflict:
    return Conflict(
        "idempotency.in_flight",
        "相同 Idempotency-Key 的请求正在处理，请稍后重试",
        "a request with this Idempotency-Key is being carried out; try again shortly",
        retry_after=1,
    )
