"""Structured files with the place of every value.

A parser turns bytes into a tree of `Node`s: the effective value, and the exact lines it stands on. What cannot be
read in one way only (duplicate keys, tags that build objects, alias bombs, over-deep files, text that is not
UTF-8) is refused with a `DocumentError`. One module of `formats` a format.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from typing import Protocol

from gate.documents.comments import Placed, in_code, placed
from gate.documents.node import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_NODES,
    DocumentError,
    Node,
    ParserMissingError,
    escape,
    pointer_of,
    tokens_of,
    whole,
)
from gate.process.registry import Registry

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_NODES",
    "DocumentError",
    "Node",
    "ParserMissingError",
    "Placed",
    "decode",
    "escape",
    "format_of",
    "is_code",
    "is_parsed",
    "parse",
    "parse_parts",
    "parse_with_comments",
    "pointer_of",
    "tokens_of",
    "tree_format",
    "whole",
]


class Format(Protocol):
    """A module of `formats`."""

    FILES: tuple[str, ...]
    """Lower-case names of files: ``*.ENDING``, a name, or a glob, which goes before both."""
    BY_VALUE: tuple[str, ...]
    """Those ``*.ENDING`` whose files are compared value by value where they are selected as a whole."""
    CODE: bool
    """Whether the root's value is a normal form, of which comments and layout are no part."""
    ENCODING: str
    """``utf-8-sig``, or ``utf-8`` where a byte-order mark is not to be dropped."""

    def parse(self, text: str) -> Node:
        """Raises DocumentError, and nothing else, but for what is left in ``refused``."""


BOM = "byte-order mark"

FORMATS = Registry[Format]("gate.documents.formats")


def format_of(path: str) -> str | None:
    """The format by which the file is compared value by value where a selector names it as a whole, or None."""
    return _table().by_value.get("*" + _ending(path))


def tree_format(path: str) -> str | None:
    """The format that a file can be parsed as, so that a JSON Pointer can lead into it; None where there is none."""
    name = path.rpartition("/")[2].lower()
    table = _table()
    for glob, format in table.globs.items():
        if fnmatchcase(name, glob):
            return format
    return table.names.get(name) or table.names.get("*" + _ending(name))


def _ending(path: str) -> str:
    name = path.rpartition("/")[2].lower()
    return "." + name.rpartition(".")[2] if "." in name else ""


@dataclass(frozen=True, slots=True)
class _Table:
    """Which format a file is of: by a name or ``*.ENDING``, and by globs, which go first."""

    names: dict[str, str]
    globs: dict[str, str]
    by_value: dict[str, str]


MAX_KEPT = 32 * 1024  # bytes of a file whose tree is kept


@cache
def _table() -> _Table:
    formats = FORMATS.all()
    files = {glob: name for name, format in formats.items() for glob in format.FILES}
    globs = {glob: name for glob, name in files.items() if "*" in glob.removeprefix("*.")}
    by_value = {glob: name for name, format in formats.items() for glob in format.BY_VALUE}
    return _Table({glob: name for glob, name in files.items() if glob not in globs}, globs, by_value)


def is_parsed(format: str) -> bool:
    """Whether files of the format have values to point at; an element may be of another: text, a link, a comment."""
    return FORMATS.find(format) is not None


def is_code(format: str) -> bool:
    """Whether files of the format have a normal form: comments and layout are no change, everything else is."""
    found = FORMATS.find(format)
    return found is not None and found.CODE


def decode(data: bytes, encoding: str = "utf-8-sig") -> str:
    """UTF-8 text, without a byte-order mark by default. Raises DocumentError with the line of the first bad byte."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DocumentError("the file is not UTF-8 text", line, "Save the file as UTF-8.") from None


def parse(data: bytes, format: str) -> Node:
    """Parse one structured file.

    ``format`` is one that `tree_format` gives. A YAML file of several documents is a list of them. Raises
    DocumentError, and nothing else, on anything that cannot be read.
    """
    return whole(parse_parts(data, format))


def parse_parts(data: bytes, format: str) -> Node:
    """As `parse`, where only parts of the file may be needed: what concerns one value is left on it as a `Refusal`."""
    return _parsed(data, format)[0]


def parse_with_comments(data: bytes, format: str) -> tuple[Node, list[Placed]]:
    """As `parse_parts`, and the comments that something reads."""
    root, text = _parsed(data, format)
    return root, placed(text, format, root)


def _parsed(data: bytes, format: str) -> tuple[Node, str]:
    return _kept(data, format) if len(data) <= MAX_KEPT else _read(data, format)


@lru_cache(maxsize=64)  # a file of the work tree is, as a rule, what the base has
def _kept(data: bytes, format: str) -> tuple[Node, str]:
    return _read(data, format)


def _read(data: bytes, format: str) -> tuple[Node, str]:
    if len(data) > MAX_BYTES:
        raise DocumentError(
            f"the file has {len(data):,} bytes; a structured file may have {MAX_BYTES:,}",
            1,
            "Split the file, or review it as data.",
        )
    module = FORMATS[format]
    text = decode(data, module.ENCODING)
    root = module.parse(text)
    if data.startswith(BOM_UTF8) and module.ENCODING == "utf-8-sig":
        root.kind = f"{BOM} {root.kind}".rstrip()  # many readers of JSON and TOML refuse it
    if module.CODE and isinstance(root.value, str):  # of a notebook, its cells have them
        root.value = in_code(text, format) + root.value
    return root, text
