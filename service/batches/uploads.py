"""Uploads: files of batches while they come in, and those that were left behind.

They lie in a folder of their own, named by their firms, each locked (flock) by the process that receives it: processes
see each other's, and one that is killed leaves its file unlocked, to be removed by whoever comes next.
"""

import errno
import fcntl
import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final, Self
from uuid import uuid4

from service.problems import TooLarge, Unavailable

_COMING: Final = "uploads"
_GATE: Final = "gate"
_RETRY_AFTER: Final = 60
"""After how many seconds to come again where the disk is full."""
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


@contextmanager
def gate(folder: Path) -> Iterator[Counter[str]]:
    """Hold the lock under which uploads begin; gives how many each firm has under way.

    What dead processes left is removed first. Whoever begins an upload holds this lock, so an unlocked file is never
    one that is about to be locked. Whoever ends one need not: its file is elsewhere before its own lock is gone.
    """
    coming = folder / _COMING
    with _room():
        coming.mkdir(parents=True, exist_ok=True)
        lock = (coming / _GATE).open("wb")
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        under_way: Counter[str] = Counter()
        for path in coming.iterdir():
            if path.name != _GATE and not _remove_abandoned(path):
                under_way[path.stem] += 1
        yield under_way


def _remove_abandoned(path: Path) -> bool:
    """Remove a file that no process receives any more; false where one does."""
    with suppress(FileNotFoundError), path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        path.unlink(missing_ok=True)
    return True


class Upload:
    """A file that comes in piece by piece, its size (bytes) and digest kept as it does; to be begun inside `gate`.

    `most` is how many bytes it may have. Used as a context, the file is removed where anything fails before its end.
    """

    def __init__(self, folder: Path, firm: str, name: str, most: int) -> None:
        self.id = str(uuid4())
        self.name = name[-255:]
        self.size = 0
        self._folder = folder
        self._path = folder / _COMING / f"{firm}.{self.id}"
        self._most = most
        self._digest = hashlib.sha256()
        with _room():
            self._file: BinaryIO = self._path.open("xb")
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_error: object) -> None:
        if kind is not None:
            self.drop()

    def write(self, piece: bytes) -> None:
        """Add the next bytes.

        Raises:
            TooLarge: the file is larger than the service takes.
            Unavailable: the disk is full.
        """
        self.size += len(piece)
        if self.size > self._most:
            raise TooLarge("batch.too_large", most=self._most)
        self._digest.update(piece)
        with _room():
            self._file.write(piece)

    @property
    def digest(self) -> str:
        """The SHA-256 of what has come, in hexadecimal."""
        return self._digest.hexdigest()

    def finish(self) -> None:
        """Move the file to where batches lie, and make sure that it is on the disk.

        Raises:
            Unavailable: the disk is full.
        """
        with _room():
            self._path = self._path.replace(self._folder / self.id)
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()

    def drop(self) -> None:
        """Remove the file."""
        with suppress(OSError):  # what is removed need not be written to its end
            self._file.close()
        self._path.unlink(missing_ok=True)


@contextmanager
def _room() -> Iterator[None]:
    """Turn the error of a full disk into one that says so: no fault of the call, and a reason to make it again."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise Unavailable("batch.no_room", retry_after=_RETRY_AFTER) from error


def untouched(folder: Path, since: datetime) -> Iterator[Path]:
    """The files of a folder that were last written before a moment."""
    for path in folder.glob("*"):
        if path.is_file() and datetime.fromtimestamp(path.stat().st_mtime, UTC) < since:
            yield path
