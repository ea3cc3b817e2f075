"""The places and clients of the web tests."""

from tests.web.conftest import client, database_url, place, registered

__all__ = ["client", "database_url", "place", "registered"]
