"""YAML with positions, built from PyYAML's events, so that nothing is constructed that was not asked for.

Scalars are resolved by PyYAML's own rules (YAML 1.1), because the trainers that read these files use them.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import yaml
from yaml.constructor import ConstructorError, SafeConstructor
from yaml.error import Mark
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.resolver import Resolver

from gate.documents.node import MAX_DEPTH, MAX_NODES, DocumentError, Node, exact_int
from gate.documents.yaml_core import core_value
from gate.values.regex import regex

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PREFIX = "tag:yaml.org,2002:"
_RESOLVERS = Resolver.yaml_implicit_resolvers
# what a plain scalar starts with that is anything but text, by the rules of either version
_NO_TEXT = frozenset((*_RESOLVERS, "", *"~nNtTfF+-.0123456789"))
MAX_WORD = 64  # characters of a scalar that is remembered
_SCALAR_TAGS = frozenset(_PREFIX + name for name in ("str", "int", "float", "bool", "null", "timestamp", "binary"))
_COLLECTION_TAGS = frozenset(_PREFIX + name for name in ("map", "seq", "omap", "set"))
_CONSTRUCT = SafeConstructor()
_MERGE = _PREFIX + "merge"
_KINDS = frozenset(_PREFIX + name for name in ("omap", "set"))
# line ends of YAML 1.1 that are none in YAML 1.2 (section 5.4)
_BREAK = regex("[\x85\u2028\u2029]")


class _Frame:
    """A collection that is being read."""

    __slots__ = ("anchor", "is_map", "key", "key_kind", "key_line", "keys", "line", "merges", "node", "tag", "weight")

    def __init__(self, *, is_map: bool, line: int, anchor: str | None, tag: str | None) -> None:
        self.is_map = is_map
        self.line = line
        self.anchor = anchor
        self.tag = tag
        self.key: str | None = None
        self.key_kind = ""
        self.key_line = line
        self.keys: set[object] = set()
        self.merges: list[Node] = []
        self.node = Node(line, line, children={} if is_map else [])
        self.weight = 1


def parse_yaml(text: str) -> Node:
    """Parse a YAML text. Raises DocumentError."""
    if found := _BREAK.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise DocumentError(
            f"the character U+{ord(found[0]):04X} ends a line for some readers of YAML only",
            line,
            "Write it as an escape in double quotes.",
        )
    reader = _Reader(text)
    try:
        loader = _LOADER(text)
        try:
            while type(event := loader.get_event()) is not StreamEndEvent:
                reader.take(event)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        spot = error.problem_mark or error.context_mark
        raise DocumentError(
            f"not valid YAML: {error.problem or error.context}",
            spot.line + 1 if spot else None,
            "Correct the YAML.",
        ) from None
    except yaml.YAMLError as error:
        raise DocumentError(f"not valid YAML: {str(error).splitlines()[0]}", 1, "Correct the YAML.") from None
    if len(reader.documents) == 1:
        return reader.documents[0]
    last = max(1, text.count("\n") + (not text.endswith("\n")))
    if not reader.documents:
        return Node(1, last)
    return Node(1, last, children=list(reader.documents), kind="documents")


class _Reader:
    def __init__(self, text: str) -> None:
        self.source = text.splitlines()
        self.documents: list[Node] = []
        self.frames: list[_Frame] = []
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.open_anchors: set[str] = set()

    def take(self, event: Event) -> None:
        line = mark(event.start_mark).line + 1
        if type(event) is ScalarEvent:
            self.scalar(event, line)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self.open(event, line)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self.close(event)
        elif isinstance(event, AliasEvent):
            self.alias(str(event.anchor), line)
        elif isinstance(event, DocumentStartEvent):
            self.anchors = {}

    def scalar(self, event: ScalarEvent, line: int) -> None:
        frame = self.frames[-1] if self.frames else None
        if frame and frame.is_map and frame.key is None:
            self.start_pair(frame, event, line)
            return
        mark_ = mark(event.end_mark)
        end = mark_.line + 1
        if mark_.column == 0 and end > line:
            end -= 1
        while end > line and end <= len(self.source) and not self.source[end - 1].strip():
            end -= 1
        node = scalar_node(event, line, end)
        self.add(node, 1, event.anchor)

    def start_pair(self, frame: _Frame, event: ScalarEvent, line: int) -> None:
        key = event.value
        if _is_plain_text(event) and not event.anchor and key[:1] != "!":
            self.name_pair(frame, key, key, line)
            return
        if event.tag not in (None, "!", _PREFIX + "str", _PREFIX + "merge"):
            raise DocumentError(f"the key {key!r} has a tag", line, "Write the key without it.")
        if event.anchor:
            self.anchors[event.anchor] = (scalar_node(event, line, line), 1)
        merges = key == "<<" and event.implicit[0]
        meant = scalar_node(event, line, line)
        # True and 'yes' are one key, and so are 16 and 0x10
        same = key if isinstance(meant.value, str) else (type(meant.value), meant.value)
        self.name_pair(frame, key, same, line)
        if merges:
            frame.key = _MERGE
        is_text = isinstance(meant.value, str) and not key.startswith("!")  # a tag takes the place of a key, too
        frame.key_kind = "" if merges or is_text else f"key {type(meant.value).__name__}"

    def name_pair(self, frame: _Frame, key: str, same: object, line: int) -> None:
        """A key that is text; ``same`` is what it is for whoever reads it otherwise."""
        if key in frame.keys or same in frame.keys:
            raise DocumentError(f"the key {key!r} appears twice in one mapping", line, "Keep one of the two.")
        frame.keys.add(key)
        if same is not key:
            frame.keys.add(same)
        frame.key, frame.key_line, frame.key_kind = key, line, ""

    def open(self, event: MappingStartEvent | SequenceStartEvent, line: int) -> None:
        self.refuse_complex_key(line)
        if len(self.frames) >= MAX_DEPTH:
            raise DocumentError(f"nested deeper than {MAX_DEPTH} levels", line, "Flatten the file.")
        tag = event.tag
        kind = tag if tag in _KINDS else ""
        if tag in _COLLECTION_TAGS or tag == "!":
            tag = None
        if tag:
            refuse_object_tag(tag, line)
        frame = _Frame(is_map=isinstance(event, MappingStartEvent), line=line, anchor=event.anchor, tag=tag)
        frame.node.kind = kind
        if event.anchor:
            self.open_anchors.add(event.anchor)
        self.frames.append(frame)

    def close(self, event: Event) -> None:
        frame = self.frames.pop()
        node = frame.node
        if frame.merges and isinstance(node.children, dict):
            for merged in frame.merges:
                for key, child in merged.items():
                    node.children.setdefault(key, child)
        children = [child for _, child in node.items()]
        first, last = mark(event.start_mark), mark(event.end_mark)
        if last.index > first.index:  # only a flow collection ends in a character of its own
            node.end_line = last.line + 1
        else:
            node.end_line = max([frame.line, *(c.end_line for c in children if c.line >= frame.line)])
        if frame.tag:
            node = Node(node.line, node.end_line, children={frame.tag: node})
        if frame.anchor:
            self.open_anchors.discard(frame.anchor)
        self.add(node, frame.weight, frame.anchor)

    def alias(self, anchor: str, line: int) -> None:
        self.refuse_complex_key(line)
        if anchor in self.open_anchors:
            raise DocumentError(f"the alias *{anchor} stands inside its own anchor", line, "Write the value out.")
        if anchor not in self.anchors:
            raise DocumentError(f"the alias *{anchor} has no anchor", line, "Define the anchor above.")
        node, weight = self.anchors[anchor]
        self.add(node, weight, None)

    def refuse_complex_key(self, line: int) -> None:
        frame = self.frames[-1] if self.frames else None
        if frame and frame.is_map and frame.key is None:
            raise DocumentError("a mapping key has to be plain text", line, "Use text as the key.")

    def add(self, node: Node, weight: int, anchor: str | None) -> None:
        """Put a finished value where it belongs."""
        if anchor:
            self.anchors[anchor] = (node, weight)
        if not self.frames:
            self.documents.append(node)
            return
        frame = self.frames[-1]
        frame.weight += weight
        if frame.weight > MAX_NODES:
            raise DocumentError(
                f"more than {MAX_NODES:,} values once aliases are expanded", node.line, "Remove the aliases."
            )
        children = frame.node.children
        if isinstance(children, list):
            children.append(node)
            return
        key, frame.key = frame.key, None
        if key == _MERGE:
            self.merge(frame, node)
        elif isinstance(children, dict) and key is not None:
            # the pair starts at its key; an aliased value keeps the place where it is defined
            line = frame.key_line if node.line >= frame.key_line else node.line
            kind = f"{frame.key_kind} {node.kind}".strip() if frame.key_kind else node.kind
            children[key] = Node(line, node.end_line, node.value, node.children, kind)

    def merge(self, frame: _Frame, node: Node) -> None:
        sources = node.children if isinstance(node.children, list) else [node]
        for source in sources:
            if not isinstance(source.children, dict):
                raise DocumentError("'<<' merges mappings only", node.line, "Merge a mapping or a list of them.")
            frame.merges.append(source)


def mark(found: Any) -> Mark:
    """The place of an event; the reader gives every event one."""
    if found is None:
        raise DocumentError("not valid YAML: a token without a place", None)
    place: Mark = found
    return place


def refuse_object_tag(tag: str, line: int) -> None:
    if tag.startswith(_PREFIX):
        raise DocumentError(f"the tag !!{tag[len(_PREFIX) :]} would build an object", line, "Write plain values.")


def scalar_node(event: ScalarEvent, line: int, end_line: int) -> Node:
    """A scalar with what it is beside its value: another type than JSON's, or another value by YAML 1.2."""
    if _is_plain_text(event):
        return Node(line, end_line, event.value)
    value = scalar_value(event, line)
    tag = event.tag
    if tag not in (None, "!") and tag not in _SCALAR_TAGS:
        return Node(line, end_line, value, kind=tag)
    if tag in (None, "!"):
        tag = resolve(event.value) if event.implicit[0] and tag is None else _PREFIX + "str"
        if event.implicit[0] and event.tag is None and not _same(core_value(event.value), value):
            return Node(line, end_line, value, kind=f"{tag} {event.value}")
    if event.tag == "!" and not event.style:  # text by YAML 1.2, and anything for PyYAML
        return Node(line, end_line, value, kind="!")
    kind = tag if tag != _PREFIX + "str" and isinstance(value, str) else ""
    return Node(line, end_line, value, kind=kind)


def _is_plain_text(event: ScalarEvent) -> bool:
    """Whether a scalar has no tag, and is in quotes or text by the rules of either version."""
    return event.tag is None and (not event.implicit[0] or _is_text(event.value))


def _is_text(text: str) -> bool:
    """Whether a plain scalar is text by the rules of either version: most are, as their first character tells."""
    if text[:1] not in _NO_TEXT:
        return True
    return _is_known_text(text) if len(text) <= MAX_WORD else _is_text_by_rule(text)


def _is_text_by_rule(text: str) -> bool:
    return resolve(text) == _PREFIX + "str" and _same(core_value(text), text)


_is_known_text = lru_cache(maxsize=4096)(_is_text_by_rule)  # the same keys are in every document of a kind


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and one == other


def scalar_value(event: ScalarEvent, line: int) -> Any:
    """The effective value of a scalar: a JSON scalar. Timestamps and numbers that JSON cannot hold stay text."""
    text = event.value
    tag = event.tag
    if tag is None or tag == "!":
        tag = resolve(text) if event.implicit[0] and tag is None else _PREFIX + "str"
    elif tag not in _SCALAR_TAGS:
        refuse_object_tag(tag, line)
        return f"{tag} {text}"
    kind = tag[len(_PREFIX) :]
    if kind in ("str", "timestamp", "binary"):
        return text
    if kind == "null":
        return None
    node = yaml.ScalarNode(tag, text)
    try:
        if kind == "bool":
            return _CONSTRUCT.construct_yaml_bool(node)
        if kind == "int":
            return exact_int(_CONSTRUCT.construct_yaml_int(node))
        if kind == "float":
            number = _CONSTRUCT.construct_yaml_float(node)
            return number if math.isfinite(number) else text
    except (ValueError, KeyError, IndexError, ConstructorError):
        raise DocumentError(f"{text!r} is not a {kind}", line, "Correct the value or its tag.") from None
    return text


def resolve(text: str) -> str:
    """The tag that an untagged plain scalar has by PyYAML's rules."""
    for first in (text[:1], None):
        for tag, pattern in _RESOLVERS.get(first, ()):
            if pattern.match(text):
                return str(tag)
    return _PREFIX + "str"
