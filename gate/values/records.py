"""How many records a file of lines has."""

from __future__ import annotations

from collections.abc import Iterable

from gate.values.regex import regex

_LOOKS_BLANK = regex(rb"\n\s")  # the start of a line that may have nothing but white space


def count_records(pieces: Iterable[bytes]) -> int:
    """The lines with more than white space on them, of a file in pieces. Only a line feed ends a line, as in JSON Lines
    (jsonlines.org, 3). Nothing is kept of a line, however long it is."""
    count, is_record = 0, False
    for piece in pieces:
        ends = piece.count(b"\n")
        if ends > 1 and _LOOKS_BLANK.search(piece) is None:  # the lines within the piece need not be looked at
            first, _, rest = piece.partition(b"\n")
            count += (is_record or _is_record(first)) + ends - 1
            is_record = not rest.endswith(b"\n")
            continue
        first, *others = piece.split(b"\n")
        is_record = is_record or _is_record(first)
        for line in others:
            count += is_record
            is_record = _is_record(line)
    return count + is_record


def _is_record(line: bytes) -> bool:
    return line != b"" and not line.isspace()
