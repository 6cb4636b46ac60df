"""Structured files with the place of every value.

A parser turns bytes into a tree of `Node`s: the effective value, and the exact lines it stands on. What cannot be
read in one way only (duplicate keys, tags that build objects, alias bombs, over-deep files, text that is not
UTF-8) is refused with a `DocumentError`.
"""

from __future__ import annotations

from collections.abc import Callable

from gate.documents.node import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_NODES,
    DocumentError,
    Node,
    escape,
    pointer_of,
    tokens_of,
)

__all__ = [
    "FORMATS",
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_NODES",
    "DocumentError",
    "Node",
    "escape",
    "format_of",
    "parse",
    "pointer_of",
    "tokens_of",
]

FORMATS = {".yaml": "yaml", ".yml": "yaml", ".json": "json", ".toml": "toml"}


def format_of(path: str) -> str | None:
    """The structured format that the path's ending stands for, or None."""
    name = path.rpartition("/")[2].lower()
    return FORMATS.get("." + name.rpartition(".")[2]) if "." in name else None


def decode(data: bytes) -> str:
    """UTF-8 text without a byte-order mark. Raises DocumentError with the line of the first bad byte."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DocumentError("the file is not UTF-8 text", line, "Save the file as UTF-8.") from None


def parse(data: bytes, format: str) -> Node:
    """Parse one structured file.

    ``format`` is ``yaml``, ``json`` or ``toml``. A YAML file of several documents is a list of them. Raises
    DocumentError, and nothing else, on anything that cannot be read.
    """
    if len(data) > MAX_BYTES:
        raise DocumentError(
            f"the file has {len(data):,} bytes; a structured file may have {MAX_BYTES:,}",
            1,
            "Split the file, or review it as data.",
        )
    return _parser(format)(decode(data))


def _parser(format: str) -> Callable[[str], Node]:
    if format == "yaml":
        from gate.documents.yaml_nodes import parse_yaml

        return parse_yaml
    if format == "json":
        from gate.documents.json_nodes import parse_json

        return parse_json
    from gate.documents.toml_nodes import parse_toml

    return parse_toml
