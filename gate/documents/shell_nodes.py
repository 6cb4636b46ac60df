"""Shell scripts by their words: the values of variables and of command-line flags, with their lines.

Nothing is expanded or run. ``NAME=value`` is under ``NAME``; ``--flag value`` under ``--flag`` with ``_`` for ``-``
inside the name; a value of several words is a list, none is True; what occurs several times is a list. In a value a
``\\`` stands before a sign that is not expanded. The root's ``value`` is the normal form: the script without comments
and layout, or the whole text where the two cannot be told from code with certainty.
"""

from __future__ import annotations

import re

from gate.documents.node import Node, put
from gate.documents.shell_lexer import Lexer, Word
from gate.values.regex import regex

_ASSIGNMENT = regex(r"([A-Za-z_][A-Za-z0-9_]*)\+?=", re.ASCII)
_DEFAULT = regex(r"\$\{[A-Za-z_][A-Za-z0-9_]*:?[-=]([^{}]*)\}")
_FLAG = regex(r"(--?[A-Za-z][\w.\-]*)(?:=(.*))?", re.DOTALL)
_INERT = regex(r"[\w./:,+@%-]*", re.ASCII)
_DECLARING = frozenset({"export", "declare", "readonly", "local", "typeset", "env"})


def parse_shell(text: str) -> Node:
    """Parse a shell script. Raises DocumentError."""
    lexer = Lexer(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    root = Node(1, max(1, text.count("\n") + (not text.endswith("\n"))), children={})
    for words in _commands(lexer):
        _assign(root, words)
        flags(root, words)
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


def flags(root: Node, words: list[Word]) -> None:
    """Put the flags of a command, with their values, into a mapping."""
    index = 0
    while index < len(words):
        match = _FLAG.fullmatch(words[index].text)
        index += 1
        if not match:
            continue
        first = words[index - 1]
        given = Word(match[2], first.form, first.line, first.end_line) if match[2] is not None else None
        values = [given] if given else []
        while match[2] is None and index < len(words) and not _FLAG.fullmatch(words[index].text):
            values.append(words[index])
            index += 1
        put(root, _flag_name(match[1]), _flag_value(first, values))


def _flag_name(name: str) -> str:
    bare = name.lstrip("-")
    return name[: len(name) - len(bare)] + bare.replace("-", "_")


def _flag_value(flag: Word, values: list[Word]) -> Node:
    if not values:
        return Node(flag.line, flag.end_line, True)
    if len(values) == 1:
        return Node(
            flag.line, values[0].end_line, effective(values[0].text), kind=_kind(values[0].text, values[0].form)
        )
    items = [Node(v.line, v.end_line, effective(v.text), kind=_kind(v.text, v.form)) for v in values]
    return Node(flag.line, values[-1].end_line, children=items)


def _kind(text: str, form: str) -> str:
    """How a word is written, where quotes around it, or none, make a difference."""
    return "" if _INERT.fullmatch(text) else form


def effective(text: str) -> str:
    """The default of ``${NAME:-default}``, where that is the whole value."""
    match = _DEFAULT.fullmatch(text)
    return match[1] if match else text


def _assign(root: Node, words: list[Word]) -> None:
    for word in words:
        match = _ASSIGNMENT.match(word.form)
        if match:
            value = word.text[match.end() :]
            append = "+=" if match[0].endswith("+=") else ""
            kind = append + _kind(value, word.form[match.end() :])
            put(root, match[1], Node(word.line, word.end_line, effective(value), kind=kind))
        elif word.text not in _DECLARING and not word.text.startswith("-"):
            break
