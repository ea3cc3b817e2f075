"""Files as they come in: their bytes, tables and archives."""
