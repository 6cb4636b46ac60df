"""One scanner a module."""
