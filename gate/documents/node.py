"""A parsed value and where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 100
MAX_NODES = 500_000  # values after aliases are expanded
MERGE_KEY = "<<"
MAX_EXACT_INT = 2**53  # beyond it JSON readers disagree about an integer, so it is kept as text


class DocumentError(Exception):
    """A structured file that cannot be read. ``line`` is 1-based."""

    def __init__(self, message: str, line: int | None, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.remedy = remedy


class ParserMissingError(DocumentError):
    """The file may be sound: what reads it is not installed."""


class PartError(DocumentError):
    """One value cannot be read; the rest of the file can."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What cannot be read in one way only, and concerns one value.

    ``keys`` are those of the mapping that are in doubt; None: all of the value. On the root, no keys stand for a
    refusal somewhere below.
    """

    error: DocumentError
    keys: frozenset[str] | None = None


@dataclass(slots=True)
class Node:
    """A scalar (``children`` is None), a mapping (dict of nodes) or a list (list of nodes).

    ``line`` and ``end_line`` (1-based, inclusive) hold the value and, in a mapping, its key. ``kind`` says what JSON
    cannot say of the value: a tag, a date, what another reader of the format reads; it is part of what was written.
    ``merge`` is what stands under a mapping's merge key (YAML); ``children`` have what it leads to. ``refused`` is
    what readers disagree about here; the root has it for all of the file.
    """

    line: int
    end_line: int
    value: Any = None
    children: dict[str, Node] | list[Node] | None = None
    kind: str = ""
    merge: Node | None = None
    refused: tuple[Refusal, ...] = ()

    def plain(self) -> Any:
        """The effective value as plain JSON types."""
        if self.children is None:
            return self.value
        if isinstance(self.children, dict):
            return {key: child.plain() for key, child in self.children.items()}
        return [child.plain() for child in self.children]

    def items(self) -> Iterator[tuple[str, Node]]:
        """(key or index as text, child) pairs; nothing for a scalar."""
        if isinstance(self.children, dict):
            yield from self.children.items()
        elif self.children is not None:
            for index, child in enumerate(self.children):
                yield str(index), child

    def written(self) -> Iterator[tuple[str, Node]]:
        """The pairs of `items`, and what stands under a merge key."""
        yield from self.items()
        if self.merge is not None:
            yield MERGE_KEY, self.merge

    def child(self, token: str) -> Node | None:
        """The value of a key, or of an index written as JSON Pointer writes it."""
        if isinstance(self.children, dict):
            return self.merge if token == MERGE_KEY and self.merge is not None else self.children.get(token)
        if self.children is not None and token.isascii() and token.isdigit() and int(token) < len(self.children):
            return self.children[int(token)] if token == str(int(token)) else None
        return None

    def kinds(self, tokens: tuple[str, ...]) -> list[list[str]]:
        """[token, kind] of each step on the way that JSON cannot say, or that a pointer cannot tell from a list's."""
        found = [["", self.kind]] if self.kind else []
        node = self
        for token in tokens:
            if isinstance(node.children, dict) and token.isascii() and token.isdigit():
                found.append([token, "key"])
            below = node.child(token)
            if below is None:
                break
            node = below
            if node.kind:
                found.append([token, node.kind])
        return found

    def leaves(self, tokens: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Node]]:
        """Every scalar and empty container below, with the tokens that lead to it."""
        if not self.children and self.merge is None:
            yield tokens, self
            return
        for key, child in self.written():
            yield from child.leaves((*tokens, key))

    def at(self, tokens: tuple[str | int, ...]) -> Node:
        """The deepest node on the way that the tokens name: itself where the first step is missing."""
        node = self
        for token in tokens:
            found = node.child(str(token))
            if found is None:
                break
            node = found
        return node


def whole(root: Node) -> Node:
    """The root, if all readers agree about the file. Raises its first DocumentError."""
    if root.refused:
        raise root.refused[0].error
    return root


def with_refusals(root: Node, errors: Sequence[DocumentError]) -> Node:
    """Note on the root that parts of it are refused, in the order of the file."""
    own = {id(refusal.error) for refusal in root.refused}
    below = [Refusal(error, frozenset()) for error in dict.fromkeys(errors) if id(error) not in own]
    if below:
        root.refused = tuple(sorted((*root.refused, *below), key=lambda refusal: refusal.error.line or 0))
    return root


class Repeated(Node):
    """The values of a name that occurs several times in one place."""

    __slots__ = ()


def note_twins(node: Node) -> None:
    """Note keys that differ in case only: Go fills a struct from JSON without regard to case, and the last counts."""
    pairs = node.children
    if not isinstance(pairs, dict) or len({key.lower() for key in pairs}) == len(pairs):
        return
    twins: dict[str, list[str]] = {}
    for key in pairs:
        twins.setdefault(key.casefold(), []).append(key)
    for key, child in pairs.items():
        if len(names := twins[key.casefold()]) > 1:
            child.kind = f"{child.kind} among {names}".lstrip()


def put(scope: Node, name: str, node: Node) -> None:
    """Put a value under a name of a mapping; with what stands there it becomes a `Repeated`."""
    children = scope.children
    if not isinstance(children, dict):
        return
    there = children.get(name)
    if there is None:
        children[name] = node
    elif isinstance(there, Repeated) and isinstance(there.children, list):
        there.children.append(node)
        there.end_line = max(there.end_line, node.end_line)
    else:
        children[name] = Repeated(there.line, max(there.end_line, node.end_line), children=[there, node])


def exact_int(number: int) -> int | str:
    if abs(number) <= MAX_EXACT_INT:
        return number
    return str(number) if number.bit_length() < 10_000 else hex(number)  # Python does not write longer ones in decimal


def escape(token: str) -> str:
    """A reference token of a JSON Pointer (RFC 6901, section 3)."""
    return token.replace("~", "~0").replace("/", "~1")


def pointer_of(tokens: tuple[str, ...]) -> str:
    pointer = "/".join(("", *tokens))
    if "~" not in pointer and pointer.count("/") == len(tokens):
        return pointer  # nothing to escape
    return "".join("/" + escape(token) for token in tokens)


def tokens_of(pointer: str) -> tuple[str, ...]:
    """The reference tokens of a JSON Pointer (RFC 6901, section 4). Raises ValueError where it is none."""
    if pointer == "":
        return ()
    if not pointer.startswith("/"):
        raise ValueError("a JSON Pointer starts with '/'")
    tokens = pointer[1:].split("/")
    if "~" not in pointer:
        return tuple(tokens)
    for token in tokens:
        if "~" in token.replace("~0", "").replace("~1", ""):
            raise ValueError("in a JSON Pointer '~' is written '~0'")
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in tokens)
