"""Files of many returns: read row by row, answered as tables and messages, begun from templates."""
