"""The Idempotency-Key header of calls that make something."""

import hashlib
import json
from collections.abc import Callable
from typing import Annotated, Final

from fastapi import Depends, Header, Request, Response

from service.api.idempotency import Answer, once
from service.context import Context
from service.problems import Unprocessable

_MOST: Final = 255
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="the same key with the same body gets the same answer for 24 hours; another body is refused",
    ),
]


class Once:
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
        answer, replayed = once(context, self._key, self._request, answered)
        if not replayed and first[0] is not None:
            return first[0]
        return Response(answer.body, answer.status, {"Idempotency-Replayed": "true"}, answer.media_type)

    def streamed(
        self, context: Context, digest: str, work: Callable[[], Response], drop: Callable[[], None]
    ) -> Response:
        """As a call, for a body that was kept elsewhere as it came: where the answer was given before it is dropped."""
        whole = Once(self._key, hashlib.sha256(f"{self._request}{digest}".encode()).hexdigest())
        response = whole(context, work)
        if "idempotency-replayed" in response.headers:
            drop()
        return response


async def _once(request: Request, key: Key = None) -> Once:
    return _of(request, key, await request.body() if key is not None else b"")


async def _once_streamed(request: Request, key: Key = None) -> Once:
    return _of(request, key, b"")


def _of(request: Request, key: str | None, body: bytes) -> Once:
    if key is None:
        return Once(None, "")
    key = key.strip().removeprefix('"').removesuffix('"')
    if not 0 < len(key) <= _MOST:
        raise Unprocessable(
            "idempotency.key",
            f"Idempotency-Key 须为 1 至 {_MOST} 个字符",
            f"an Idempotency-Key has 1 to {_MOST} characters",
        )
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
    return Once(key, digest.hexdigest())


OnceStreamed = Annotated[Once, Depends(_once_streamed)]
OnceOnly = Annotated[Once, Depends(_once)]
