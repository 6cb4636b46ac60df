"""How a recogniser is written: which files, what identifies one, and where each surface stands in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Protocol

from gate.config.selectors import Selector
from gate.documents import Node, tokens_of
from gate.documents.select import select

Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One reviewed value: where it stands in its file's tree.

    ``revision`` is the value that pins it, where there is one; ``pin`` says how to pin it. ``reference`` is False for
    what only goes with a reference (a split, a weight), which is never pinned or floating by itself. ``named`` is what
    it refers to, where that is not the value, and is part of the key; ``refers`` where it is a part of the value.
    ``why`` is what it was recognised by, where that is not the last key.
    """

    surface: str
    tokens: Tokens
    node: Node
    reference: bool = False
    revision: str | None = None
    pin: str = ""
    named: str | None = None
    refers: str | None = None
    why: str = ""


class Rank(IntEnum):
    """Who looks at a file first. A value stays as it was found, and two of one rank are sorted by their modules."""

    FORMAT = 0
    """One format, which the file's keys or its name identify."""
    ANY = 1
    """Any format, by words in names."""
    REST = 2
    """Any format, and in a file only the surfaces of which no other recogniser found anything."""


class Recogniser(Protocol):
    """Finds the reviewed values of one format."""

    @property
    def name(self) -> str: ...

    @property
    def rank(self) -> Rank: ...

    @property
    def formats(self) -> frozenset[str]:
        """Names of `gate.documents.formats`."""

    def wants(self, path: str) -> bool: ...

    def find(self, path: str, root: Node) -> Iterator[Found]: ...


def has(*pointers: str) -> Callable[[Node], bool]:
    """True where every pointer selects something."""
    return lambda root: all(any(True for _ in deep(root, tokens_of(pointer))) for pointer in pointers)


def has_any(*pointers: str) -> Callable[[Node], bool]:
    return lambda root: any(has(pointer)(root) for pointer in pointers)


def deep(node: Node, pattern: Tokens, tokens: Tokens = ()) -> Iterator[tuple[Tokens, Node]]:
    """The nodes that a pattern leads to: ``*`` is one step, ``**`` any number of them."""
    if not pattern:
        yield tokens, node
        return
    if pattern[0] == "**":
        yield from deep(node, pattern[1:], tokens)
        for key, child in node.items():
            yield from deep(child, pattern, (*tokens, key))
        return
    if pattern[0].startswith("--"):
        for found, child in select(node, pattern[:1], tokens):
            yield from deep(child, pattern[1:], found)
        return
    for key, child in node.items():
        if pattern[0] in ("*", key):
            yield from deep(child, pattern[1:], (*tokens, key))


@dataclass(frozen=True)
class Declared:
    """A recogniser that is nothing but a table.

    ``surfaces`` maps a surface to pointers; everything below a selected value counts. ``references`` maps the pointer
    of a model's or data set's name to the key beside it that pins it, or to nothing; ``keyed`` are mappings whose keys
    are such names. ``skip`` are pointers that do not count; ``unless`` decides by the mapping that holds a value, and
    by the value.
    """

    name: str
    files: tuple[str, ...]
    surfaces: Mapping[str, tuple[str, ...]]
    identify: Callable[[Node], bool] = field(default=lambda root: True)
    references: Mapping[str, str] = field(default_factory=dict)
    skip: tuple[str, ...] = ()
    unless: Callable[[Node, Node], bool] = field(default=lambda parent, leaf: False)
    formats: frozenset[str] = frozenset({"yaml", "json", "toml"})
    keyed: tuple[str, ...] = ()
    rank: Rank = Rank.FORMAT

    def wants(self, path: str) -> bool:
        return any(selector.matches(path) for selector in _selectors(self.files))

    def find(self, path: str, root: Node) -> Iterator[Found]:
        if not self.identify(root):
            return
        skipped = {tokens for pointer in self.skip for tokens, _ in deep(root, tokens_of(pointer))}
        named = dict(self._references(root))
        keyed = {tokens for pointer in self.keyed for tokens, _ in deep(root, tokens_of(pointer))}
        seen: set[Tokens] = set()
        for surface, pointers in self.surfaces.items():
            for pointer in pointers:
                for tokens, node in deep(root, tokens_of(pointer)):
                    for at, leaf in node.leaves(tokens):
                        if not at or at in seen or any(at[: len(s)] == s for s in skipped):
                            continue
                        if self.unless(root.at(at[:-1]), leaf):
                            continue
                        seen.add(at)
                        reference, revision, pin = named.get(at, (False, None, ""))
                        key = at[-1] if at[:-1] in keyed else None
                        yield Found(
                            surface,
                            at,
                            leaf,
                            reference or key is not None,
                            revision,
                            pin,
                            key,
                            why=pointer and f"the key {pointer}",
                        )

    def _references(self, root: Node) -> Iterator[tuple[Tokens, tuple[bool, str | None, str]]]:
        for pointer, beside in self.references.items():
            for tokens, node in deep(root, tokens_of(pointer)):
                for at, _ in node.leaves(tokens):
                    revision = root.at(at[:-1]).child(beside) if beside else None
                    value = revision.value if revision is not None else None
                    yield at, (True, value if isinstance(value, str) else None, beside)


_CACHE: dict[tuple[str, ...], tuple[Selector, ...]] = {}


def _selectors(files: tuple[str, ...]) -> tuple[Selector, ...]:
    """The globs of a declaration; one without a slash is matched against the name alone."""
    if files not in _CACHE:
        _CACHE[files] = tuple(Selector.parse(f if "/" in f else f"**/{f}") for f in files)
    return _CACHE[files]
