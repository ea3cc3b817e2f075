"""The rulebook against the law's words: an independent coding, a grid of dates, the texts and their loading."""
