"""The law over tables of dossiers: their columns and the facts as columns."""
