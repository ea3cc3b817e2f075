"""What can be proved of the whole law, for every return there could be; needs the extra `prove`."""

from rules.proving.theorems import prove

__all__ = ["prove"]
