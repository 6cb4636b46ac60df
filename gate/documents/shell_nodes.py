"""Shell scripts by their words: the values of variables and of command-line flags, with their lines.

Nothing is expanded or run. ``NAME=value`` is under ``NAME``; ``--flag value`` under ``--flag`` with ``_`` for ``-``
inside the name; a value of several words is a list, none is True; what occurs several times is a list. In a value a
``\\`` stands before a sign that is not expanded. The root's ``value`` is the normal form: the script without comments
and layout, or the whole text where the two cannot be told from code with certainty.
"""

from __future__ import annotations

import re

from gate.documents.node import Node, put
from gate.documents.shell_lexer import Lexer
from gate.documents.shell_words import Word, effective, flags, kind_of
from gate.values.regex import regex

_ASSIGNMENT = regex(r"([A-Za-z_][A-Za-z0-9_]*)\+?=", re.ASCII)
_DECLARING = frozenset({"export", "declare", "readonly", "local", "typeset", "env"})


def parse_shell(text: str) -> Node:
    """Parse a shell script. Raises DocumentError."""
    lexer = Lexer(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    root = Node(1, max(1, text.count("\n") + (not text.endswith("\n"))), children={})
    for number, words in enumerate(_commands(lexer)):
        _assign(root, words)
        flags(root, words, number)
    # a carriage return and a byte-order mark are parts of a word for a shell
    strict = lexer.unclear or "\r" in text or text.startswith("\ufeff")
    root.value = f"text\n{text}" if strict else f"code\n{lexer.code}"
    return root


def commands(text: str) -> list[list[Word]]:
    """The words of every command of a text. Raises DocumentError."""
    return _commands(Lexer(text.replace("\r\n", "\n")))


def _commands(lexer: Lexer) -> list[list[Word]]:
    found: list[list[Word]] = [[]]
    for word in lexer.words():
        if word is None:
            found.append([])
        else:
            found[-1].append(word)
    return [words for words in found if words]


def _assign(root: Node, words: list[Word]) -> None:
    for word in words:
        match = _ASSIGNMENT.match(word.form)
        if match:
            value = word.text[match.end() :]
            append = "+=" if match[0].endswith("+=") else ""
            kind = append + kind_of(value, word.form[match.end() :])
            put(root, match[1], Node(word.line, word.end_line, effective(value), kind=kind))
        elif word.text not in _DECLARING and not word.text.startswith("-"):
            break
