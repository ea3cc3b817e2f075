"""Idempotency-Key: the same call again gets the answer of the first, and is not carried out again.

The answer is written in the transaction of the call itself: after a crash either both are there or neither.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final
from uuid import uuid4

from fastapi import Depends, Header, Request, Response

from schemas.tables import AnswerRow
from service.context import Context
from service.problems import Conflict, Unprocessable
from service.store import idempotency as store
from service.store.database import lock

_CLAIM: Final = timedelta(seconds=15)
_MOST: Final = 255
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="the same key with the same body gets the same answer for 24 hours; another body is refused",
    ),
]


@dataclass(frozen=True)
class Answer:
    """What was answered: status, media type and body."""

    status: int
    media_type: str | None
    body: bytes
    again: bool = False
    """That the caller should make the call again: such an answer is not kept."""


def run_once(context: Context, key: str, request: str, work: Callable[[], Answer]) -> tuple[Answer, bool]:
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
                raise Conflict("idempotency.in_flight", retry_after=1)
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
                raise Unprocessable("idempotency.reused")
            if kept.status is not None:
                return Answer(kept.status, kept.media_type, kept.body or b"")
            if kept.claimed_until > now:
                raise Conflict("idempotency.in_flight", retry_after=1)
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


class Idempotent:
    """Carries a call out, under its key if it has one."""

    def __init__(self, key: str | None, request: str) -> None:
        self._key = key
        self._request = request

    def __call__(self, context: Context, work: Callable[[], Response], secret: str | None = None) -> Response:
        """The answer: of the work, or the one given before (with the header `Idempotency-Replayed: true`).

        A field that is `secret` is shown once only: it is kept, and given again, empty.
        """
        if self._key is None:
            return work()

        def answered() -> Answer:
            response = first[0] = work()
            body = bytes(response.body)
            if secret is not None:
                body = json.dumps(json.loads(body) | {secret: ""}, ensure_ascii=False).encode()
            return Answer(response.status_code, response.media_type, body, again="retry-after" in response.headers)

        first: list[Response | None] = [None]
        answer, replayed = run_once(context, self._key, self._request, answered)
        if not replayed and first[0] is not None:
            return first[0]
        return Response(answer.body, answer.status, {"Idempotency-Replayed": "true"}, answer.media_type)

    def streamed(
        self, context: Context, digest: str, work: Callable[[], Response], drop: Callable[[], None]
    ) -> Response:
        """As a call, for a body that was kept elsewhere as it came: where the answer was given before it is dropped."""
        whole = Idempotent(self._key, hashlib.sha256(f"{self._request}{digest}".encode()).hexdigest())
        response = whole(context, work)
        if "idempotency-replayed" in response.headers:
            drop()
        return response


async def _once(request: Request, key: Key = None) -> Idempotent:
    return _of(request, key, await request.body() if key is not None else b"")


async def _once_streamed(request: Request, key: Key = None) -> Idempotent:
    return _of(request, key, b"")


def _of(request: Request, key: str | None, body: bytes) -> Idempotent:
    if key is None:
        return Idempotent(None, "")
    key = key.strip().removeprefix('"').removesuffix('"')
    if not 0 < len(key) <= _MOST:
        raise Unprocessable("idempotency.key", most=_MOST)
    digest = hashlib.sha256()
    for part in (
        request.method.encode(),
        request.url.path.encode(),
        request.url.query.encode(),
        request.headers.get("content-type", "").encode(),
        request.headers.get("accept", "").encode(),
        body,
    ):
        digest.update(len(part).to_bytes(8, "big") + part)
    return Idempotent(key, digest.hexdigest())


OnceStreamed = Annotated[Idempotent, Depends(_once_streamed)]
OnceOnly = Annotated[Idempotent, Depends(_once)]
