"""YAML with positions, built from PyYAML's events, so that nothing is constructed that was not asked for.

The effective value is PyYAML's, because the trainers that read these files use it. What other readers make of the same
text is not computed: how a value is written is part of its kind wherever a reader could differ, or it is refused.

What concerns one value or some keys of a mapping is refused there (`Node.refused`). Refused with the whole file is what
can move the lines, names or types of everything else: characters that end a line, lines that look like a directive or
the end of a document, anchors and aliases with two meanings, tags that build objects, and what is not YAML.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import yaml
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

from gate.documents.node import (
    MAX_DEPTH,
    MAX_NODES,
    MERGE_KEY,
    DocumentError,
    Node,
    PartError,
    Refusal,
    note_twins,
    with_refusals,
)
from gate.documents.yaml_frame import Frame
from gate.documents.yaml_layout import Layout, mark, refuse_characters
from gate.documents.yaml_merges import KEY, Merge, fingerprint
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


def parse_yaml(text: str) -> Node:
    """Parse a YAML text. Raises DocumentError; what concerns one value is left on it as a `Refusal`."""
    refuse_characters(text)
    reader = _Reader(text)
    try:
        reader.read()
        return with_refusals(reader.layout.finish(reader.root(), reader.ends), reader.errors)
    except yaml.MarkedYAMLError as error:
        spot = error.problem_mark or error.context_mark
        said, line, remedy = error.problem or error.context, spot.line + 1 if spot else None, "Correct the YAML."
        wrong = DocumentError(f"not valid YAML: {said}", line, remedy)
    except yaml.YAMLError as error:
        wrong = DocumentError(f"not valid YAML: {str(error).splitlines()[0]}", 1, "Correct the YAML.")
    except RecursionError:  # aliases under merge keys under aliases
        wrong = DocumentError(f"nested deeper than {MAX_DEPTH} levels", 1, "Flatten the file.")
    except DocumentError as error:
        wrong = error
    raise (reader.errors or [wrong])[0]


class _Reader:
    def __init__(self, text: str) -> None:
        self.layout = Layout(text)
        self.source = self.layout.lines
        self.documents: list[Node] = []
        self.directives = ""
        self.weight = 0
        self.ends = 0
        self.frames: list[Frame] = []
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.open_anchors: set[str] = set()
        self.errors: list[DocumentError] = []

    def refuse(self, frame: Frame, error: DocumentError, keys: Iterable[str] = ()) -> None:
        self.errors.append(error)
        frame.refuse(error, keys)

    def read(self) -> None:
        loader = _LOADER(self.layout.text)
        try:
            while type(event := loader.get_event()) is not StreamEndEvent:
                self.take(event)
        finally:
            loader.dispose()

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
        try:
            node = scalar_node(event, line, end, flow=frame is not None and frame.flow)
            if self.layout.is_marked(event) and (how := self.layout.scalar_kind(event, self.column())):
                node.kind = f"{how} {node.kind}".strip()
        except PartError as error:
            self.errors.append(error)
            node = Node(line, end, event.value, refused=(Refusal(error),))
        if not frame and event.tag and not event.value:  # js-yaml 4 errs on some of what may follow a tag
            node.kind = f"{node.kind} in {self.layout.text!r}"
        if frame and not frame.is_map and not frame.flow and not event.value and not event.style:
            node.kind = f"{node.kind} empty {self.layout.rest_of_line(mark_)}".strip()  # js-yaml 4 and what follows it
        if event.anchor:
            self.layout.refuse_sign("&", event.anchor, mark(event.start_mark))
        self.add(node, 1, event.anchor)

    def start_pair(self, frame: Frame, event: ScalarEvent, line: int) -> None:
        key = event.value
        for error in self.key_errors(event, line):
            self.refuse(frame, error)
        frame.key, frame.key_line, frame.key_kind = key, line, ""
        if not event.implicit[0] or is_plain_text(key):
            self.claim(frame, key, {key}, line)
            if key[:1] == "!" or (frame.flow and is_odd_in_flow(event)):  # a tag takes the place of a key, too
                frame.key_kind = KEY + "str"
        elif key == MERGE_KEY:
            frame.merge, frame.merged = Merge(line, frozenset(frame.keys)), None
            self.claim(frame, key, {key}, line)
        else:
            self.claim(frame, key, set(names(key)), line)
            frame.key_kind = KEY + type(scalar_node(event, line, line).value).__name__
        if event.anchor:
            self.layout.refuse_sign("&", event.anchor, mark(event.start_mark))
        if event.anchor and frame.key == MERGE_KEY:
            self.refuse(frame, DocumentError("the key '<<' has an anchor", line, "Write the key without it."))
        if event.anchor:
            named = scalar_node(event, line, line)
            self.name(event.anchor, named, 1)
            frame.key_kind = (
                f"{frame.key_kind or KEY + 'str'}{' again' if named.kind.startswith('again') else ' named'}"
            )

    def key_errors(self, event: ScalarEvent, line: int) -> Iterator[DocumentError]:
        """What makes the name of a key unsure."""
        key = event.value
        if self.layout.is_marked(event) and (self.layout.scalar_kind(event, None) or mark(event.end_mark).line >= line):
            said = f"the key {key!r} is not written on one line"
            yield DocumentError(said, line, "Write it on one line, without '\\/'.")
        if event.tag is not None:
            yield DocumentError(f"the key {key!r} has a tag", line, "Write the key without it.")
        if not key and not event.style:
            yield DocumentError("a mapping key is empty", line, 'Write the key, or "".')

    def claim(self, frame: Frame, key: str, called: set[str], line: int) -> None:
        """A key goes by everything that readers may call it."""
        if twins := {frame.keys[name] for name in called if name in frame.keys}:
            said = f"the key {key!r} appears twice in one mapping"
            self.refuse(frame, DocumentError(said, line, "Keep one of the two."), {key, *twins})
        frame.keys |= dict.fromkeys(called, key)

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
        frame = Frame(
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
            frame.weight += frame.merge.apply(node, frame.merged, lambda error, keys: self.refuse(frame, error, keys))
        node.refused = (*node.refused, *frame.refusals)
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
            said = "an alias under '<<' stands for a list"
            self.refuse(frame, DocumentError(said, line, "Write the list there, of aliases."))
        self.add(node, weight, None)

    def refuse_complex_key(self, line: int) -> None:
        frame = self.frames[-1] if self.frames else None
        if frame and frame.is_map and frame.key is None:
            self.refuse(frame, DocumentError("a mapping key has to be plain text", line, "Use text as the key."))

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
        if frame.key is None:  # a key that is no scalar has another name for each reader
            frame.key, frame.key_kind = f"? {fingerprint(node)}", ""
            return
        key, frame.key = frame.key, None
        if frame.merge and not frame.merged:
            frame.merged = node
        elif isinstance(children, dict) and key is not None:
            # the pair starts at its key; an aliased value keeps the place where it is defined
            line = frame.key_line if node.line >= frame.key_line else node.line
            kind = f"{frame.key_kind} {node.kind}".strip() if frame.key_kind else node.kind
            children[key] = Node(line, node.end_line, node.value, node.children, kind, node.merge, node.refused)

    def refuse_weight(self, weight: int, line: int) -> None:
        if weight > MAX_NODES:
            raise DocumentError(
                f"more than {MAX_NODES:,} values once aliases are expanded", line, "Remove the aliases."
            )
