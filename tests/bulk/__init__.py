"""Screening many: the columnar reading against the rulebook, engine by engine."""
