"""Why the exact parsers are our own: docs/contributing/parsers.md."""
