"""The block ``defaults`` of ``tunegate.yaml``: what evidence says of every model alike, said once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gate.documents import Node

KEY = "defaults"


@dataclass(frozen=True, slots=True)
class Shared:
    """One value of a ``kind`` of document, at ``tokens`` in it, or in each source of a manifest; and its lines."""

    kind: str
    tokens: tuple[str, ...]
    value: Any
    path: str
    line: int
    end_line: int


def shared_of(root: Node, path: str) -> tuple[Shared, ...]:
    """The values of a configuration that fits its schema."""
    block = root.child(KEY)
    return tuple(row for kind, node in (block.items() if block else ()) for row in _below(kind, node, (), path))


def _below(kind: str, node: Node, tokens: tuple[str, ...], path: str) -> Iterator[Shared]:
    if isinstance(node.children, dict):
        for key, child in node.items():
            yield from _below(kind, child, (*tokens, key), path)
    elif tokens:
        yield Shared(kind, tokens, node.plain(), path, node.line, node.end_line)
