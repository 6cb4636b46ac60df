"""Text that any encoding holds."""

from __future__ import annotations


def is_unicode(text: str) -> bool:
    """Whether a text can be written; JSON lets halves of surrogate pairs stand alone."""
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)
