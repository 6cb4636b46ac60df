"""Sources read as text, as trees, and as the JSON that Python writes, strictly: what is in doubt is refused."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from gate.derive.given import MAX_SOURCE, Source, SourceError
from gate.documents import DocumentError, Node, decode, parse
from gate.values.regex import regex
from gate.values.strict_json import RepeatedKeyError, unique

_YAML_KEY = regex(r"""^["']?([A-Za-z_][\w.\-]*)["']?[ \t]*:(?=\s|$)""", re.MULTILINE)
_JSON_KEY = regex(r'"([A-Za-z_@$][\w.\-/$@]*)"\s*:')
MAX_LINES = 1_000_000
MAX_VALUES = 4_000_000  # of one JSON text: a million logged steps of four values


class NotANumber(float):
    """A literal that JSON does not know: NaN, Infinity, -Infinity, as Python writes them."""


def tree(source: Source, format: str) -> Node:
    """Raises SourceError where the file cannot be read in one way only."""
    try:
        return parse(source.data, format)
    except DocumentError as error:
        raise SourceError(error.message, error.line, error.remedy) from None


def text(source: Source) -> str:
    """The file as UTF-8 text. Raises SourceError."""
    if len(source.data) > MAX_SOURCE:
        raise SourceError(
            f"the file has {len(source.data):,} bytes; a source may have {MAX_SOURCE:,}", 1, "Export less of it."
        )
    try:
        return decode(source.data)
    except DocumentError as error:
        raise SourceError(error.message, error.line, error.remedy) from None


def python_json(source: Source) -> Any:
    """JSON with the literals NaN and Infinity, which Python writes and JSON does not know, as `NotANumber`.

    Raises SourceError: an empty or truncated file, a key twice, nesting without end.
    """
    return _loads(text(source), 1)


def json_lines(source: Source) -> Iterator[tuple[int, Any]]:
    """(line, value) of every line; a SourceError stands for the value of one that is not whole. Raises SourceError for
    a binary file."""
    for number, line in enumerate(text(source).split("\n")[:MAX_LINES], 1):
        if line.strip():
            try:
                yield number, _loads(line, number)
            except SourceError as error:
                yield number, error


def _loads(data: str, line: int) -> Any:
    if not data.strip():
        raise SourceError("the file is empty", 1, "Export it again.")
    if data.count(",") + data.count("[") > MAX_VALUES:
        raise SourceError(f"more than {MAX_VALUES:,} values", line, "Export less of it.")
    try:
        return json.loads(data, object_pairs_hook=unique, parse_constant=NotANumber)
    except RepeatedKeyError as error:
        raise SourceError(str(error), _line_of(data, f'"{error.key}"'), "Keep one of the two.") from None
    except json.JSONDecodeError as error:
        said = "the file ends early" if error.pos >= len(data.rstrip()) else f"not valid JSON: {error.msg.lower()}"
        raise SourceError(said, line + error.lineno - 1, "Export it again, whole.") from None
    except (RecursionError, ValueError):
        raise SourceError("not valid JSON: nested too deep, or a number too long", line, "Export it again.") from None


def line_of_key(data: bytes, key: str, after: int = 0) -> int:
    """The line of a key's first place in JSON; 1 where it has none."""
    at = data.find(f'"{key}"'.encode(), after)
    return 1 if at < 0 else data.count(b"\n", 0, at) + 1


def _line_of(data: str, said: str) -> int:
    return data.count("\n", 0, max(data.rfind(said), 0)) + 1


def finite(value: Any) -> bool:
    """Whether a value is a number that JSON can write."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def yaml_keys(source: Source) -> frozenset[str]:
    """Keys that stand at the start of a line, in the first bytes of the file."""
    return _keys(source.head, yaml=True)


def json_keys(source: Source) -> frozenset[str]:
    """Keys at any depth, in the first bytes of the file."""
    return _keys(source.head, yaml=False)


@lru_cache(maxsize=8)  # every reader asks
def _keys(head: bytes, *, yaml: bool) -> frozenset[str]:
    found = (_YAML_KEY if yaml else _JSON_KEY).findall(head.decode("utf-8", "replace"))
    return frozenset(found)


def top_keys(source: Source) -> frozenset[str]:
    """Keys of the file's top level by its ending: YAML or JSON; none for other files."""
    name = source.name.lower()
    if name.endswith((".yaml", ".yml")):
        return yaml_keys(source)
    return json_keys(source) if name.endswith(".json") else frozenset()


def whole_lines(source: Source) -> Iterator[tuple[int, Any]]:
    """(line, value) of every line of JSON. Raises SourceError with the first line that is not whole, or for an empty
    file."""
    is_empty = True
    for number, value in json_lines(source):
        if isinstance(value, SourceError):
            raise value
        is_empty = False
        yield number, value
    if is_empty:
        raise SourceError("the file is empty", 1, "Export it again.")
