"""Azure Bicep as a tree of its declarations, with exact lines.

``/param/x``, ``/var/x`` and ``/output/x`` hold a value; ``/resource/x`` and ``/module/x`` the body, beside ``type`` or
``path``, ``existing``, ``if`` and ``for``. A string with interpolations is its text; any other expression that is no
literal is its source with the blanks made equal, in ``${...}``. The root's ``value`` is the normal form: the tokens,
with decorators, where a comma and a line end between items are one and the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from gate.documents.bicep_tokens import Token, tokens_of_bicep
from gate.documents.expressions import spaced
from gate.documents.node import MAX_EXACT_INT, DocumentError, Node

_VALUES = frozenset({"param", "var", "output", "metadata", "assert"})
_BODIES = {"resource": "type", "module": "path"}
_WORDS = {"true": True, "false": False, "null": None}


def parse_bicep(text: str) -> Node:
    """Parse a Bicep text. Raises DocumentError."""
    text = text.replace("\r\n", "\n")
    if "\r" in text:  # Bicep ends a line there, and git does not
        line = text.count("\n", 0, text.index("\r")) + 1
        raise DocumentError("a carriage return inside a line", line, "Use one kind of line end.")
    tokens = tokens_of_bicep(text)
    root = Node(1, max(1, text.count("\n") + (not text.endswith("\n"))), children={})
    root.children = _Reader(tokens).statements()
    root.value = " ".join(token.text for token in tokens)
    return root


class _Reader:
    """Reads ranges of tokens: every ``start, end`` is one, ``end`` not included."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens

    def fail(self, message: str, index: int) -> DocumentError:
        line = self.tokens[min(index, len(self.tokens) - 1)].line
        return DocumentError(f"not valid Bicep: {message}", line, "Correct the syntax.")

    def node(self, start: int, end: int) -> Node:
        return Node(self.tokens[start].line, self.tokens[end - 1].end_line)

    def find(self, start: int, end: int, *signs: str) -> int:
        """The index of the first of the signs outside of brackets, or ``end``."""
        while start < end and not self.tokens[start].is_sign(*signs):
            start = max(start, self.tokens[start].close) + 1
        return start

    def ranges(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        while start < end:
            stop = self.find(start, end, ",")
            yield start, stop
            start = stop + 1

    def statements(self) -> dict[str, Node]:
        found: dict[str, Node] = {}
        start = 0
        ends = [i for i, token in enumerate(self.tokens) if token.kind == "end"]
        for end in [*ends, len(self.tokens)]:
            first = self.decorated(start, end)
            if first < end:
                self.statement(first, end, found)
            start = end + 1
        return found

    def decorated(self, start: int, end: int) -> int:
        """The index behind the decorators."""
        while start < end and self.tokens[start].is_sign("@"):
            start = self.find(start, end, "(")
            start = self.tokens[start].close + 1 if start < end else end
        return start

    def statement(self, start: int, end: int, into: dict[str, Node]) -> None:
        head = self.tokens[start]
        if head.kind != "name":
            raise self.fail("a statement starts with a word", start)
        equals = self.find(start, end, "=")
        if head.text in _BODIES or head.text in _VALUES:
            self.declaration(start, equals, end, into)
        elif start + 1 == equals < end:
            node = self.node(start, end)
            value = self.value(equals + 1, end)
            _put(into, head.text, Node(node.line, node.end_line, value.value, value.children))
        else:
            node = self.node(start, end)
            node.value = "${" + spaced(t.text for t in self.tokens[start + 1 : end]) + "}"
            group = into.setdefault(head.text, Node(node.line, node.end_line, children=[]))
            if not isinstance(group.children, list):
                raise self.fail(f"{head.text!r} appears twice", start)
            group.children.append(node)
            group.end_line = node.end_line

    def declaration(self, start: int, equals: int, end: int, into: dict[str, Node]) -> None:
        keyword = self.tokens[start].text
        if start + 1 >= equals or self.tokens[start + 1].kind != "name":
            raise self.fail(f"{keyword!r} without a name", start)
        node = self.node(start, end)
        if keyword in _BODIES:
            node.children = self.resource(start + 2, equals, end, _BODIES[keyword])
        elif equals < end:
            value = self.value(equals + 1, end)
            node.value, node.children = value.value, value.children
        group = into.setdefault(keyword, Node(node.line, node.end_line, children={}))
        if not isinstance(group.children, dict):
            raise self.fail(f"{keyword!r} appears twice", start)
        group.end_line = node.end_line
        _put(group.children, self.tokens[start + 1].text, node)

    def resource(self, kind: int, equals: int, end: int, key: str) -> dict[str, Node]:
        if kind >= equals or self.tokens[kind].kind != "string":
            raise self.fail(f"the {key} is missing", kind - 1)
        found = {key: Node(self.tokens[kind].line, self.tokens[kind].end_line, self.tokens[kind].value)}
        for index in range(kind + 1, equals):
            _put(found, self.tokens[index].text, Node(self.tokens[index].line, self.tokens[index].line, True))
        self.body(equals + 1, end, found)
        return found

    def body(self, start: int, end: int, found: dict[str, Node]) -> None:
        """``{...}``, behind ``if (...)`` or in ``[for ... : ...]``."""
        while True:
            if start >= end:
                raise self.fail("the body is missing", end - 1)
            token = self.tokens[start]
            if token.text == "if" and start + 1 < end and self.tokens[start + 1].is_sign("("):
                stop = self.tokens[start + 1].close
                _put(found, "if", self.expression(start + 2, stop))
                start = stop + 1
            elif token.is_sign("[") and self.tokens[start + 1].text == "for" and token.close == end - 1:
                end = token.close
                stop = self.find(start + 2, end, ":")
                _put(found, "for", self.expression(start + 2, stop))
                start = stop + 1
            elif token.is_sign("{") and token.close == end - 1:
                self.members(start + 1, token.close, found)
                return
            else:
                raise self.fail("the body is not an object", start)

    def members(self, start: int, end: int, found: dict[str, Node]) -> None:
        for first, stop in self.ranges(start, end):
            place = self.decorated(first, stop)
            if place == stop:
                continue
            token = self.tokens[place]
            node = self.node(place, stop)
            if place + 1 < stop and self.tokens[place + 1].is_sign(":") and token.kind in ("name", "string"):
                value = self.value(place + 2, stop)
                key = token.value if token.kind == "string" else token.text
                _put(found, key, Node(node.line, node.end_line, value.value, value.children))
            elif token.text == "resource":
                self.declaration(place, self.find(place, stop, "="), stop, found)
            elif token.is_sign("..."):
                key = spaced(t.text for t in self.tokens[place:stop])
                _put(found, key, self.expression(place + 1, stop))
            else:
                raise self.fail("a key and a ':' are missing", place)

    def value(self, start: int, end: int) -> Node:
        if start >= end:
            raise self.fail("a value is missing", end - 1)
        token = self.tokens[start]
        node = self.node(start, end)
        if end - start == 1 and token.kind == "string":
            node.value = token.value
        elif token.close != end - 1 or not token.is_sign("{", "[", "("):
            return self.expression(start, end)
        elif token.text == "(":
            return self.value(start + 1, end - 1)
        elif token.text == "{":
            node.children = {}
            self.members(start + 1, end - 1, node.children)
        elif self.tokens[start + 1].text == "for":
            return self.expression(start, end)
        else:
            node.children = [self.value(first, stop) for first, stop in self.ranges(start + 1, end - 1)]
        return node

    def expression(self, start: int, end: int) -> Node:
        """A number, a word or the source of anything else."""
        if start >= end:
            raise self.fail("an expression is missing", start - 1)
        source = spaced(t.text for t in self.tokens[start:end])
        node = self.node(start, end)
        digits = source.removeprefix("-")
        if digits.isdecimal() and len(digits) < 20 and int(digits) <= MAX_EXACT_INT:
            node.value = int(source)
        else:
            node.value = _WORDS.get(source, "${" + source + "}")
        return node


def _put(into: dict[str, Node], key: str, node: Node) -> None:
    if key in into:
        raise DocumentError(f"{key!r} appears twice in one place", node.line, "Keep one of the two.")
    into[key] = node
