"""The ends of the audit chains, signed and kept in a file outside the database: what was removed last shows too."""

import fcntl
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rules.digests import canonical
from schemas.base import Document
from schemas.codes import Digest
from schemas.faults import parse_json
from service.signing import Signer, verified
from service.store import Session

_log = logging.getLogger(__name__)
HEADS: Final = "heads"
_MOST_BYTES: Final = 16 * 1024**2
_LONGEST_LINE: Final = 64 * 1024


class Head(Document):
    """Where one chain ended: its newest entry's number and digest."""

    chain: str
    number: int
    digest: Digest


def queue_checkpoint(session: Session, head: Head) -> None:
    """Remember a chain's new end until the transaction is kept."""
    session.info.setdefault(HEADS, {})[head.chain] = head


class CheckpointFile:
    """A folder with a file of signed heads, a line each, to which every process appends."""

    def __init__(self, folder: Path, signer: Signer) -> None:
        self.path = folder / "heads.jws"
        self._signer = signer
        folder.mkdir(parents=True, exist_ok=True)

    def write(self, session: Session) -> None:
        """Write down the new ends of the chains that a transaction added to."""
        heads: dict[str, Head] = session.info.pop(HEADS, {})
        try:
            self.append(heads.values())
        except OSError as error:  # what was kept is kept; the next end of the chain vouches for this one too
            _log.error("the file of heads cannot be written", exc_info=error)

    def append(self, heads: Iterable[Head]) -> None:
        """Sign heads and add them to the file, all in one write."""
        lines = "".join(f"{self._signer.sign(canonical(head))}\n" for head in heads)
        if not lines:
            return
        with self._locked() as descriptor:
            _drop_torn_line(descriptor)
            os.write(descriptor, lines.encode())

    def compact(self, most: int = _MOST_BYTES) -> bool:
        """Where the file has grown past so many bytes, keep the furthest end of each chain only; tells whether it had.

        Raises:
            Unprocessable: as `newest`; the file stays as it is.
        """
        if not self.path.exists() or self.path.stat().st_size <= most:
            return False
        with self._locked():
            draft = self.path.with_suffix(".new")
            lines = "".join(f"{self._signer.sign(canonical(head))}\n" for head in self.newest().values())
            draft.write_text(lines, encoding="utf-8")
            draft.chmod(0o640)
            draft.replace(self.path)
        return True

    @contextmanager
    def _locked(self) -> Iterator[int]:
        """The file, open to add to, with nobody else at it."""
        while True:
            descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                if self.path.exists() and os.fstat(descriptor).st_ino == self.path.stat().st_ino:
                    yield descriptor
                    return
            finally:
                os.close(descriptor)

    def newest(self) -> dict[str, Head]:
        """The furthest end of each chain that the file vouches for.

        Raises:
            Unprocessable: a line was not signed by our keys.
        """
        newest: dict[str, Head] = {}
        for head in self._all():
            known = newest.get(head.chain)
            if known is None or known.number < head.number:
                newest[head.chain] = head
        return newest

    def _all(self) -> Iterator[Head]:
        if not self.path.exists():
            return
        with self.path.open(encoding="utf-8") as file:
            for line in file:
                if not line.endswith("\n"):
                    return  # cut short by a crash: what it vouched for, the next line does
                yield parse_json(Head, verified(line, self._signer.public))


def _drop_torn_line(descriptor: int) -> None:
    """Cut off an incomplete last line (a crash); a later head of the same chain covers what it covered."""
    size = os.fstat(descriptor).st_size
    if size and os.pread(descriptor, 1, size - 1) != b"\n":
        tail = os.pread(descriptor, _LONGEST_LINE, max(0, size - _LONGEST_LINE))
        os.ftruncate(descriptor, size - len(tail) + tail.rfind(b"\n") + 1)
