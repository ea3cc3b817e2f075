"""Around every request: its id, its line in the log, its place in the metrics, and the headers every answer has."""

import logging
import re
import time
from collections.abc import Awaitable, Callable
from typing import Final
from uuid import uuid4

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars, clear_contextvars

from service import metrics

_log = logging.getLogger("tongtui.request")
_SAFE_ID: Final = re.compile(rb"^[A-Za-z0-9._-]{8,64}$")
_HEADERS: Final = ((b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer"))
_PRIVATE: Final = (b"cache-control", b"no-store")
_GONE: Final = 499
_QUIET: Final = frozenset({"/healthz", "/readyz", "/metrics"})
OnFault = Callable[[Request, Exception], Awaitable[Response]]


class RequestLog:
    """ASGI middleware; of a request it logs the route's template, never path, query, body or headers.

    An error that nothing below answered is answered here, so that it too has its id, its line and its place.
    """

    def __init__(self, app: ASGIApp, on_fault: OnFault) -> None:
        self.app = app
        self._on_fault = on_fault

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note how it went."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        identity = _identity(scope)
        clear_contextvars()
        bind_contextvars(request=identity)
        began, status = time.perf_counter(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *_headers(scope, message, identity)]
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except ClientDisconnect:
            status = _GONE  # nobody is there to answer
        except Exception as error:
            if status:
                raise
            await (await self._on_fault(Request(scope), error))(scope, receive, sending)
        finally:
            _note(scope, status, time.perf_counter() - began)


def _identity(scope: Scope) -> str:
    given: bytes = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    return given.decode() if _SAFE_ID.match(given) else uuid4().hex


def _headers(scope: Scope, message: Message, identity: str) -> list[tuple[bytes, bytes]]:
    headers = [*_HEADERS, (b"x-request-id", identity.encode())]
    if scope["path"].startswith("/v1/") and all(name.lower() != _PRIVATE[0] for name, _ in message["headers"]):
        headers.append(_PRIVATE)
    policy = scope.get("state", {}).get("rate")
    return [*headers, *(policy or ())]


def _note(scope: Scope, status: int, seconds: float) -> None:
    route = getattr(scope.get("route"), "path", "-")
    metrics.count(scope["method"], route, status, seconds)
    if route in _QUIET:
        return
    actor = scope.get("state", {}).get("actor")
    who = {"actor": actor.name, "firm": actor.firm} if actor else {}
    fields = {"method": scope["method"], "route": route, "status": status, "ms": round(seconds * 1e3, 1), **who}
    _log.info("answered", extra=fields)
