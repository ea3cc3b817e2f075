"""Proofs under load and under fire: races, crashes, broken input. Reduced in the tests, in full by `make soak`."""
