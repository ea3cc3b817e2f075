"""The world around the law: command line, HTTP, database and clock."""
