"""How often a key may call, and how often one address may try to sign in; counted in windows of a minute.

One count serves all processes of a machine. It stands in a file of fixed size that each of them maps, a name in one of
a few slots that its digest picks. Ours and not the library `limits`: that one starts a thread for nearly every call it
counts, or asks another server.
"""

import fcntl
import hashlib
import logging
import os
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from mmap import mmap
from pathlib import Path
from threading import Lock
from typing import Final

from fastapi import Request

from service.problems import TooMany

SECONDS: Final = 60
_TRIES: Final = 30
"""How often an address may try to sign in, in a window."""
_SLOT: Final = struct.Struct("<8sdQ")
"""The digest of a name, when its window began (the machine's monotonic clock) and the calls since."""
_SLOTS: Final = 1 << 16
_NEAR: Final = 16
_log = logging.getLogger(__name__)


class WindowCounter:
    """Counts by name; the window of a name begins at its first call.

    Where the file cannot be made or the disk is full, the process counts for itself, and says so once in the log. Of
    more than `_NEAR` busy names that share their slots, the one that began first is forgotten.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._table: mmap | None = None
        self._file: int | None = None

    def hit(self, kind: str, name: str) -> tuple[int, int]:
        """Count one more: the calls in this window, this one among them, and the seconds until it ends."""
        digest = hashlib.blake2b(f"{kind} {name}".encode(), digest_size=_SLOT.size - 16).digest()
        with self._alone() as table:
            now = time.monotonic()
            offset, began, count = _find(table, digest, now)
            _SLOT.pack_into(table, offset, digest, began, count + 1)
        return count + 1, max(1, round(began + SECONDS - now))

    @contextmanager
    def _alone(self) -> Iterator[mmap]:
        with self._lock:
            table = self._table = self._table or self._open()
            if self._file is None:
                yield table
                return
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield table
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)

    def _open(self) -> mmap:
        size = _SLOTS * _SLOT.size
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            os.posix_fallocate(self._file, 0, size)  # a page that finds no room on the disk would kill the process
            return mmap(self._file, size)
        except OSError as error:
            _log.warning("calls are counted in this process alone", exc_info=error)
            if self._file is not None:
                os.close(self._file)
                self._file = None
            return mmap(-1, size)


def _find(table: mmap, digest: bytes, now: float) -> tuple[int, float, int]:
    """The slot of a name, when its window began and what it counts; one that is over, or of an earlier boot, is new."""
    first = int.from_bytes(digest[:4], "little")
    slots = [(first + step) % _SLOTS * _SLOT.size for step in range(_NEAR)]
    oldest, since = slots[0], now
    for offset in slots:
        name, began, count = _SLOT.unpack_from(table, offset)
        over = not 0 <= now - began < SECONDS
        if name == digest:
            return (offset, now, 0) if over else (offset, began, count)
        if over:
            began = float("-inf")
        if began < since:
            oldest, since = offset, began
    return oldest, now, 0


def consume(request: Request, key: str, per_minute: int) -> None:
    """Count a call of a key; the answer tells what is left (RateLimit and RateLimit-Policy, IETF draft).

    Raises:
        TooMany: the key has made as many in this minute as it may.
    """
    if per_minute:
        _count(request, "key", key, per_minute)


def consume_sign_in(request: Request) -> None:
    """Count a try to sign in from an address.

    Raises:
        TooMany: there were too many in this minute.
    """
    _count(request, "sign-in", request.client.host if request.client else "-", _TRIES)


def _count(request: Request, kind: str, name: str, most: int) -> None:
    counter: WindowCounter = request.app.state.windows
    count, seconds = counter.hit(kind, name)
    request.state.rate = (
        (b"ratelimit-policy", f'"{kind}";q={most};w={SECONDS}'.encode()),
        (b"ratelimit", f'"{kind}";r={max(0, most - count)};t={seconds}'.encode()),
    )
    if count > most:
        raise TooMany("rate.exceeded", retry_after=seconds, most=most, seconds=seconds)
