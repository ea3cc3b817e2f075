"""How often a key may call, and how often one address may try to sign in; every serving process counts for itself."""

import time
from typing import Final

from fastapi import Request
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from service.problems import TooMany

_TRIES: Final = RateLimitItemPerMinute(30)


def limiter() -> FixedWindowRateLimiter:
    """What one serving process counts with: `limiter` in the state of its application."""
    return FixedWindowRateLimiter(MemoryStorage())


def spend(request: Request, key: str, per_minute: int) -> None:
    """Count a call of a key; the answer tells what is left (RateLimit and RateLimit-Policy, IETF draft).

    Raises:
        TooMany: the key has made as many in this minute as it may.
    """
    if per_minute:
        _count(request, RateLimitItemPerMinute(per_minute), "key", key)


def spend_try(request: Request) -> None:
    """Count a try to sign in from an address.

    Raises:
        TooMany: there were too many in this minute.
    """
    _count(request, _TRIES, "sign-in", request.client.host if request.client else "-")


def _count(request: Request, item: RateLimitItem, kind: str, name: str) -> None:
    counter: FixedWindowRateLimiter = request.app.state.limiter
    allowed = counter.hit(item, kind, name)
    window = counter.get_window_stats(item, kind, name)
    seconds = max(1, round(window.reset_time - time.time()))
    request.state.rate = (
        (b"ratelimit-policy", f'"{kind}";q={item.amount};w=60'.encode()),
        (b"ratelimit", f'"{kind}";r={window.remaining};t={seconds}'.encode()),
    )
    if not allowed:
        raise TooMany(
            "rate.exceeded",
            f"每分钟最多 {item.amount} 次，请于 {seconds} 秒后重试",
            f"at most {item.amount} a minute: try again in {seconds} seconds",
            retry_after=seconds,
        )
