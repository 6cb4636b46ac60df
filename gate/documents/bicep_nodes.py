"""Azure Bicep: parameters, variables, resources and modules by their names, with the values of their objects.

``/param/x``, ``/var/x``, ``/resource/symbol/type``, ``/resource/symbol/properties/...``, ``/module/symbol/...``. What
is no literal is its source in ``${...}``. The root's ``value`` is the normal form: the words without comments and
layout.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from gate.documents.node import MAX_DEPTH, MAX_NODES, DocumentError, Node, exact_int, put

_TOKEN = re.compile(
    r"(?P<skip>[ \t\r]+|//[^\n]*|/\*(?s:.*?)\*/)"
    r"|(?P<newline>\n)"
    r"|(?P<long>'''(?s:.*?)''')"
    r"|(?P<text>'(?:[^'\\\n]|\\.)*+')"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<number>\d+)"
    r"|(?P<mark>.)"
)
_ESCAPES = {"\\'": "'", "\\n": "\n", "\\t": "\t", "\\r": "\r", "\\\\": "\\", "\\$": "$"}
_OPEN, _CLOSE = "([{", ")]}"
_STATEMENTS = frozenset({"param", "var", "resource", "module", "output"})


@dataclass(slots=True)
class Token:
    kind: str
    text: str
    line: int
    end_line: int


def parse_bicep(text: str) -> Node:
    """Parse a Bicep file. Raises DocumentError."""
    tokens = tokens_of(text)
    root = Node(1, max(1, text.count("\n") + (not text.endswith("\n"))), children={})
    _Reader(tokens).statements(root)
    root.value = "\0".join(token.text for token in tokens if token.kind != "newline")
    return root


def tokens_of(text: str) -> list[Token]:
    """The words of a text, line ends among them. Raises DocumentError."""
    found: list[Token] = []
    line = 1
    for match in _TOKEN.finditer(text):
        kind, word = str(match.lastgroup), match[0]
        ends = word.count("\n")
        if kind == "mark" and word == "'":
            raise DocumentError("a string is not closed", line, "Close it with a quote.")
        if kind != "skip":
            found.append(Token(kind, word, line, line + (ends if kind != "newline" else 0)))
        line += ends
        if len(found) > MAX_NODES:
            raise DocumentError(f"more than {MAX_NODES:,} words", line, "Split the file.")
    return found


class _Reader:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0

    def peek(self) -> Token:
        last = self.tokens[-1].end_line if self.tokens else 1
        return self.tokens[self.at] if self.at < len(self.tokens) else Token("end", "", last, last)

    def take(self) -> Token:
        token = self.peek()
        self.at += 1
        return token

    def newlines(self) -> None:
        while self.peek().kind == "newline" or self.peek().text == ",":
            self.at += 1

    def statements(self, root: Node) -> None:
        while self.at < len(self.tokens):
            self.newlines()
            first = self.take()
            if first.kind == "word" and first.text in _STATEMENTS and self.peek().kind == "word":
                self.statement(root, first)
            elif first.text:
                self.at -= 1
                self.expression("\n")  # decorators, imports, the target scope: words of the normal form

    def statement(self, root: Node, first: Token) -> None:
        name = self.take().text
        words: list[Token] = []
        while self.peek().text not in ("=", "\n", ""):
            words.append(self.take())
        kind = next((self.string(w) for w in words if w.kind == "text"), None)
        node = Node(first.line, words[-1].end_line if words else first.line, None)
        if self.peek().text == "=":
            self.take()
            node = self.value(0, "\n")
        elif words:
            node.value = None
        if kind is not None and isinstance(node.children, dict):
            label = "type" if first.text == "resource" else "path"
            node.children.setdefault(label, Node(first.line, first.line, kind))
        group = root.child(first.text) or Node(first.line, node.end_line, children={})
        put(group, name, Node(first.line, node.end_line, node.value, node.children))
        group.end_line = max(group.end_line, node.end_line)
        if isinstance(root.children, dict):
            root.children[first.text] = group

    def value(self, depth: int, stop: str) -> Node:
        """The value that starts here. ``if (...) {`` and ``[for x in y: {`` give the object inside."""
        first = self.peek()
        if depth > MAX_DEPTH:
            raise DocumentError(f"nested deeper than {MAX_DEPTH} levels", first.line, "Flatten the file.")
        if first.text == "{":
            return self.mapping(depth)
        if first.text == "[":
            return self.sequence(depth)
        if first.text == "if":
            self.take()
            self.parenthesis()
            return self.value(depth, stop)
        return self.expression(stop)

    def parenthesis(self) -> None:
        depth = 0
        while self.at < len(self.tokens):
            text = self.take().text
            depth += (text == "(") - (text == ")")
            if depth <= 0:
                return

    def mapping(self, depth: int) -> Node:
        first = self.take()
        found = Node(first.line, first.line, children={})
        while True:
            self.newlines()
            token = self.take()
            if token.text == "}":
                found.end_line = token.line
                return found
            if token.kind == "end":
                raise DocumentError("'{' is not closed", first.line, "Close it with '}'.")
            if self.peek().text == ":":
                self.take()
                node = self.value(depth + 1, "}")
                name = self.string(token) if token.kind == "text" else token.text
                put(found, name, Node(token.line, node.end_line, node.value, node.children))
            else:  # a nested resource, a spread
                self.at -= 1
                self.expression("}")

    def sequence(self, depth: int) -> Node:
        first = self.take()
        items: list[Node] = []
        self.newlines()
        if self.peek().text == "for":
            while self.peek().text not in (":", "") or self.peek().kind == "end":
                if self.take().kind == "end":
                    raise DocumentError("'[' is not closed", first.line, "Close it with ']'.")
            self.take()
            node = self.value(depth + 1, "]")
            self.newlines()
            self.take()
            return Node(first.line, node.end_line, node.value, node.children)
        while True:
            self.newlines()
            token = self.peek()
            if token.text == "]":
                self.take()
                return Node(first.line, token.line, children=items)
            if token.kind == "end":
                raise DocumentError("'[' is not closed", first.line, "Close it with ']'.")
            items.append(self.value(depth + 1, "]"))

    def expression(self, stop: str) -> Node:
        """A literal, or the source of an expression; it ends with its line unless a bracket is open."""
        words: list[Token] = []
        depth = 0
        while self.at < len(self.tokens):
            token = self.peek()
            if depth == 0 and words and (token.kind == "newline" or token.text in (",", stop)):
                break
            if depth == 0 and not words and token.text in (*_CLOSE, ",", "\n"):
                self.take()
                break
            depth += (token.text in _OPEN) - (token.text in _CLOSE) if token.kind == "mark" else 0
            if depth < 0:
                break
            words.append(self.take())
        if not words:
            return Node(self.peek().line, self.peek().line, None)
        return Node(words[0].line, words[-1].end_line, self.scalar([w for w in words if w.kind != "newline"]))

    def scalar(self, words: list[Token]) -> Any:
        source = " ".join(word.text for word in words)
        if len(words) == 1 and words[0].kind in ("text", "long"):
            return self.string(words[0])
        if source in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[source]
        if re.fullmatch(r"-?\s?\d{1,300}", source):
            return exact_int(int(source.replace(" ", "")))
        return f"${{{source}}}"

    def string(self, token: Token) -> str:
        if token.kind == "long":
            return token.text[3:-3].removeprefix("\n").replace("\r\n", "\n")
        return re.sub(r"\\.", lambda match: _ESCAPES.get(match[0], match[0]), token.text[1:-1])
