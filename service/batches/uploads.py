"""Files on their way in, and those that were left behind.

Files on their way in lie in a folder of their own, named by their firms, each locked by the process that takes it in:
processes see each other's, and one that is killed leaves its file unlocked, to be removed by whoever comes next.
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
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


@contextmanager
def gate(folder: Path) -> Iterator[Counter[str]]:
    """How many uploads each firm has under way; none begins meanwhile but in here. What dead processes left is removed.

    Whoever begins one holds the gate, so an unlocked file is never one that is about to be locked. One that ends does
    not: its file is elsewhere before its lock is gone.
    """
    coming = folder / _COMING
    with _room():
        coming.mkdir(parents=True, exist_ok=True)
        locked = (coming / _GATE).open("wb")
    with locked:
        fcntl.flock(locked, fcntl.LOCK_EX)
        under_way: Counter[str] = Counter()
        for path in coming.iterdir():
            if path.name != _GATE and not _dropped(path):
                under_way[path.stem] += 1
        yield under_way


def _dropped(path: Path) -> bool:
    """Remove a file that nobody takes in any more; false where somebody does."""
    with suppress(FileNotFoundError), path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        path.unlink(missing_ok=True)
    return True


class Upload:
    """A file on its way in: written piece by piece, measured and digested as it comes; begun inside the `gate`.

    As a context it is thrown away where anything fails before the batch is kept.
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
        """Add a piece.

        Raises:
            TooLarge: the file is larger than the service takes.
            Unavailable: the disk is full.
        """
        self.size += len(piece)
        if self.size > self._most:
            raise TooLarge(
                "batch.too_large", f"文件超过 {self._most} 字节", f"the file is larger than {self._most} bytes"
            )
        self._digest.update(piece)
        with _room():
            self._file.write(piece)

    @property
    def digest(self) -> str:
        """sha256 of what has come."""
        return self._digest.hexdigest()

    def finish(self) -> None:
        """Make sure that it is on the disk, where batches lie.

        Raises:
            Unavailable: the disk is full.
        """
        with _room():
            self._path = self._path.replace(self._folder / self.id)
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()

    def drop(self) -> None:
        """Throw it away."""
        with suppress(OSError):  # what is thrown away need not be written to its end
            self._file.close()
        self._path.unlink(missing_ok=True)


@contextmanager
def _room() -> Iterator[None]:
    """Tell a full disk as what it is: no fault of the call, and a reason to make it again."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise Unavailable(
            "batch.no_room",
            "服务器存储空间已满，文件未保存，请稍后重试",
            "the server's disk is full; the file was not kept: try again later",
            retry_after=_RETRY_AFTER,
        ) from error


def untouched(folder: Path, since: datetime) -> Iterator[Path]:
    """The files that nobody has written to since a moment."""
    for path in folder.glob("*"):
        if path.is_file() and datetime.fromtimestamp(path.stat().st_mtime, UTC) < since:
            yield path
