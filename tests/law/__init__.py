"""The rulebook against LAW.md: an independent coding, a grid of dates, the texts and their loading."""
