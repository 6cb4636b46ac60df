"""From a record's bytes to the value that it stands for. ValueError on whatever has not one value only."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from gate.values.regex import regex
from gate.values.strict_json import unique

Parse = Callable[[bytes], Any]

_QUOTED = regex(r'"([^"]*+(?:""[^"]*+)*+)"')

encode = json.JSONEncoder(sort_keys=True, check_circular=False).encode  # equal text for equal values


_decode = json.JSONDecoder(object_pairs_hook=unique).decode


def parse_json(record: bytes) -> Any:
    """A JSON value. Raises ValueError, and RecursionError where it is too deep."""
    return _decode(record.decode())


def parse_row(delimiter: str, header: bytes) -> Parse:
    """Reads rows under a header: a mapping from its names, or a list where the row has another number of fields."""
    try:
        names = [name.strip().lower() for name in _fields(header.decode(), delimiter)]
    except ValueError:
        names = []

    def parse(row: bytes) -> Any:
        fields = _fields(row.rstrip(b"\r\n").decode(), delimiter)
        return dict(zip(names, fields, strict=True)) if len(names) == len(fields) == len({*names}) else fields

    return parse


def _fields(row: str, delimiter: str) -> list[str]:
    if '"' not in row:
        return row.split(delimiter)
    fields: list[str] = []
    at = 0
    while at <= len(row):
        quoted = _QUOTED.match(row, at)
        start = quoted.end() if quoted else at
        end = row.find(delimiter, start)
        end = len(row) if end < 0 else end
        fields.append((quoted[1].replace('""', '"') if quoted else "") + row[start:end])
        at = end + 1
    return fields
