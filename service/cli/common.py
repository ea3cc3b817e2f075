"""What commands share."""

import getpass

from service.access import Actor
from service.bootstrap import open_context
from service.context import Context
from service.settings import Settings


def operator_context() -> Context:
    """The context of the settings, with whoever runs the command acting as its operator."""
    return open_context(Settings()).as_actor(Actor(f"operator {_whoami()}"))


def _whoami() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "?"
