"""From git objects to a `State`: every element that a model's selectors find in one snapshot."""

from __future__ import annotations

from collections.abc import Iterator

from gate.config.load import Surfaces
from gate.config.selectors import Selector
from gate.documents import DocumentError, Node, ParserMissingError, format_of, is_code, pointer_of, tree_format
from gate.documents.select import select
from gate.git.entry import GITLINK, SYMLINK, Entry
from gate.git.paths import below
from gate.git.snapshot import Snapshot
from gate.surfaces.comments import COMMENT, comment_element
from gate.surfaces.keys import RECORDS, can_show, data_format, key_of
from gate.surfaces.links import refuse_blind_links, refuse_link_on_the_way
from gate.surfaces.reader import MAX_TEXT, Reader
from gate.values.canonical import canonical_json, digest_of
from gate.values.elements import Element, State
from gate.values.errors import SurfaceError
from gate.values.redact import redact_value


def build(snapshot: Snapshot, model: str, surfaces: Surfaces, reader: Reader, *, strict: bool = True) -> State:
    """The state of a model in a snapshot.

    With ``strict`` a file that cannot be read raises SurfaceError; without, it is one element of its bytes, so that a
    broken base does not stand in the way of the commit that repairs it. Raises UndecidedError on git's errors.
    """
    prefixes = {s.prefix for selectors in surfaces.values() for s in selectors if not s.exclude}
    entries = snapshot.entries(prefixes)
    builder = _Builder(snapshot, reader, strict)
    elements: list[Element] = []
    unmatched: list[tuple[str, Selector]] = []
    selected_paths: set[str] = set()
    for surface, selectors in surfaces.items():
        chosen, missed = _choose(surface, selectors, entries)
        selected_paths.update(chosen)
        seen: dict[str, Element] = {}
        for path, hits in chosen.items():
            for element, hit in builder.elements(surface, path, entries[path], hits):
                seen.setdefault(element.key, element)
                if element.format != COMMENT:
                    missed.discard(hit.text)
        elements.extend(seen.values())
        unmatched.extend((surface, s) for s in selectors if s.text in missed)
    refuse_blind_links(elements, selected_paths)
    for surface, selector in unmatched:
        refuse_link_on_the_way(snapshot, selector, surface)
    return State(model, tuple(surfaces), tuple(elements), tuple((surface, s.text) for surface, s in unmatched))


def _choose(
    surface: str, selectors: tuple[Selector, ...], entries: dict[str, Entry]
) -> tuple[dict[str, list[Selector]], set[str]]:
    includes = [s for s in selectors if not s.exclude]
    excludes = [s for s in selectors if s.exclude]
    chosen: dict[str, list[Selector]] = {}
    for path, entry in entries.items():
        hits = [s for s in includes if s.matches(path) or (entry.mode == GITLINK and below(s.prefix, path))]
        if hits and not any(s.matches(path) for s in excludes):
            chosen[path] = hits
    return chosen, {s.text for s in includes}


class _Builder:
    def __init__(self, snapshot: Snapshot, reader: Reader, strict: bool) -> None:
        self.snapshot = snapshot
        self.reader = reader
        self.strict = strict

    def elements(
        self, surface: str, path: str, entry: Entry, hits: list[Selector]
    ) -> Iterator[tuple[Element, Selector]]:
        """The elements of one file, each with the selector that found it."""
        if entry.mode in (SYMLINK, GITLINK):
            yield self.pointer_file(surface, path, entry), hits[0]
            for hit in hits[1:]:
                yield self.pointer_file(surface, path, entry), hit
            return
        structured = format_of(path)
        if surface == "training_data" and structured == "json" and any(s.pointer is None for s in hits):
            structured = None  # a JSON file of records is data: its bytes count
        format = tree_format(path)
        for hit in hits:
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
                if self.strict:
                    said = redact_value(error.message, surface)  # it may quote a key or a value
                    raise SurfaceError(said, path=path, line=error.line, remedy=error.remedy) from None
                data = self.reader.data_digest(self.snapshot, path, entry)
                yield Element(surface, key_of(path), "unparsed", data, entry.mode, path=path, oid=entry.oid), hit
                return
            if hit.pointer is None:
                yield self.structured_file(surface, path, entry, format, node), hit
            ways = list(select(node, hit.pointer or ()))
            for placed in comments:
                if placed.reading.whole or any(placed.concerns(tokens) for tokens, _ in ways):
                    yield comment_element(surface, path, entry, placed), hit
            for tokens, selected in ways:
                for leaf_tokens, leaf in selected.leaves(tokens):
                    if leaf_tokens:
                        yield self.leaf(surface, path, entry, format, leaf_tokens, leaf, node.kinds(leaf_tokens)), hit

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
            # no leaf is a mapping with content, so that no value has the digest of another with its kinds
            digest=digest_of(canonical_json({"kinds": kinds, "value": value} if kinds else value)),
            value=value if shown else None,
            has_value=shown,
            path=path,
            line=node.line,
            end_line=node.end_line,
            oid=entry.oid,
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
        data = self.snapshot.read(path, entry, limit=MAX_TEXT)
        format, end = "binary", None
        if b"\0" not in data:
            format, end = "text", max(1, data.count(b"\n") + (not data.endswith(b"\n")))
            try:
                data.decode()
            except UnicodeDecodeError as error:
                if self.strict:
                    raise SurfaceError(
                        "the file is not UTF-8 text",
                        path=path,
                        line=data.count(b"\n", 0, error.start) + 1,
                        remedy="Save the file as UTF-8.",
                    ) from None
                format = "binary"
        return Element(
            surface,
            key_of(path),
            format,
            digest_of(data),
            entry.mode,
            path=path,
            line=1,
            end_line=end,
            oid=entry.oid,
        )

    def pointer_file(self, surface: str, path: str, entry: Entry) -> Element:
        """A symbolic link (its target text counts) or a submodule (its commit counts)."""
        if entry.mode == GITLINK:
            if entry.oid is None:
                raise SurfaceError(
                    "a submodule on a reviewed surface cannot be read from the work tree",
                    path=path,
                    remedy="Check the index (--staged) or a commit.",
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
