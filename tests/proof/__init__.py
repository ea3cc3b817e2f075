"""Proofs under load and under fire: races, crashes, broken input, false words. Reduced in tests, in full by `make soak`."""
