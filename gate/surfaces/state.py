"""From git objects to a `State`: every element that a model's selectors find in one snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gate.config.load import Surfaces
from gate.config.selectors import Selector, line_for
from gate.documents import (
    DocumentError,
    Node,
    ParserMissingError,
    Placed,
    decode,
    format_of,
    is_code,
    pointer_of,
    tree_format,
)
from gate.documents.plain import is_text
from gate.documents.select import refused, select
from gate.git.entry import GITLINK, SYMLINK, Entry
from gate.git.objects import TooLargeError
from gate.git.snapshot import Snapshot
from gate.surfaces import submodules
from gate.surfaces.chosen import chosen_of, entries_of
from gate.surfaces.comments import COMMENT, comment_element
from gate.surfaces.keys import RECORDS, can_show, data_format, key_of
from gate.surfaces.links import Links
from gate.surfaces.reader import MAX_TEXT, Reader
from gate.surfaces.written import as_written
from gate.values.canonical import canonical_json, digest_of, value_digest
from gate.values.elements import Element, State
from gate.values.errors import Problem, SurfaceError, UndecidedError
from gate.values.redact import redact_value
from gate.values.terms import CONTROL_PLANE_SURFACE, TRAINING_DATA


def build(
    snapshot: Snapshot,
    model: str,
    surfaces: Surfaces,
    reader: Reader,
    *,
    strict: bool = True,
    own: Surfaces | None = None,
) -> State:
    """The state of a model in a snapshot.

    With ``strict`` a file that cannot be read raises SurfaceError; without, it is one element of its bytes, so that a
    broken base does not stand in the way of the commit that repairs it. ``own`` are the surfaces by the snapshot's own
    configuration, where ``surfaces`` are another's: what it reads as text or bytes need not be read otherwise. Raises
    UndecidedError on git's errors.
    """
    own = own or surfaces
    known = reader.states.setdefault(snapshot, {})
    key = (model, tuple(surfaces.items()), strict, tuple(own.items()))
    if key not in known:
        known[key] = _built(snapshot, model, surfaces, reader, strict, own)
    return known[key]


def _built(snapshot: Snapshot, model: str, surfaces: Surfaces, reader: Reader, strict: bool, own: Surfaces) -> State:
    entries = entries_of(snapshot, surfaces)
    builder = _Builder(snapshot, reader, strict, own)
    elements: list[Element] = []
    unmatched: list[tuple[str, Selector]] = []
    problems: list[Problem] = []
    for surface, selectors in surfaces.items():
        links = Links(snapshot, surface, tuple(s for s in selectors if not s.is_optional))  # the pack refuses links
        chosen = chosen_of(selectors, entries, links)
        missed = {s.text for s in selectors if not s.exclude and not s.is_optional}
        seen: dict[str, Element] = {}
        for path, hits in chosen.items():
            for element, hit in builder.elements(surface, path, entries[path], hits):
                seen.setdefault(element.key, element)
                # a comment is beside what was selected, and behind a link a selector finds nothing itself
                if element.format != COMMENT and (entries[path].mode != SYMLINK or hit.matches(path)):
                    missed.discard(hit.text)
        elements.extend(seen.values())
        unmatched.extend((surface, s) for s in selectors if s.text in missed)
        problems.extend(links.problems(chosen, surfaces.values()))
    if strict and problems:
        raise SurfaceError(problems)
    return State(model, tuple(surfaces), tuple(elements), tuple((surface, s.text) for surface, s in unmatched))


def _block(surface: str) -> str:
    """The key of the configuration that a surface's selectors are under."""
    return "control_plane.paths" if surface == CONTROL_PLANE_SURFACE else surface


def _read_as(hits: list[Selector]) -> str | None:
    """How the first selector that says so has a file read."""
    return next((s.read_as for s in hits if s.read_as is not None), None)


class _Builder:
    def __init__(self, snapshot: Snapshot, reader: Reader, strict: bool, own: Surfaces) -> None:
        self.snapshot = snapshot
        self.reader = reader
        self.strict = strict
        self.own = own
        self.is_read = True

    def elements(
        self, surface: str, path: str, entry: Entry, hits: list[Selector]
    ) -> Iterable[tuple[Element, Selector]]:
        """The elements of one file, each with the selector that found it; of a file with the same bytes the same."""
        oid = None if entry.mode in (SYMLINK, GITLINK) else self.reader.known(self.snapshot, path, entry)
        if oid is None:
            return self.read(surface, path, entry, hits)
        key = ("elements", surface, path, oid, entry, *hits)
        known = self.reader.once(key, lambda: self.as_it_is(surface, path, entry, hits))
        return known if known is not None else self.read(surface, path, entry, hits)

    def as_it_is(
        self, surface: str, path: str, entry: Entry, hits: list[Selector]
    ) -> list[tuple[Element, Selector]] | None:
        """None where the file cannot be read: what stands for it differs by side."""
        self.is_read = True
        found = [*self.read(surface, path, entry, hits)]
        return found if self.is_read else None

    def read(self, surface: str, path: str, entry: Entry, hits: list[Selector]) -> Iterator[tuple[Element, Selector]]:
        if entry.mode in (SYMLINK, GITLINK):
            found = [self.pointer_file(surface, path, entry)]
            if entry.mode == GITLINK:
                found += self.submodule(surface, path)
            yield from ((element, hit) for hit in hits for element in found)
            return
        read_as = _read_as(hits)
        structured = format_of(path)
        if surface == "training_data" and structured == "json" and any(s.pointer is None for s in hits):
            structured = None  # a JSON file of records is data: its bytes count
        format = tree_format(path)
        for hit in hits:
            if hit.pointer is None and read_as is not None:
                yield self.read_as(surface, path, entry, read_as), hit
                continue
            if hit.pointer is None and structured is None:
                yield self.whole(surface, path, entry, format), hit
                continue
            if format is None:
                raise SurfaceError(
                    f"the selector {hit.text!r} points into a file that has no keys or names to point at",
                    path=path,
                    remedy="Select the whole file.",
                )
            try:
                node, comments = self.reader.node_with_comments(self.snapshot, path, entry, format)
            except DocumentError as error:
                yield self.unread(surface, path, entry, hit, error), hit
                return
            if node.refused and (wrong := refused(node, hit.pointer or ())):
                yield self.unread(surface, path, entry, hit, wrong), hit
                continue
            if hit.pointer is None:
                yield self.structured_file(surface, path, entry, format, node), hit
            for element in self.values(surface, path, entry, format, hit, node, comments):
                yield element, hit

    def values(
        self, surface: str, path: str, entry: Entry, format: str, hit: Selector, node: Node, comments: list[Placed]
    ) -> Iterator[Element]:
        """What a selector finds in a parsed file, and the comments that belong to it."""
        ways = list(select(node, hit.pointer or ()))
        for placed in comments:
            if placed.reading.whole or any(placed.concerns(tokens) for tokens, _ in ways):
                yield comment_element(surface, path, entry, placed)
        for tokens, selected in ways:
            for leaf_tokens, leaf in selected.leaves(tokens):
                if leaf_tokens:
                    yield self.leaf(surface, path, entry, format, leaf_tokens, leaf, node.kinds(leaf_tokens))

    def unread(self, surface: str, path: str, entry: Entry, hit: Selector, error: DocumentError) -> Element:
        """A file that does not parse, as its own configuration has it read, or by its bytes where it need not be read.

        Raises SurfaceError.
        """
        self.is_read = False
        own = _read_as([s for s in self.own.get(surface, ()) if s.matches(path)])
        if own is not None:
            return self.read_as(surface, path, entry, own)
        if self.strict:
            raise self.unparsed(surface, path, entry, hit, error) from None
        data = self.reader.data_digest(self.snapshot, path, entry)
        return Element(surface, key_of(path), "unparsed", data, entry.mode, path=path, oid=entry.oid)

    def submodule(self, surface: str, path: str) -> list[Element]:
        """What says where the submodule comes from; nothing where only a broken base is to be compared with."""
        try:
            return list(submodules.elements(self.snapshot, surface, path))
        except UndecidedError:
            if self.strict:
                raise
            return []

    def unparsed(self, surface: str, path: str, entry: Entry, hit: Selector, error: DocumentError) -> SurfaceError:
        """The error for a file that is not what its name says, with the line that has it read as what it is."""
        said = redact_value(error.message, surface)  # it may quote a key or a value
        data = self.snapshot.read(path, entry, limit=MAX_TEXT)
        line = line_for(path, "text" if is_text(data) and surface != TRAINING_DATA else "bytes")
        what = "compare it as it is" if hit.pointer is None else "select the whole file, not a part"
        remedy = f"{error.remedy} To {what}, write under {_block(surface)}: {line}"
        return SurfaceError(said, path=path, line=error.line, remedy=remedy)

    def structured_file(self, surface: str, path: str, entry: Entry, format: str, node: Node) -> Element:
        value = "of values" if node.children else node.plain()  # values inside are elements of their own
        return Element(
            surface=surface,
            key=key_of(path),
            format=format,
            digest=digest_of(canonical_json({"kind": node.kind, "value": value} if node.kind else value)),
            mode=entry.mode,
            path=path,
            line=node.line,
            end_line=node.end_line,
            oid=entry.oid,
        )

    def code_file(self, surface: str, path: str, entry: Entry, format: str, node: Node) -> Element:
        return Element(
            surface=surface,
            key=key_of(path),
            format=format,
            digest=digest_of(str(node.value).encode("utf-8", "backslashreplace")),
            mode=entry.mode,
            path=path,
            line=1,
            end_line=node.end_line,
            oid=entry.oid,
        )

    def leaf(
        self,
        surface: str,
        path: str,
        entry: Entry,
        format: str,
        tokens: tuple[str, ...],
        node: Node,
        kinds: list[list[str]],
    ) -> Element:
        value = node.plain()
        shown = can_show(tokens[-1], value)
        return Element(
            surface=surface,
            key=f"{key_of(path)}#{pointer_of(tokens)}",
            format=format,
            digest=value_digest(value, kinds),
            value=value if shown else None,
            has_value=shown,
            path=path,
            line=node.line,
            end_line=node.end_line,
            oid=entry.oid,
            note=as_written(kinds, shown=shown and surface != TRAINING_DATA) if kinds else "",
        )

    def whole(self, surface: str, path: str, entry: Entry, tree: str | None) -> Element:
        """A file whose bytes count; of source code, its normal form."""
        if surface == "training_data" or path.lower().endswith(RECORDS):
            format = data_format(path)
            digest = self.reader.data_digest(self.snapshot, path, entry)
            return Element(surface, key_of(path), format, digest, entry.mode, path=path, line=1, oid=entry.oid)
        if tree is not None and is_code(tree):
            try:
                node = self.reader.node(self.snapshot, path, entry, tree)
                return self.code_file(surface, path, entry, tree, node)
            except ParserMissingError as error:  # another digest where it is installed: no two would agree on the state
                raise SurfaceError(error.message, path=path, remedy=error.remedy) from None
            except DocumentError:
                pass  # what cannot be parsed is compared as text
        data = self.content(surface, path, entry)
        return self.text(surface, path, entry, data) if is_text(data) else self.bytes(surface, path, entry)

    def content(self, surface: str, path: str, entry: Entry) -> bytes:
        """The whole file. Raises UndecidedError with the line that has it compared whatever its size."""
        try:
            return self.snapshot.read(path, entry, limit=MAX_TEXT)
        except TooLargeError as error:
            remedy = f"To compare its bytes, write under {_block(surface)}: {line_for(path, 'bytes')}"
            raise UndecidedError(error.problems[0].message, path=path, remedy=remedy) from None

    def read_as(self, surface: str, path: str, entry: Entry, form: str) -> Element:
        """A file that the configuration says how to read."""
        if surface == TRAINING_DATA:
            return self.whole(surface, path, entry, None)
        if form == "bytes":
            return self.bytes(surface, path, entry)
        data = self.content(surface, path, entry)
        try:
            decode(data)
        except DocumentError as error:
            if not self.strict:
                self.is_read = False
                return self.bytes(surface, path, entry)
            remedy = f"{error.remedy} To compare its bytes, write under {_block(surface)}: {line_for(path, 'bytes')}"
            raise SurfaceError(error.message, path=path, line=error.line, remedy=remedy) from None
        return self.text(surface, path, entry, data)

    def text(self, surface: str, path: str, entry: Entry, data: bytes) -> Element:
        end = max(1, data.count(b"\n") + (not data.endswith(b"\n")))
        return Element(
            surface, key_of(path), "text", digest_of(data), entry.mode, path=path, line=1, end_line=end, oid=entry.oid
        )

    def bytes(self, surface: str, path: str, entry: Entry) -> Element:
        digest = self.reader.digest(self.snapshot, path, entry)
        return Element(surface, key_of(path), "bytes", digest, entry.mode, path=path, line=1, oid=entry.oid)

    def pointer_file(self, surface: str, path: str, entry: Entry) -> Element:
        """A symbolic link (its target text counts) or a submodule (its commit counts)."""
        if entry.mode == GITLINK:
            if entry.oid is None:
                raise SurfaceError(
                    "the repository in this folder has no commit that git could record",
                    path=path,
                    remedy="Commit in it, or delete its .git to have the files themselves reviewed.",
                )
            value = entry.oid
        else:
            value = self.snapshot.read(path, entry, limit=1 << 16).decode("utf-8", "backslashreplace")
        return Element(
            surface,
            key_of(path),
            "submodule" if entry.mode == GITLINK else "symlink",
            digest_of(canonical_json(value)),
            entry.mode,
            value,
            True,
            path=path,
            line=1,
            end_line=1,
            oid=entry.oid,
        )
