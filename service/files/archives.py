"""ZIP files that cannot harm: counted while they are inflated, whatever they say of their size."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Final

from schemas.faults import BadInput
from service.files.sheet_extent import SheetExtent
from service.problems import bad_input

MOST_ENTRIES: Final = 10_000
MOST_BYTES: Final = 4 * 1024**3
"""How many bytes an archive may inflate to."""
MOST_RATIO: Final = 200
"""How many times its own size an archive may inflate to, from `_RATIO_FROM` bytes on."""
_MOST_DIRECTORY: Final = 8 * 1024**2
"""How many bytes an archive's directory may have; it is read whole."""
_END, _TAIL = b"PK\x05\x06", 22 + 65_535
"""Where an archive's directory is described: at its end, before a comment of at most so many bytes."""
_RATIO_FROM: Final = 16 * 1024**2
_IGNORED: Final = ("__MACOSX/", ".")
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


class _Budget:
    """How many bytes of an archive may be inflated, in all its members together."""

    def __init__(self, size: int) -> None:
        self._most = min(MOST_BYTES, max(_RATIO_FROM, size * MOST_RATIO))
        self._seen = 0

    def spend(self, count: int) -> None:
        """Count bytes that were inflated.

        Raises:
            BadInput: they are too many by now.
        """
        self._seen += count
        if self._seen > self._most:
            raise bad_input("", "batch.zip_bomb", variant="archive", most=self._most)


class _Counted(io.RawIOBase):
    """A member's bytes, counted against the archive's budget as they are inflated."""

    def __init__(self, member: IO[bytes], budget: _Budget) -> None:
        self._member = member
        self._budget = budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        try:
            data = self._member.read(len(buffer))
        except _BROKEN as error:
            raise _broken(error) from None
        self._budget.spend(len(data))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._member.close()
        super().close()


def _refuse_long_directory(path: Path) -> None:
    """Refuse an archive whose directory is longer than ours may be, before all of it is read into memory.

    Raises:
        BadInput: it is.
    """
    with path.open("rb") as file:
        size = file.seek(0, io.SEEK_END)
        file.seek(max(0, size - _TAIL))
        tail = file.read()
    end = tail.rfind(_END)
    if end >= 0 and len(tail) - end >= 16:
        (length,) = struct.unpack_from("<L", tail, end + 12)
        if length > _MOST_DIRECTORY:
            raise bad_input("", "batch.zip_entries", most=MOST_ENTRIES)


@contextmanager
def open_archive(path: Path, *, hidden: bool = False) -> Iterator[list[tuple[str, io.BufferedReader]]]:
    """The files of an archive by name, in the order of their names, each a stream that is counted.

    Folders, and what systems put in unasked, are left out but for who wants what is hidden too.

    Raises:
        BadInput: it is broken, encrypted, has too many entries, or inflates too far.
    """
    _refuse_long_directory(path)
    try:
        with zipfile.ZipFile(path) as opened, ExitStack() as streams:
            members = _members(opened, _Budget(path.stat().st_size), hidden)
            for _, stream in members:
                streams.callback(stream.close)
            yield members
    except _BROKEN as error:
        raise _broken(error) from None


def is_workbook(path: Path) -> bool:
    """Whether an archive is an XLSX workbook.

    Raises:
        BadInput: as `open_archive`.
    """
    _refuse_long_directory(path)
    try:
        with zipfile.ZipFile(path) as opened:
            return "xl/workbook.xml" in opened.namelist()
    except _BROKEN as error:
        raise _broken(error) from None


def check_bomb(path: Path) -> None:
    """Inflate a workbook once, to nowhere, before anything else opens it: every member, as any may be named a sheet.

    Raises:
        BadInput: as `open_archive`, or a sheet of it spreads a few cells too far.
    """
    with open_archive(path, hidden=True) as members:
        for _, stream in members:
            extent = SheetExtent()
            while piece := stream.read(1024 * 1024):
                extent.feed(piece)
            extent.check()


def _members(opened: zipfile.ZipFile, budget: _Budget, hidden: bool) -> list[tuple[str, io.BufferedReader]]:
    infos = [info for info in opened.infolist() if hidden or not (info.is_dir() or info.filename.startswith(_IGNORED))]
    if len(infos) > MOST_ENTRIES:
        raise bad_input("", "batch.zip_entries", most=MOST_ENTRIES)
    members: list[tuple[str, io.BufferedReader]] = []
    for info in sorted(infos, key=lambda info: info.filename):
        if info.flag_bits & 1:
            raise bad_input(info.filename, "batch.zip_encrypted")
        members.append((info.filename, io.BufferedReader(_Lazy(opened, info, budget))))
    return members


class _Lazy(io.RawIOBase):
    """A member that is opened when it is first read, so that thousands are not open at once."""

    def __init__(self, opened: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget) -> None:
        self._opened, self._info, self._budget = opened, info, budget
        self._stream: _Counted | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        if self._stream is None:
            try:
                self._stream = _Counted(self._opened.open(self._info), self._budget)
            except _BROKEN as error:
                raise _broken(error) from None
        return self._stream.readinto(buffer)

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()
        super().close()


def _broken(error: Exception) -> BadInput:
    return bad_input("", "batch.zip_broken", reason=error)
