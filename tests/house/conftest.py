"""What the rules of the house stand on: the command line as its own tests run it."""

from tests.command import kept, tongtui

__all__ = ["kept", "tongtui"]
