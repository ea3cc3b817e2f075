"""How often a key may call, and how often one address may try to sign in."""

from typing import Final

from fastapi import Request

from service.api.rate_limits import SECONDS, Windows
from service.problems import TooMany

_TRIES: Final = 30


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
        (b"ratelimit-policy", f'"{kind}";q={most};w={SECONDS}'.encode()),
        (b"ratelimit", f'"{kind}";r={max(0, most - count)};t={seconds}'.encode()),
    )
    if count > most:
        raise TooMany(
            "rate.exceeded",
            f"每分钟最多 {most} 次，请于 {seconds} 秒后重试",
            f"at most {most} a minute: try again in {seconds} seconds",
            retry_after=seconds,
        )
