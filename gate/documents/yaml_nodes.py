"""YAML with positions, built from PyYAML's events, so that nothing is constructed that was not asked for.

The effective value is PyYAML's, because the trainers that read these files use it. What other readers make of the same
text is not computed: how a value is written is part of its kind wherever a reader could differ, or it is refused.
"""

from __future__ import annotations

import yaml
from yaml.error import Mark
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from gate.documents.node import MAX_DEPTH, MAX_NODES, MERGE_KEY, DocumentError, Node, note_twins
from gate.documents.yaml_layout import Layout, mark, refuse_characters
from gate.documents.yaml_merges import KEY, Merge
from gate.documents.yaml_scalars import (
    PREFIX,
    is_odd_in_flow,
    is_plain_text,
    names,
    refuse_object_tag,
    scalar_node,
)

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_COLLECTION_TAGS = frozenset(PREFIX + name for name in ("map", "seq", "omap", "set"))


class _Frame:
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
        self.keys: set[str] = set()
        self.merge: Merge | None = None
        self.merged: Node | None = None
        self.node = Node(line, line, children={} if is_map else [])
        self.weight = 1


def parse_yaml(text: str) -> Node:
    """Parse a YAML text. Raises DocumentError."""
    refuse_characters(text)
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
    except RecursionError:  # aliases under merge keys under aliases
        raise DocumentError(f"nested deeper than {MAX_DEPTH} levels", 1, "Flatten the file.") from None
    return reader.layout.finish(reader.root(), reader.ends)


class _Reader:
    def __init__(self, text: str) -> None:
        self.layout = Layout(text)
        self.source = self.layout.lines
        self.documents: list[Node] = []
        self.directives = ""
        self.weight = 0
        self.ends = 0
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
            self.layout.refuse_sign("*", event.anchor, mark(event.start_mark))
            self.alias(str(event.anchor), line)
        elif isinstance(event, DocumentEndEvent):
            self.ends += bool(event.explicit)
        elif isinstance(event, DocumentStartEvent):
            self.anchors = {}
            self.directives = self.layout.directive_kind(event)

    def root(self) -> Node:
        """The one document, or the list of them."""
        last = max(1, len(self.source) - (not self.source[-1]))
        if len(self.documents) == 1:
            return self.documents[0]
        if self.documents:
            return Node(1, last, children=list(self.documents), kind="documents")
        return Node(1, last, kind="comments" if self.layout.text.strip() else f"nothing {self.layout.text!r}")

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
        node = scalar_node(event, line, end, flow=frame is not None and frame.flow)
        if self.layout.is_marked(event) and (how := self.layout.scalar_kind(event, self.column())):
            node.kind = f"{how} {node.kind}".strip()
        if not frame and event.tag and not event.value:  # js-yaml 4 errs on some of what may follow a tag
            node.kind = f"{node.kind} in {self.layout.text!r}"
        if frame and not frame.is_map and not frame.flow and not event.value and not event.style:
            node.kind = f"{node.kind} empty {self.layout.rest_of_line(mark_)}".strip()  # js-yaml 4 and what follows it
        if event.anchor:
            self.layout.refuse_sign("&", event.anchor, mark(event.start_mark))
        self.add(node, 1, event.anchor)

    def start_pair(self, frame: _Frame, event: ScalarEvent, line: int) -> None:
        key = event.value
        if self.layout.is_marked(event) and (self.layout.scalar_kind(event, None) or mark(event.end_mark).line >= line):
            raise DocumentError(
                f"the key {key!r} is not written on one line", line, "Write it on one line, without '\\/'."
            )
        if event.tag is not None:
            raise DocumentError(f"the key {key!r} has a tag", line, "Write the key without it.")
        if not key and not event.style:
            raise DocumentError("a mapping key is empty", line, 'Write the key, or "".')
        frame.key, frame.key_line, frame.key_kind = key, line, ""
        if not event.implicit[0] or is_plain_text(key):
            self.claim(frame, key, {key}, line)
            if key[:1] == "!" or (frame.flow and is_odd_in_flow(event)):  # a tag takes the place of a key, too
                frame.key_kind = KEY + "str"
        elif key == MERGE_KEY:
            frame.merge = Merge(line, frozenset(frame.keys))
            self.claim(frame, key, {key}, line)
        else:
            self.claim(frame, key, set(names(key)), line)
            frame.key_kind = KEY + type(scalar_node(event, line, line).value).__name__
        if event.anchor:
            self.layout.refuse_sign("&", event.anchor, mark(event.start_mark))
        if event.anchor and frame.key == MERGE_KEY:
            raise DocumentError("the key '<<' has an anchor", line, "Write the key without it.")
        if event.anchor:
            named = scalar_node(event, line, line)
            self.name(event.anchor, named, 1)
            frame.key_kind = (
                f"{frame.key_kind or KEY + 'str'}{' again' if named.kind.startswith('again') else ' named'}"
            )

    def claim(self, frame: _Frame, key: str, called: set[str], line: int) -> None:
        """A key goes by everything that readers may call it."""
        if not frame.keys.isdisjoint(called):
            raise DocumentError(f"the key {key!r} appears twice in one mapping", line, "Keep one of the two.")
        frame.keys |= called

    def open(self, event: MappingStartEvent | SequenceStartEvent, line: int) -> None:
        self.refuse_complex_key(line)
        if len(self.frames) >= MAX_DEPTH:
            raise DocumentError(f"nested deeper than {MAX_DEPTH} levels", line, "Flatten the file.")
        tag = event.tag
        kind = ""
        if tag in _COLLECTION_TAGS or tag == "!":
            kind, tag = str(tag), None
        if tag:
            refuse_object_tag(tag, line)
        frame = _Frame(
            is_map=isinstance(event, MappingStartEvent),
            flow=bool(event.flow_style),
            line=line,
            start=mark(event.start_mark),
            anchor=event.anchor,
            tag=tag,
        )
        frame.node.kind = kind
        if event.anchor:
            self.layout.refuse_sign("&", event.anchor, mark(event.start_mark))
            if event.anchor in self.open_anchors:
                raise DocumentError(
                    f"the anchor &{event.anchor} stands inside another of that name", line, "Rename one."
                )
            self.open_anchors.add(event.anchor)
        self.frames.append(frame)

    def close(self, event: Event) -> None:
        frame = self.frames.pop()
        node = frame.node
        if frame.merge and frame.merged:
            frame.weight += frame.merge.apply(node, frame.merged)
        note_twins(node)
        children = [child for _, child in node.written()]
        last = mark(event.end_mark)
        if frame.flow:
            node.end_line = last.line + 1
            if self.layout.is_outside(frame.start, last.line, self.column()):
                node.kind = f"outdented {node.kind}".rstrip()
        else:
            node.end_line = max([frame.line, *(c.end_line for c in children if c.line >= frame.line)])
        if frame.tag:
            node = Node(node.line, node.end_line, children={frame.tag: node})
        if frame.anchor:
            self.open_anchors.discard(frame.anchor)
        self.add(node, frame.weight, frame.anchor)

    def column(self) -> int | None:
        """Where the block that is being read starts, None outside of any."""
        return next((frame.start.column for frame in reversed(self.frames) if not frame.flow), None)

    def alias(self, anchor: str, line: int) -> None:
        self.refuse_complex_key(line)
        if anchor in self.open_anchors:
            raise DocumentError(f"the alias *{anchor} stands inside its own anchor", line, "Write the value out.")
        if anchor not in self.anchors:
            raise DocumentError(f"the alias *{anchor} has no anchor", line, "Define the anchor above.")
        node, weight = self.anchors[anchor]
        frame = self.frames[-1] if self.frames else None
        if frame and frame.merge and not frame.merged and isinstance(node.children, list):
            raise DocumentError("an alias under '<<' stands for a list", line, "Write the list there, of aliases.")
        self.add(node, weight, None)

    def refuse_complex_key(self, line: int) -> None:
        frame = self.frames[-1] if self.frames else None
        if frame and frame.is_map and frame.key is None:
            raise DocumentError("a mapping key has to be plain text", line, "Use text as the key.")

    def name(self, anchor: str, node: Node, weight: int) -> None:
        if anchor in self.open_anchors:
            raise DocumentError(f"the anchor &{anchor} stands inside another of that name", node.line, "Rename one.")
        if anchor in self.anchors:  # an error for PyYAML
            node.kind = f"again {node.kind}".rstrip()
        self.anchors[anchor] = (node, weight)

    def add(self, node: Node, weight: int, anchor: str | None) -> None:
        """Put a finished value where it belongs."""
        if anchor:
            self.name(anchor, node, weight)
        if not self.frames:
            self.weight += weight
            self.refuse_weight(self.weight, node.line)
            node.kind = f"{self.directives} {node.kind}".strip()
            self.documents.append(node)
            return
        frame = self.frames[-1]
        frame.weight += weight
        self.refuse_weight(frame.weight, node.line)
        children = frame.node.children
        if isinstance(children, list):
            children.append(node)
            return
        key, frame.key = frame.key, None
        if frame.merge and not frame.merged:
            frame.merged = node
        elif isinstance(children, dict) and key is not None:
            # the pair starts at its key; an aliased value keeps the place where it is defined
            line = frame.key_line if node.line >= frame.key_line else node.line
            kind = f"{frame.key_kind} {node.kind}".strip() if frame.key_kind else node.kind
            children[key] = Node(line, node.end_line, node.value, node.children, kind, node.merge)

    def refuse_weight(self, weight: int, line: int) -> None:
        if weight > MAX_NODES:
            raise DocumentError(
                f"more than {MAX_NODES:,} values once aliases are expanded", line, "Remove the aliases."
            )
