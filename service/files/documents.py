"""Files as they are: opened, read whole, or read as one JSON document."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TypeVar

from schemas.base import BOM, Document
from schemas.faults import BadInput, parse_json
from service.problems import bad_input

M = TypeVar("M", bound=Document)


@contextmanager
def open_file(path: Path) -> Iterator[BinaryIO]:
    """A file, opened to read its bytes.

    Raises:
        BadInput: it is missing, a folder or cannot be read.
    """
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise bad_input(path.name, "file.unreadable", reason=error.strerror or "?") from None


def bytes_of(path: Path) -> bytes:
    """The whole of a file.

    Raises:
        BadInput: as `open_file`.
    """
    with open_file(path) as file:
        return file.read()


def document_of(model: type[M], path: Path) -> M:
    """The document that a JSON file holds.

    Raises:
        BadInput: it cannot be opened or holds none; every fault names the file.
    """
    try:
        return parse_json(model, bytes_of(path).removeprefix(BOM))
    except BadInput as error:
        named = (fault if fault.pointer == path.name else fault.below(f"{path.name} ") for fault in error.faults)
        raise BadInput(named) from None


def refuse_empty(name: str, data: bytes) -> None:
    """Refuse a file of lines that holds none.

    Raises:
        BadInput: it does.
    """
    if not data.removeprefix(BOM).strip():
        raise bad_input(name, "file.empty", variant="file")


def load_json(location: str, data: bytes) -> object:
    """A JSON value, however its fields are named.

    Raises:
        BadInput: it is none; the pointer is the location.
    """
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise bad_input(location, "json.invalid", reason=error) from None
