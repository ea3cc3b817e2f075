"""Reference data the law reads: the 42 customs districts."""

import csv
import hashlib
import io
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from schemas.base import LocalizedText


@dataclass(frozen=True)
class Districts:
    """The customs districts (直属海关) by the two digits that open every customs code."""

    names: dict[str, LocalizedText]
    digest: str

    def of(self, code: str) -> str | None:
        """The district of a customs code or list number: `2928…` gives `2900`; None where it names none of the 42."""
        head = code[:4]
        if len(head) == 4 and head.isascii() and head.isdigit():
            district = f"{head[:2]}00"
            return district if district in self.names else None
        return None


@cache
def load_districts() -> Districts:
    """Read the table that ships with the package.

    Raises:
        RuntimeError: the table is not the one its datapackage.json describes.
    """
    folder = files(__package__)
    data = (folder / "districts.csv").read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    described = json.loads((folder / "datapackage.json").read_bytes())["resources"][0]["hash"]
    if described != f"sha256:{digest}":
        raise RuntimeError("rules/reference/districts.csv differs from the hash in datapackage.json")
    rows = csv.DictReader(io.StringIO(data.decode()))
    return Districts({row["code"]: LocalizedText(zh=row["name_zh"], en=row["name_en"]) for row in rows}, digest)
