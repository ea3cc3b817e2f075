"""Files of many returns: taken in, read, worked, answered."""
