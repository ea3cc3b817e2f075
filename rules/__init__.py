"""The law: policies and facts make a decision. Pure; it knows no service, database or clock."""

from rules.rulebook import Rulebook, load_rulebook
from rules.version import VERSION

__all__ = ["VERSION", "Rulebook", "load_rulebook"]
