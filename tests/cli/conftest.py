"""The command line, run in this process."""

from tests.command import kept, tongtui

__all__ = ["kept", "tongtui"]
