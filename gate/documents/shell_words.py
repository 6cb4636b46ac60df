"""A word of a shell command, and the flags that words give values to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gate.documents.node import Node, put
from gate.documents.spelling import END, FILE, Flag, Place
from gate.values.regex import regex

_EXPANDS = regex(r"(\\*)(\$(?=[\w{(@*#?!$-])|`)")
_DEFAULT = regex(r"\$\{[A-Za-z_][A-Za-z0-9_]*:?[-=]([^{}]*)\}")
_FLAG = regex(r"(--?[A-Za-z][\w.\-]*)(?:=(.*))?", re.DOTALL)
_INERT = regex(r"[\w./:,+@%-]*", re.ASCII)


@dataclass(slots=True)
class Word:
    """One word: ``text`` without quotes, ``form`` as it is written, and its lines."""

    text: str
    form: str
    line: int
    end_line: int


def literal(text: str, ahead: str = "") -> str:
    """Text that the shell does not expand, with a backslash where it would look as if it were expanded."""
    marked = _EXPANDS.sub(lambda match: match[1] * 2 + "\\" + match[2], text + ahead)
    return marked[: len(marked) - len(ahead)] if ahead else marked


def flags(root: Node, words: list[Word], command: int = 0) -> None:
    """Put the flags of a command, with their values, into a mapping; ``command`` is its number in the file.

    ``--``, and words that start with ``@``, are there by these names: they say what is a flag, and where more are. The
    model of ``vllm serve MODEL`` is there as ``--model``, which it stands for (vLLM, "vllm serve").
    """
    for index, word in enumerate(words):
        if word.text == END or (word.text.startswith(FILE) and len(word.text) > 1):
            node = _flag_value(word, [word] if word.text != END else [])
            put(root, END if word.text == END else FILE, _placed(node, (command, index)))
    served = _served(words)
    if served is not None:
        put(root, "--model", _placed(_flag_value(words[served], [words[served]]), (command, served)))
    index = 0
    while index < len(words):
        match = _FLAG.fullmatch(words[index].text)
        index += 1
        if not match:
            continue
        place = command, index - 1
        first = words[index - 1]
        given = Word(match[2], first.form, first.line, first.end_line) if match[2] is not None else None
        values = [given] if given else []
        while match[2] is None and index < len(words) and not _FLAG.fullmatch(words[index].text):
            values.append(words[index])
            index += 1
        put(root, _flag_name(match[1]), _placed(_flag_value(first, values), place))


def _served(words: list[Word]) -> int | None:
    """The index of the model in ``vllm serve MODEL``; the program may be named before the arguments."""
    for index, word in enumerate(words[:-1]):
        if word.text == "serve" and (index == 0 or words[index - 1].text.rpartition("/")[2] == "vllm"):
            return None if _FLAG.fullmatch(words[index + 1].text) else index + 1
    return None


def _placed(node: Node, place: Place) -> Flag:
    flag = Flag(node.line, node.end_line, node.value, node.children, node.kind)
    flag.place = place
    return flag


def _flag_name(name: str) -> str:
    bare = name.lstrip("-")
    return name[: len(name) - len(bare)] + bare.replace("-", "_")


def _flag_value(flag: Word, values: list[Word]) -> Node:
    if not values:
        return Node(flag.line, flag.end_line, True)
    if len(values) == 1:
        return Node(
            flag.line, values[0].end_line, effective(values[0].text), kind=kind_of(values[0].text, values[0].form)
        )
    items = [Node(v.line, v.end_line, effective(v.text), kind=kind_of(v.text, v.form)) for v in values]
    return Node(flag.line, values[-1].end_line, children=items)


def kind_of(text: str, form: str) -> str:
    """How a word is written, where quotes around it, or none, make a difference."""
    return "" if _INERT.fullmatch(text) else form


def effective(text: str) -> str:
    """The default of ``${NAME:-default}``, where that is the whole value."""
    match = _DEFAULT.fullmatch(text)
    return match[1] if match else text
