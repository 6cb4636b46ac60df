"""The kinds of sources that values are derived from, one module each."""
