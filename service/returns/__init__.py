"""A return's life: checked, filed, decided, changed, tallied, released, erased."""
