"""A Dockerfile by its instructions, with their lines.

``ENV`` and ``ARG`` are mappings of names to values, ``CMD``, ``ENTRYPOINT`` and ``RUN`` a list of words (exec form) or
a text (shell form), any other instruction its text. What occurs several times is a list. Nothing is expanded.
Source: Docker, "Dockerfile reference" (parser directives, line continuation, here-documents, exec and shell form).
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from gate.documents.node import DocumentError, Node, put
from gate.documents.shell_lexer import Lexer
from gate.values.regex import regex

_INSTRUCTION = regex(
    r"\s*([A-Za-z]+)(?:\s+(.*))?",
)
_ESCAPE = regex(r"(?i)#\s*escape\s*=\s*`")
_HERE = regex(r"<<-?[\"']?(\w+)[\"']?")
_PAIR = regex(
    r"([A-Za-z_][\w.-]*)=",
)
_LISTS = ("CMD", "ENTRYPOINT", "RUN", "SHELL")


def parse_dockerfile(text: str) -> Node:
    """Parse a Dockerfile. Raises DocumentError."""
    lines = text.replace("\r\n", "\n").split("\n")
    if _ESCAPE.match(lines[0]):
        raise DocumentError("'escape' is set to a back quote", 1, "Select the whole file.")
    root = Node(1, max(1, len(lines) - (lines[-1] == "")), children={})
    for name, value, first, last in _instructions(lines):
        if name in ("ENV", "ARG"):
            _assign(root, name, value, first, last)
        elif name in _LISTS:
            put(root, name, _command(value, first, last))
        else:
            put(root, name, Node(first, last, value))
    return root


def _instructions(lines: list[str]) -> Iterator[tuple[str, str, int, int]]:
    """(instruction, the rest of it in one line, first line, last line)."""
    index = 0
    while index < len(lines):
        first, parts = index, [lines[index]]
        index += 1
        if not parts[0].strip() or parts[0].lstrip().startswith("#"):
            continue
        while parts[-1].rstrip().endswith("\\") and index < len(lines):
            line = lines[index]
            index += 1
            if not line.lstrip().startswith("#"):
                parts.append(line)
            if index == len(lines):
                break
        said = " ".join(part.rstrip().removesuffix("\\").strip() for part in parts)
        match = _INSTRUCTION.fullmatch(said)
        if match is None:
            raise DocumentError(f"not an instruction: {said[:40]!r}", first + 1, "Select the whole file.")
        for end in _HERE.findall(said) if match[1].upper() in ("RUN", "COPY", "ADD") else ():
            while index < len(lines) and lines[index].strip() != end:
                index += 1
            index += 1
        yield match[1].upper(), (match[2] or "").strip(), first + 1, min(index, len(lines))


def _assign(root: Node, name: str, value: str, first: int, last: int) -> None:
    if not isinstance(root.children, dict):
        return
    block = root.children.setdefault(name, Node(first, last, children={}))
    block.end_line = last
    if name == "ENV" and not _PAIR.match(value):  # the older form: one name, and the rest of the line
        key, _, rest = value.partition(" ")
        pairs = [(key, rest.strip())]
    else:
        words = [word.text for word in Lexer(value).words() if word is not None]
        pairs = [(key, rest) for key, equals, rest in (word.partition("=") for word in words) if equals]
    for key, rest in pairs:
        put(block, key, Node(first, last, rest))


def _command(value: str, first: int, last: int) -> Node:
    if value.startswith("["):
        try:
            words = json.loads(value)
        except (ValueError, RecursionError):
            words = None
        if isinstance(words, list) and all(isinstance(word, str) for word in words):
            return Node(first, last, children=[Node(first, last, word) for word in words])
    return Node(first, last, value)
