"""Where the value is written that an expression stands for: one module of `mechanisms` a mechanism.

An expression can lead to another one, which is followed; where several layers can give the value, each place counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

from gate.documents import DocumentError, Node, tree_format
from gate.documents.plain import is_text
from gate.process.registry import Registry
from gate.recognise.resolve import Tokens, Value
from gate.values.errors import UndecidedError
from gate.values.regex import regex

if TYPE_CHECKING:
    from gate.git.snapshot import Snapshot
    from gate.surfaces.reader import Reader

MAX_FILES = 400  # in a folder that is searched
MAX_DEPTH = 6  # expressions on the way to a value
MAX_TEXT = 1024 * 1024
_SIGNS = ("$", "`", "var.", "local.", "{", "configMap")
_ASSIGNMENT = regex(r"(?m)^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*(.*?)[ \t\r]*$")


@dataclass(frozen=True, slots=True)
class Place:
    """A value, or a file's part, that another value stands for; ``mechanism`` says by what."""

    path: str
    tokens: Tokens
    node: Node
    mechanism: str


Imports = Mapping[str, tuple[tuple[str, ...], str]]  # name -> (files that its module can be, its name there)


class Mechanism(Protocol):
    """A module of `mechanisms`."""

    def places(self, value: Value, files: Files) -> Iterator[Place]:
        """Where the parts of the value that are expressions are written. Raises nothing of its own."""


MECHANISMS = Registry[Mechanism]("gate.recognise.resolve.mechanisms")


class Files:
    """The files of a snapshot, as mechanisms look for them. What cannot be read is not there."""

    def __init__(self, snapshot: Snapshot, reader: Reader) -> None:
        self.snapshot = snapshot
        self.reader = reader
        self.node = cache(self._node)
        self.text = cache(self._text)
        self.below = cache(self._below)
        self.imports: dict[str, Imports] = {}  # of a module's path; what is found once for all of its values

    def _node(self, path: str) -> Node | None:
        """The parsed file; of lines ``NAME=value``, a mapping."""
        entry = self.snapshot.entry(path)
        if entry is None or not entry.is_regular:
            return None
        format = tree_format(path)
        if format is None or path.endswith(".tfvars"):
            return assignments(self.text(path))
        try:
            return self.reader.node(self.snapshot, path, entry, format)
        except (DocumentError, UndecidedError):
            return None

    def _text(self, path: str) -> str:
        entry = self.snapshot.entry(path)
        if entry is None or not entry.is_regular:
            return ""
        try:
            data = self.snapshot.read(path, entry, limit=MAX_TEXT)
        except UndecidedError:
            return ""
        return data.decode("utf-8", "replace") if is_text(data) else ""

    def _below(self, folder: str, endings: tuple[str, ...]) -> tuple[str, ...]:
        """The files of a folder, at any depth, whose names end so, sorted."""
        found = (path for path in self.snapshot.entries([folder]) if path.endswith(endings))
        return tuple(sorted(found)[:MAX_FILES])


def assignments(text: str) -> Node:
    """The lines ``NAME=value`` of a text as a mapping; quotes around a value are none of it."""
    root = Node(1, text.count("\n") + 1, children={})
    for match in _ASSIGNMENT.finditer(text):
        line = text.count("\n", 0, match.start(1)) + 1
        value = match[2]
        if value[:1] in ("'", '"') and value[-1:] == value[:1] and len(value) > 1:
            value = value[1:-1]
        if isinstance(root.children, dict):
            root.children[match[1]] = Node(line, line, value)
    return root


def places_of(value: Value, files: Files) -> Iterator[Place]:
    """Every place that a value's expressions lead to, those on the way too, each once."""
    seen: set[tuple[str, Tokens]] = {(value.path, value.tokens)}
    ahead = [value]
    for _ in range(MAX_DEPTH):
        found = [
            place for one in ahead if may_lead(one) for m in MECHANISMS.all().values() for place in m.places(one, files)
        ]
        ahead = []
        for place in found:
            if (place.path, place.tokens) in seen:
                continue
            seen.add((place.path, place.tokens))
            yield place
            for tokens, leaf in place.node.leaves(place.tokens):
                if isinstance(leaf.value, str):
                    ahead.append(
                        Value(place.path, tokens, leaf.value, leaf.line, leaf.end_line, value.surface, value.key)
                    )


def may_lead(value: Value) -> bool:
    """Whether a value has a sign of an expression, or stands where one is not needed."""
    return (
        not value.tokens
        or any(sign in value.text for sign in _SIGNS[:5])
        or any(step.startswith("configMap") or step in ("dataset", "eval_dataset") for step in value.tokens)
    )
