"""The project as a whole: command line, files, wheel, README, generated pages."""
