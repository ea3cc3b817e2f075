"""The places and clients of the web tests."""

from tests.web.conftest import client, clock, context, database_url, registered

__all__ = ["client", "clock", "context", "database_url", "registered"]
