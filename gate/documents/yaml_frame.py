"""A collection of YAML while it is read: its keys by all that readers call them, and what is in doubt."""

from __future__ import annotations

from collections.abc import Iterable

from yaml.error import Mark

from gate.documents.node import MERGE_KEY, DocumentError, Node, Refusal
from gate.documents.yaml_merges import Merge


class Frame:
    """A collection that is being read."""

    __slots__ = (
        "anchor",
        "flow",
        "is_map",
        "key",
        "key_kind",
        "key_line",
        "keys",
        "line",
        "merge",
        "merged",
        "node",
        "refusals",
        "start",
        "tag",
        "weight",
    )

    def __init__(
        self, *, is_map: bool, flow: bool, line: int, start: Mark, anchor: str | None, tag: str | None
    ) -> None:
        self.is_map = is_map
        self.flow = flow
        self.start = start
        self.line = line
        self.anchor = anchor
        self.tag = tag
        self.key: str | None = None
        self.key_kind = ""
        self.key_line = line
        self.keys: dict[str, str] = {}  # what readers may call a key -> the key
        self.refusals: list[Refusal] = []
        self.merge: Merge | None = None
        self.merged: Node | None = None
        self.node = Node(line, line, children={} if is_map else [])
        self.weight = 1

    def refuse(self, error: DocumentError, keys: Iterable[str] = ()) -> None:
        """Note that some keys of a mapping, or all of it, cannot be read in one way only."""
        doubted = frozenset(keys)  # of a '<<' that is in doubt, every key can be
        self.refusals.append(Refusal(error, None if not doubted or MERGE_KEY in doubted else doubted))
