"""How often a key may call, and how often one address may try to sign in; every serving process counts for itself.

Ours and not the library `limits`: that one starts a thread for nearly every call it counts, a tenth of the call's cost.
"""

import time
from threading import Lock
from typing import Final

from fastapi import Request

from service.problems import TooMany

_TRIES: Final = 30
_SECONDS: Final = 60


class Windows:
    """Counts by name in windows of a minute, which begin at each name's first call."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], tuple[float, int]] = {}
        self._lock = Lock()
        self._swept = 0.0

    def hit(self, kind: str, name: str) -> tuple[int, int]:
        """Count one more: the calls in this window, this one among them, and the seconds until it ends."""
        now = time.monotonic()
        with self._lock:
            if now - self._swept > _SECONDS:
                self._counts = {each: kept for each, kept in self._counts.items() if now - kept[0] < _SECONDS}
                self._swept = now
            began, count = self._counts.get((kind, name), (now, 0))
            if now - began >= _SECONDS:
                began, count = now, 0
            self._counts[kind, name] = (began, count + 1)
        return count + 1, max(1, round(began + _SECONDS - now))


def spend(request: Request, key: str, per_minute: int) -> None:
    """Count a call of a key; the answer tells what is left (RateLimit and RateLimit-Policy, IETF draft).

    Raises:
        TooMany: the key has made as many in this minute as it may.
    """
    if per_minute:
        _count(request, "key", key, per_minute)


def spend_try(request: Request) -> None:
    """Count a try to sign in from an address.

    Raises:
        TooMany: there were too many in this minute.
    """
    _count(request, "sign-in", request.client.host if request.client else "-", _TRIES)


def _count(request: Request, kind: str, name: str, most: int) -> None:
    windows: Windows = request.app.state.windows
    count, seconds = windows.hit(kind, name)
    request.state.rate = (
        (b"ratelimit-policy", f'"{kind}";q={most};w={_SECONDS}'.encode()),
        (b"ratelimit", f'"{kind}";r={max(0, most - count)};t={seconds}'.encode()),
    )
    if count > most:
        raise TooMany(
            "rate.exceeded",
            f"每分钟最多 {most} 次，请于 {seconds} 秒后重试",
            f"at most {most} a minute: try again in {seconds} seconds",
            retry_after=seconds,
        )
