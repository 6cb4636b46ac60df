"""How many records a file of lines has."""

from __future__ import annotations

from collections.abc import Iterable


def count_records(pieces: Iterable[bytes]) -> int:
    """The lines with more than white space on them, of a file in pieces. Only a line feed ends a line, as in JSON Lines
    (jsonlines.org, 3). Nothing is kept of a line, however long it is."""
    count, is_record = 0, False
    for piece in pieces:
        first, *others = piece.split(b"\n")
        is_record = is_record or _is_record(first)
        for line in others:
            count += is_record
            is_record = _is_record(line)
    return count + is_record


def _is_record(line: bytes) -> bool:
    return line != b"" and not line.isspace()
