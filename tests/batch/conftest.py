"""The places and clients of the web tests."""

from tests.web.conftest import client, clock, database_url, place, registered

__all__ = ["client", "clock", "database_url", "place", "registered"]
