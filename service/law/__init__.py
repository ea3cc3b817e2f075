"""The law beside the returns kept here: what a draft would change, what was proved."""
