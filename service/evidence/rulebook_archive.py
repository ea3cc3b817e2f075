"""Rulebooks as they were, by digest: kept when a service starts, never changed, so that old decisions can be remade."""

import os
from pathlib import Path

from rules import Rulebook
from rules.digests import canonical
from schemas.law.policy import LawSnapshot
from service.files.documents import document_of
from service.problems import bad_input


class RulebookFolder:
    """A folder of snapshots, `<digest>.json` each; append-only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, rulebook: Rulebook) -> None:
        """Keep the rulebook, unless it is there already."""
        path = self._path(rulebook.digest)
        if path.exists():
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_bytes(canonical(rulebook.snapshot))
        draft.replace(path)

    def load(self, digest: str) -> Rulebook | None:
        """The rulebook of that digest; none where the folder lacks it.

        Raises:
            BadInput: the file is not what its name says, or another version of the rules made it.
        """
        path = self._path(digest)
        return rulebook_from(path, digest) if path.exists() else None

    def _path(self, digest: str) -> Path:
        return self._folder / f"{digest}.json"


def rulebook_from(path: Path, digest: str | None = None) -> Rulebook:
    """The rulebook of a snapshot file.

    Raises:
        BadInput: the file is no snapshot, its digest is another, or another version of the rules made it.
    """
    snapshot = document_of(LawSnapshot, path)
    try:
        rulebook = Rulebook.of_snapshot(snapshot)
    except ValueError as error:
        raise bad_input(path.name, "rulebook.unreadable", reason=error) from None
    if digest is not None and rulebook.digest != digest:
        raise bad_input(path.name, "rulebook.digest")
    return rulebook
