"""One module a format, with its ``RECOGNISERS``."""
