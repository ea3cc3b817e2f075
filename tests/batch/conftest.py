"""The service and its clients as the tests of the web have them."""

from tests.databases import database_url
from tests.harness import client, clock, context, harness, registered, registers

__all__ = ["client", "clock", "context", "database_url", "harness", "registered", "registers"]
