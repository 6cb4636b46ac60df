"""One module a format: which files are of it, and how they are read. Its parser is imported when a file is read."""
