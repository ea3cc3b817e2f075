"""Tests: the law against an independent coding, the engine against an oracle, the documents against bad input."""
