"""What proves what was done: audit chains, signed checkpoints and receipts, the rulebooks decided by."""
