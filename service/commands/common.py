"""What commands share."""

import getpass

from service.access import Actor
from service.settings import Settings
from service.workplace import Workplace


def open_place() -> Workplace:
    """The workplace of the settings, with whoever runs the command acting as its operator."""
    return Workplace.open(Settings()).acting(Actor(f"operator {_whoami()}"))


def _whoami() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "?"
