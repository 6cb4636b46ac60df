"""The values that can lead to a file, or to another value: reviewed ones, and those of a file on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from gate.documents import DocumentError, is_code, tokens_of, tree_format
from gate.documents.plain import is_text
from gate.git.entry import Entry
from gate.recognise.paths import RECORDS_ENDINGS, extension
from gate.recognise.resolve import MAX_TEXT, Value
from gate.surfaces.comments import COMMENT
from gate.values.errors import UndecidedError

if TYPE_CHECKING:
    from gate.git.snapshot import Snapshot
    from gate.surfaces.reader import Reader
    from gate.values.elements import Element

_NOT_READ = ("jsonl", "bytes", "symlink", "submodule", "unparsed", COMMENT)


def values_of(snapshot: Snapshot, reader: Reader, elements: Iterable[Element]) -> Iterator[Value]:
    """The reviewed values that can name something, as long as they are, and the texts of reviewed files."""
    for e in elements:
        is_data = e.format == "data" and extension(e.path) in RECORDS_ENDINGS
        entry = snapshot.entry(e.path) if e.format not in _NOT_READ and not is_data else None
        if entry is None or not entry.is_regular:
            continue
        if e.is_file and not (e.format in ("text", "data") or is_code(e.format)):
            continue  # its values are elements of their own
        if e.is_file:
            yield from values_in(snapshot, reader, e.path, entry, e.surface, e.key, as_text=e.format == "text")
            continue
        format = tree_format(e.path)
        try:
            node = reader.node(snapshot, e.path, entry, format).at(tokens_of(e.pointer)) if format else None
        except DocumentError:
            continue
        if node is not None and node.children is None and isinstance(node.value, str):
            yield Value(e.path, tokens_of(e.pointer), node.value, node.line, node.end_line, e.surface, e.key)


def values_in(
    snapshot: Snapshot, reader: Reader, path: str, entry: Entry, surface: str, key: str = "", *, as_text: bool = False
) -> Iterator[Value]:
    """The text of a whole file, and, unless it is read as text, every value in it."""
    try:
        data = snapshot.read(path, entry, limit=MAX_TEXT)
    except UndecidedError:  # larger than any text that includes others
        return
    if not is_text(data):
        return
    yield Value(path, (), data.decode("utf-8", "replace"), 1, 1, surface, key or path)
    format = None if as_text else tree_format(path)
    if format is None:
        return
    try:
        root = reader.node(snapshot, path, entry, format)
    except DocumentError:
        return
    for tokens, leaf in root.leaves():
        if tokens and isinstance(leaf.value, str):
            yield Value(path, tokens, leaf.value, leaf.line, leaf.end_line, surface, key or path)
