"""A text: one value, the whole of it."""

from __future__ import annotations

from collections.abc import Iterator

from gate.extract.triple import TEXT, Triple


def read(text: str) -> Iterator[Triple]:
    lines = max(1, text.count("\n") + (not text.endswith("\n")))
    yield Triple((), text, 1, lines, TEXT)
