"""One module a format: ``RANK``, its place among those that users are shown, and ``render``."""
