"""One condition, several readings: decide (rete), say (prose), prove (smt)."""
