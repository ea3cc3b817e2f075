"""One condition, several readings: decide (rete), screen (columnar), try (interpreter), say (prose), prove (smt)."""
