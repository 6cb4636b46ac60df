"""Items of a list in a YAML file that a person wrote, put in or replaced as whole lines; other bytes stay."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from gate.documents import Node
from gate.evidence.editor import read
from gate.evidence.scaffold import list_item
from gate.values.errors import EvidenceError
from gate.values.regex import regex

_ITEM = regex(r"( *)- ")
_EMPTY = regex(r"(?P<key>[^#:]+:)\s*(?:\[\s*\])?\s*(?:#.*)?")


Same = Callable[[Any, Mapping[str, Any]], bool]


def put_items(text: str, path: str, key: str, rows: Sequence[Mapping[str, Any]], same: Same) -> str:
    """The text with ``rows`` in the list under the top-level ``key``.

    A row takes the place of the item that is the ``same``, or of one that nobody filled in; others are added at the
    end. Raises EvidenceError where the file is not YAML, or the list is not written with a dash a line.
    """
    for row in rows:
        text = _put(text, path, key, row, same)
    return text


def drop_items(text: str, path: str, key: str, is_gone: Callable[[Any], bool]) -> str:
    """The text without the items that are gone. Raises EvidenceError as `put_items` does."""
    there = read(text.encode(), path).child(key)
    items = [item for _, item in there.items()] if there else []
    lines = text.split("\n")
    gone = [item for item in items if is_gone(item.plain())]
    for item in reversed(gone):
        _indent(lines, item, path, key)
        del lines[item.line - 1 : item.end_line]
    if gone and len(gone) == len(items) and there:
        lines[there.line - 1] = f"{key}: []"
    return "\n".join(lines)


def _put(text: str, path: str, key: str, row: Mapping[str, Any], same: Same) -> str:
    lines = text.split("\n")
    there = read(text.encode(), path).child(key)
    items = [item for _, item in there.items()] if there else []
    if there is None:
        end = len(lines) - (lines[-1] == "")
        return "\n".join([*lines[:end], f"{key}:", *list_item(row, 2), *lines[end:]])
    if not items:
        match = _EMPTY.fullmatch(lines[there.line - 1].rstrip("\r"))
        if not match or there.end_line != there.line:
            raise _by_hand(path, there.line, key)
        return "\n".join([*lines[: there.line - 1], match["key"], *list_item(row, 2), *lines[there.line :]])
    indent = _indent(lines, items[0], path, key)
    chosen = next((item for item in items if same(item.plain(), row) or _is_blank(item.plain())), None)
    if chosen is None:
        end = items[-1].end_line
        return "\n".join([*lines[:end], *list_item(row, indent), *lines[end:]])
    _indent(lines, chosen, path, key)
    return "\n".join([*lines[: chosen.line - 1], *list_item(row, indent), *lines[chosen.end_line :]])


def _indent(lines: Sequence[str], item: Node, path: str, key: str) -> int:
    match = _ITEM.match(lines[item.line - 1])
    if not match:
        raise _by_hand(path, item.line, key)
    return len(match[1])


def _by_hand(path: str, line: int, key: str) -> EvidenceError:
    remedy = "Write it as a block, with a dash and the first key on one line."
    return EvidenceError(f"the list {key} is not written item by item", path=path, line=line, remedy=remedy)


def _is_blank(value: Any) -> bool:
    """Whether a scaffold's value was filled in nowhere."""
    if isinstance(value, dict):
        return all(_is_blank(child) for child in value.values())
    if isinstance(value, list):
        return all(_is_blank(child) for child in value)
    return value is None
