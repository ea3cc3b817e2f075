"""The nouns of the work: returns as kept, cases, batches, accounts, audit, webhooks."""
