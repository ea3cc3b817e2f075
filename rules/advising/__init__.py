"""How advice is found: what a firm can change, where goods could go, and the search for the smallest changes."""
