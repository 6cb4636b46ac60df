"""Values put into a YAML file that a person wrote, as whole lines; every other byte stays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gate.documents import Node, pointer_of
from gate.evidence.editor import read
from gate.evidence.scaffold import plain_scalar
from gate.values.errors import EvidenceError

_STEP = "  "
_WIDTH = 110  # columns of a list that stands on one line


def put(text: str, path: str, tokens: tuple[str, ...], value: Any) -> str:
    """The text with a value at the tokens, in place of the one that is there or behind the last one of its mapping.

    Raises EvidenceError where the file is not YAML, or the place is not written as a block, a key a line.
    """
    root = read(text.encode(), path)
    parent, known = _deepest(root, tokens)
    missing = tokens[len(known) :]
    lines = text.split("\n")
    if not missing:
        return _replaced(lines, root, path, tokens, value)
    for step in reversed(missing[1:]):
        value = [value] if step == "0" else {step: value}
    if known and parent.children is None:
        if parent.value is not None and parent.value != "":
            raise _by_hand(path, parent.line, tokens)
        wrapped = [value] if missing[0] == "0" else {missing[0]: value}
        return _replaced(lines, root, path, known, wrapped)
    return _added(lines, parent, path, tokens, missing[0], value)


def _deepest(root: Node, tokens: tuple[str, ...]) -> tuple[Node, tuple[str, ...]]:
    """The deepest node on the way that is there, and the tokens that lead to it."""
    node = root
    for index, token in enumerate(tokens):
        found = node.child(token)
        if found is None:
            return node, tokens[:index]
        node = found
    return node, tokens


def _replaced(lines: list[str], root: Node, path: str, tokens: tuple[str, ...], value: Any) -> str:
    node, parent = root.at(tokens), root.at(tokens[:-1])
    if not isinstance(parent.children, dict):
        raise _by_hand(path, node.line, tokens)
    head = _key(lines[node.line - 1], tokens[-1])
    if head is None:
        raise _by_hand(path, node.line, tokens)
    comment = re.search(r"\s+#.*$", lines[node.line - 1][len(head) :]) if node.children is None else None
    new = entry(tokens[-1], value)
    kept = comment[0] if comment and len(new) == 1 and node.line == node.end_line else ""
    pad = " " * len(head)
    rows = [head + new[0] + kept, *(pad + row if row else row for row in new[1:])]
    return "\n".join([*lines[: node.line - 1], *rows, *lines[node.end_line :]])


def _added(lines: list[str], parent: Node, path: str, tokens: tuple[str, ...], key: str, value: Any) -> str:
    """A key behind the last one of a mapping, or an item behind the last one of a list."""
    children = dict(parent.items())
    if not children:
        if parent.children is not None and tokens[:-1]:
            raise _by_hand(path, parent.line, tokens)
        end = len(lines) - (lines[-1] == "")
        return "\n".join([*lines[:end], *entry(key, value), *lines[end:]])
    first, last = next(iter(children.items())), [*children.values()][-1]
    if isinstance(parent.children, list):
        dash = re.match(r" *(?:- +)*?(?=- )", lines[first[1].line - 1])
        if dash is None or key != str(len(children)) or not isinstance(value, Mapping):
            raise _by_hand(path, first[1].line, tokens)
        rows = item(value, dash[0])
    else:
        head = _key(lines[first[1].line - 1], first[0])
        if head is None:
            raise _by_hand(path, first[1].line, tokens)
        pad = " " * len(head)
        rows = entry(key, value, pad)
        place = _commented(lines, first[1].line, pad, key)
        if place is not None:
            return "\n".join([*lines[:place], *rows, *lines[place + 1 :]])
    return "\n".join([*lines[: last.end_line], *rows, *lines[last.end_line :]])


def _commented(lines: list[str], start: int, pad: str, key: str) -> int | None:
    """The line, from 0, where a scaffold has the key as an optional one; ``start`` is the first of its mapping."""
    for index in range(start, len(lines)):
        line = lines[index].rstrip("\r")
        if line == f"{pad}# {key}:":
            return index
        if line.strip() and not line.startswith(pad):
            break
    return None


def _key(line: str, key: str) -> str | None:
    """What stands before a key on its line: blanks and dashes; None where the key does not start there."""
    found = re.match(rf"(?P<head> *(?:- +)*)[\"']?{re.escape(key)}[\"']?\s*:(?:\s|$)", line.rstrip("\r"))
    return found["head"] if found else None


def _by_hand(path: str, line: int, tokens: tuple[str, ...]) -> EvidenceError:
    return EvidenceError(
        f"{pointer_of(tokens)} is not written as a block, with each key on a line of its own",
        path=path,
        line=line,
        remedy="Write it that way, or put the value in by hand.",
    )


# -- as text


def entry(key: str, value: Any, pad: str = "") -> list[str]:
    """The lines of a key with its value, as blocks; a list of scalars that is short stands on the key's line."""
    name = f"{pad}{plain_scalar(key)}:"
    if isinstance(value, Mapping) and value:
        return [name, *(row for below, child in value.items() for row in entry(str(below), child, pad + _STEP))]
    if isinstance(value, list | tuple) and value:
        short = f"{name} [{', '.join(map(scalar, value))}]" if not any(map(_is_nested, value)) else ""
        if short and len(short) <= _WIDTH:
            return [short]
        return [name, *(row for child in value for row in item(child, pad + _STEP))]
    return [f"{name} {scalar(value)}"]


def item(value: Any, pad: str = "") -> list[str]:
    """The lines of an item of a list, its dash at ``pad``."""
    if not isinstance(value, Mapping) or not value:
        return [f"{pad}- {scalar(value)}"]
    rows = [row for key, child in value.items() for row in entry(str(key), child, pad + _STEP)]
    return [f"{pad}- {rows[0].lstrip()}", *rows[1:]]


def scalar(value: Any) -> str:
    """A value on one line; YAML 1.1 takes a number for one only where it has a point before its exponent."""
    text = plain_scalar(value)
    return re.sub(r"^(-?\d+)(e[-+]?\d+)$", r"\1.0\2", text) if isinstance(value, float) else text


def _is_nested(value: Any) -> bool:
    return isinstance(value, Mapping | list | tuple)
