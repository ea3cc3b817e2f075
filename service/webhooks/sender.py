"""Send a webhook to the very address that was checked, within one limit of time and with a bounded answer.

httpcore2, the transport under httpx2, follows no redirects and knows no proxies; where it dials and for how long is its
network backend's to say, and ours dials the checked address alone, whatever the name leads to by now.
"""

import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from ssl import SSLContext, create_default_context
from typing import Final

from httpcore2 import (
    SOCKET_OPTION,
    URL,
    ConnectionPool,
    NetworkBackend,
    NetworkError,
    NetworkStream,
    ProtocolError,
    Response,
    SyncBackend,
    TimeoutException,
)

from service.webhooks.destinations import Destination

_MOST_ANSWER: Final = 4096
"""How many bytes of an answer's body are waited for; nobody reads them."""
_FAILURES: Final = (NetworkError, TimeoutException, ProtocolError, OSError, ValueError)
"""What sending ends in; a ValueError, where HTTP cannot carry the address."""


class Undelivered(Exception):
    """No answer came: no connection, no time left for its head, or an address or a head that HTTP does not know."""


@dataclass(frozen=True)
class Answer:
    """What the endpoint said: its status, and the Retry-After header as it came."""

    status: int
    retry_after: str | None


def post(destination: Destination, headers: dict[str, str], body: bytes, seconds: float) -> Answer:
    """Post a body within so many seconds, connecting included.

    Raises:
        Undelivered: there is no answer to give.
    """
    dial = _Dial(destination.address, time.monotonic() + seconds)
    try:
        url = URL(
            scheme=destination.scheme,
            host=destination.ascii_host,
            port=destination.port,
            target=destination.path.encode("ascii"),
        )
        sent = [("Host", destination.authority), *headers.items()]
        with (
            ConnectionPool(ssl_context=create_default_context(), network_backend=dial) as pool,
            pool.stream("POST", url, headers=sent, content=body) as response,
        ):
            waits = (value.decode("latin-1") for name, value in response.headers if name.lower() == b"retry-after")
            answer = Answer(response.status, next(waits, None))
            with suppress(*_FAILURES):  # the head says what came of it, however the body ends
                _drain(response)
        return answer
    except _FAILURES as error:
        raise Undelivered(f"{type(error).__name__}: {error}") from error


def _drain(response: Response) -> None:
    rest = _MOST_ANSWER
    for piece in response.iter_stream():
        if (rest := rest - len(piece)) <= 0:
            break


class _Dial(NetworkBackend):
    """Connects to one address, whatever host it is asked for; `deadline` is a moment of the monotonic clock."""

    def __init__(self, address: str, deadline: float) -> None:
        self._address = address
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> NetworkStream:
        seconds = _seconds_until(self._deadline)
        stream = SyncBackend().connect_tcp(self._address, port, seconds, local_address, socket_options)
        return _Timed(stream, self._deadline)


class _Timed(NetworkStream):
    """A connection of which every step takes no longer than is left of the whole: bytes that drip do not prolong it."""

    def __init__(self, stream: NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _seconds_until(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _seconds_until(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, _seconds_until(self._deadline))
        return _Timed(stream, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _seconds_until(deadline: float) -> float:
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutException("the time for the whole exchange is over")
    return seconds
