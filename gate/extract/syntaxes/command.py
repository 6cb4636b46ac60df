"""Command lines: ``--flag value``, ``NAME=value`` and ``key.path=value`` (Hydra, OmegaConf, Slurm's ``--export``)."""

from __future__ import annotations

from collections.abc import Iterator

from gate.documents import Node
from gate.documents.shell_nodes import commands
from gate.documents.shell_words import Word, flags
from gate.extract.triple import Triple
from gate.values.regex import regex

_OVERRIDE = regex(r"[+~]{0,2}([A-Za-z_][\w/-]*(?:[./][\w/-]+)*)=(.*)")


def read(text: str) -> Iterator[Triple]:
    """Raises DocumentError where the quoting is broken."""
    for words in commands(text):
        yield from command(words)


def command(words: list[Word]) -> Iterator[Triple]:
    """The flags and the overrides of one command."""
    root = Node(1, 1, children={})
    flags(root, words)
    for name, child in root.items():
        if name.startswith("-") and name != "--":
            for _, leaf in child.leaves():
                override = isinstance(leaf.value, str) and child.children and _OVERRIDE.fullmatch(leaf.value)
                if leaf.value is not None and leaf.value is not True and not override:
                    yield Triple((name,), leaf.value, leaf.line, leaf.end_line)
    for word in words:
        match = _OVERRIDE.fullmatch(word.text)
        if match and match[2]:
            yield Triple(tuple(match[1].replace("/", ".").split(".")), match[2], word.line, word.end_line)
