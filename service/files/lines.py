"""Files of lines in bounded memory, and JSON Lines among them: every line with the location it came from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Final, TypeVar

from pydantic import BaseModel

from schemas.base import BOM
from schemas.faults import parse_json
from service.files.documents import load_json
from service.problems import bad_input

M = TypeVar("M", bound=BaseModel)
MOST_LINE: Final = 1024 * 1024
"""How many bytes a line may have before its end."""


@dataclass(frozen=True)
class JsonLine:
    """A JSON text: location (`file:3`), number in the file, from 1, and its bytes; none if they are too many."""

    location: str
    number: int
    text: bytes | None

    def document(self, model: type[M]) -> M:
        """The document that the text holds.

        Raises:
            BadInput: it holds none; pointers begin at the document.
        """
        return parse_json(model, self._bytes())

    def value(self) -> object:
        """The plain value that the text holds, however its fields are named.

        Raises:
            BadInput: it holds none; the pointer is empty.
        """
        return load_json("", self._bytes())

    def _bytes(self) -> bytes:
        if self.text is None:
            raise bad_input("", "batch.line", most=MOST_LINE)
        return self.text


def lines_of(stream: IO[bytes], first: bytes | None = None) -> Iterator[bytes]:
    """The lines of a file without its byte order mark; one of more than `MOST_LINE` bytes comes in pieces of one more.

    `first` is the first piece, where it was read already.
    """
    line = stream.readline(MOST_LINE + 1) if first is None else first
    if line.startswith(BOM):
        line = line.removeprefix(BOM)
        line += b"" if line.endswith(b"\n") else stream.readline(len(BOM))
    while line:
        yield line
        line = stream.readline(MOST_LINE + 1)


def json_lines(lines: Iterable[bytes], name: str) -> Iterator[JsonLine]:
    """The lines that are not blank, of those that `lines_of` gives; one that is too long comes without its bytes."""
    number, whole = 0, True
    for piece in lines:
        begins, whole = whole, piece.endswith(b"\n") or len(piece) <= MOST_LINE
        if not begins:
            continue
        number += 1
        if not whole:
            yield JsonLine(f"{name}:{number}", number, None)
        elif piece.strip():
            yield JsonLine(f"{name}:{number}", number, piece)
