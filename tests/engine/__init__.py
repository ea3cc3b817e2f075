"""The engine in its profile, against an oracle of plain Python."""
