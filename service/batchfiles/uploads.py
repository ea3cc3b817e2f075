"""Files on their way in, and those that were left behind."""

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from service.problems import TooLarge


class Upload:
    """A file on its way in: written piece by piece, measured and digested as it comes."""

    def __init__(self, folder: Path, name: str, most: int) -> None:
        self.id = str(uuid4())
        self.name = name[-255:]
        self.size = 0
        self._path = folder / self.id
        self._most = most
        self._digest = hashlib.sha256()
        folder.mkdir(parents=True, exist_ok=True)
        self._file: BinaryIO = self._path.open("xb")

    def write(self, piece: bytes) -> None:
        """Add a piece.

        Raises:
            TooLarge: the file is larger than the service takes.
        """
        self.size += len(piece)
        if self.size > self._most:
            raise TooLarge(
                "batch.too_large", f"文件超过 {self._most} 字节", f"the file is larger than {self._most} bytes"
            )
        self._digest.update(piece)
        self._file.write(piece)

    @property
    def digest(self) -> str:
        """sha256 of what has come."""
        return self._digest.hexdigest()

    def finish(self) -> None:
        """Make sure that it is on the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def drop(self) -> None:
        """Throw it away."""
        self._file.close()
        self._path.unlink(missing_ok=True)


def untouched(folder: Path, since: datetime) -> Iterator[Path]:
    """The files that nobody has written to since a moment."""
    for path in folder.glob("*"):
        if datetime.fromtimestamp(path.stat().st_mtime, UTC) < since:
            yield path
