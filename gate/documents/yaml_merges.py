"""Merge keys of YAML (`<<`, yaml.org/type/merge): what is merged, and where readers disagree about it.

In PyYAML, go-yaml v3 and js-yaml 4 the mapping's own key wins wherever it stands; in go-yaml v2, so in Helm and
kubectl, what stands later wins. Of a list, PyYAML 6.0.4 takes the last mapping that has a key, all others the first.
npm yaml and js-yaml 5 merge nothing unless told to: `<<` is a key like any other. What go-yaml v2 reads into a struct
is added to what is there, so a mapping that is overridden shines through.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from hashlib import sha256

from gate.documents.node import MERGE_KEY, DocumentError, Node
from gate.documents.yaml_scalars import names

Refuse = Callable[[DocumentError, Iterable[str]], None]
"""(what is wrong, the keys that it concerns none for all of the mapping)"""

KEY = "key "  # what the kind of a value starts with whose key is more than text


@dataclass(frozen=True, slots=True)
class Merge:
    """What stands under the merge key of a mapping, and the names of the keys above it."""

    line: int
    above: Set[str]

    def apply(self, node: Node, value: Node, refuse: Refuse) -> int:
        """Merge into a mapping that holds its own keys. Returns how many values were added to it.

        ``refuse`` is told the keys that readers of YAML would not set alike.
        """
        own = node.children
        if not isinstance(own, dict):
            return 0
        sources = list(self._sources(value, refuse))
        merged = self._one(sources, own, refuse)
        mine = {name: key for key, child in own.items() for name in key_names(key, child)}
        collides = False
        added = 0
        for key, child in merged.items():
            twins = key_names(key, child) & mine.keys()
            collides |= bool(twins)
            error = self._collision(key, child, own, twins)
            if error:
                refuse(error, {key, *(mine[name] for name in twins)})
            if key not in own:
                kind = _kind("merged", child)
                own[key] = Node(
                    child.line, child.end_line, child.value, child.children, kind, child.merge, child.refused
                )
                added += weight(child)
            elif isinstance(child.children, dict) and isinstance(own[key].children, dict):
                own[key].kind = f"over {fingerprint(child)} {own[key].kind}".rstrip()
        place = f"merge below {len(self.above)}" if collides else "merge"
        kind = f"{place} {value.kind}".rstrip()
        node.merge = Node(self.line, value.end_line, value.value, value.children, kind, value.merge, value.refused)
        return added

    def _sources(self, value: Node, refuse: Refuse) -> Iterator[Node]:
        """The mappings that are merged. What is in doubt in one of them is in doubt where it is merged."""
        for source in value.children if isinstance(value.children, list) else [value]:
            if not isinstance(source.children, dict) or source.kind:
                said = "'<<' merges mappings only"
                refuse(DocumentError(said, self.line, "Merge a mapping or a list of them."), ())
                continue
            if MERGE_KEY in source.children:
                refuse(DocumentError("'<<' merges a key '<<'", self.line, "Name that key otherwise."), ())
            for refusal in source.refused:
                refuse(refusal.error, refusal.keys or ())
            yield source

    def _collision(self, key: str, child: Node, own: dict[str, Node], twins: Set[str]) -> DocumentError | None:
        """What readers disagree about in a key that the mapping sets, too."""
        if twins and (key not in own or _key_kind(own[key]) != _key_kind(child)):
            said = f"some readers of YAML take {key!r}, which '<<' sets, for another key of the mapping"
            return DocumentError(said, self.line, "Leave out one of the two.")
        if twins & self.above and not (key in own and alike(own[key], child)):
            said = f"{key!r} is set here and again by a '<<' below it; readers of YAML disagree about which counts"
            return DocumentError(
                said, self.line, f"Move the '<<' above {key!r}, or leave {key!r} out of one of the two."
            )
        return None

    def _one(self, sources: list[Node], own: dict[str, Node], refuse: Refuse) -> dict[str, Node]:
        """What a list of mappings gives, where all readers agree about it."""
        merged: dict[str, Node] = {}
        seen: dict[str, str] = {}
        for source in sources:
            for key, child in source.items():
                twin = next((seen[name] for name in key_names(key, child) if name in seen), None)
                if twin is None:
                    merged[key] = child
                    seen |= dict.fromkeys(key_names(key, child), key)
                elif key not in own and not (twin == key and alike(merged[key], child)):
                    said = f"two mappings under '<<' set {key!r}, and readers of YAML disagree about which counts"
                    remedy = f"Leave {key!r} out of one of them, or write it below the '<<'."
                    refuse(DocumentError(said, self.line, remedy), {key, twin})
        return merged


def key_names(key: str, child: Node) -> set[str]:
    """What readers call the key of a pair."""
    return set(names(key)) if KEY in child.kind else {key}


def _key_kind(node: Node) -> str:
    return " ".join(_bare(node).split()[:2]) if KEY in node.kind else ""


def alike(one: Node, other: Node) -> bool:
    """Whether two values are written the same, but for layout."""
    if one is other:
        return True
    if _bare(one) != _bare(other) or type(one.value) is not type(other.value) or one.value != other.value:
        return False
    if type(one.children) is not type(other.children):
        return False
    mine, theirs = dict(one.written()), dict(other.written())
    return mine.keys() == theirs.keys() and all(alike(mine[key], theirs[key]) for key in mine)


def _bare(node: Node) -> str:
    return node.kind.removeprefix("merged").lstrip()


def _kind(word: str, node: Node) -> str:
    return f"{word} {_bare(node)}".rstrip()


def weight(node: Node) -> int:
    """How many values there are in one."""
    return 1 + sum(weight(child) for _, child in node.written())


def fingerprint(node: Node) -> str:
    """A digest of a value as it is written."""
    return sha256(json.dumps(list(_lines(node, ())), ensure_ascii=True).encode()).hexdigest()


def _lines(node: Node, tokens: tuple[str, ...]) -> Iterator[list[object]]:
    yield [tokens, node.kind, node.value, type(node.children).__name__]
    for key, child in sorted(node.written()):
        yield from _lines(child, (*tokens, key))
