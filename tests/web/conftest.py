"""A service of its own for every test, on each database."""

from tests.databases import database_url
from tests.harness import client, clock, context, harness, registered, registers

__all__ = ["client", "clock", "context", "database_url", "harness", "registered", "registers"]
