"""Staff's work on returns that wait for a person: queue, steps, proposals, notes, evidence pack."""
