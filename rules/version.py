"""The version of the rules package; part of every rulebook's digest."""

from typing import Final

VERSION: Final = "0.1.0"
