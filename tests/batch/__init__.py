"""Files of many returns: read, worked, answered."""
