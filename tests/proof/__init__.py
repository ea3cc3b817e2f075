"""Proofs under load and under fire: races, crashes. Reduced in the tests, at full size by `make soak`."""
