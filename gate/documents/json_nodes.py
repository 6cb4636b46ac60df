"""JSON (RFC 8259) with positions, strictly: no duplicate keys, no NaN, no trailing text."""

from __future__ import annotations

import re
from bisect import bisect_right
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]  # the C string scanner of the standard library
from typing import Any

from gate.documents.node import (
    MAX_DEPTH,
    MAX_NODES,
    DocumentError,
    Node,
    Refusal,
    exact_int,
    note_twins,
    with_refusals,
)
from gate.values.regex import regex

_SPACE = regex(r"[ \t\n\r]*")
_NUMBER = regex(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_SURROGATE = regex("[\ud800-\udfff]")
MAX_LITERAL = 400  # characters
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None}


def parse_json(text: str) -> Node:
    """Parse a JSON text. Raises DocumentError; what concerns one value is left on it as a `Refusal`."""
    return _Reader(text).document()


def number_node(line: int, text: str, *, is_int: bool) -> Node:
    """A number, and how it is written where that is not how Python writes it.

    Readers that keep every digit (``json.Number`` of Go) tell ``1e2`` from ``100.0``, and JavaScript -0 from 0.
    """
    number: Any = text
    if not is_int:
        number = float(text)
        if number in (float("inf"), float("-inf")):
            number = text
    elif len(text) < MAX_LITERAL:  # a longer one is beyond Python's limit on digits, and far beyond 2^53
        number = exact_int(int(text))
    if isinstance(number, str):
        return Node(line, line, number, kind="number")
    return Node(line, line, number, kind="" if repr(number) == text else f"number {text}")


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.count = 0
        self.errors: list[DocumentError] = []

    def line(self, index: int) -> int:
        return bisect_right(self.starts, index)

    def fail(self, message: str, index: int) -> DocumentError:
        return DocumentError(f"not valid JSON: {message}", self.line(index), "Correct the JSON.")

    def skip(self, index: int) -> int:
        match = _SPACE.match(self.text, index)
        return match.end() if match else index

    def document(self) -> Node:
        node, end = self.value(self.skip(0), 0)
        end = self.skip(end)
        if end != len(self.text):
            raise self.fail("text after the value", end)
        return with_refusals(node, self.errors)

    def refuse(self, node: Node, error: DocumentError, *keys: str) -> None:
        self.errors.append(error)
        node.refused = (*node.refused, Refusal(error, frozenset(keys) if keys else None))

    def value(self, index: int, depth: int) -> tuple[Node, int]:
        self.count += 1
        if self.count > MAX_NODES:
            raise DocumentError(f"more than {MAX_NODES:,} values", self.line(index), "Review the file as data.")
        char = self.text[index : index + 1]
        if char in ("{", "["):
            if depth >= MAX_DEPTH:
                raise DocumentError(f"nested deeper than {MAX_DEPTH} levels", self.line(index), "Flatten the file.")
            return self.mapping(index, depth) if char == "{" else self.sequence(index, depth)
        line = self.line(index)
        if char == '"':
            value, end = self.string(index)
            node = Node(line, self.line(end - 1), value)
            if _SURROGATE.search(value):
                self.refuse(node, self.fail("half of a surrogate pair", index))
            return node, end
        for word, constant in _WORDS.items():
            if self.text.startswith(word, index):
                return Node(line, line, constant), index + len(word)
        match = _NUMBER.match(self.text, index)
        if not match:
            raise self.fail("a value is missing" if char else "the text ends early", index)
        return number_node(line, match[0], is_int=match[1] is None and match[2] is None), match.end()

    def string(self, index: int) -> tuple[str, int]:
        try:
            text, end = scanstring(self.text, index + 1, True)
        except JSONDecodeError as error:
            raise self.fail(error.msg.lower(), error.pos) from None
        return text, end

    def sequence(self, index: int, depth: int) -> tuple[Node, int]:
        children: list[Node] = []
        line = self.line(index)
        index = self.skip(index + 1)
        if self.text[index : index + 1] == "]":
            return Node(line, self.line(index), children=children), index + 1
        while True:
            child, index = self.value(index, depth + 1)
            children.append(child)
            index = self.skip(index)
            char = self.text[index : index + 1]
            if char == "]":
                return Node(line, self.line(index), children=children), index + 1
            if char != ",":
                raise self.fail("',' or ']' is missing", index)
            index = self.skip(index + 1)

    def mapping(self, index: int, depth: int) -> tuple[Node, int]:
        children: dict[str, Node] = {}
        node = Node(self.line(index), self.line(index), children=children)
        index = self.skip(index + 1)
        if self.text[index : index + 1] == "}":
            node.end_line = self.line(index)
            return node, index + 1
        while True:
            if self.text[index : index + 1] != '"':
                raise self.fail("a key in double quotes is missing", index)
            key_line = self.line(index)
            key, end = self.string(index)
            if _SURROGATE.search(key):
                self.refuse(node, self.fail("half of a surrogate pair", index))
            if key in children:
                said = f"the key {key!r} appears twice in one object"
                self.refuse(node, DocumentError(said, key_line, "Keep one of the two."), key)
            index = self.skip(end)
            if self.text[index : index + 1] != ":":
                raise self.fail("':' is missing", index)
            child, index = self.value(self.skip(index + 1), depth + 1)
            child.line = key_line
            children[key] = child
            index = self.skip(index)
            char = self.text[index : index + 1]
            if char == "}":
                node.end_line = self.line(index)
                note_twins(node)
                return node, index + 1
            if char != ",":
                raise self.fail("',' or '}' is missing", index)
            index = self.skip(index + 1)
