"""From git objects to a `State`: every element that a model's selectors find in one snapshot."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Any

from gate.config.load import Surfaces
from gate.config.selectors import Selector
from gate.documents import CODE, DocumentError, Node, ParserMissingError, format_of, parse, pointer_of, tree_format
from gate.git.lfs import read_pointer
from gate.git.repository import GITLINK, SYMLINK, Entry, Snapshot, below
from gate.process import cache
from gate.values.elements import Element, State, canonical_json, digest_of
from gate.values.errors import SurfaceError

MAX_TEXT = 16 * 1024 * 1024
MAX_SHOWN = 256  # characters of a value that the state keeps beside its digest
MIN_CACHED = 1024 * 1024  # bytes of a data file whose digest is worth a place in the cache
RECORDS = (".jsonl", ".ndjson")

_SECRET_KEY = re.compile(
    r"(?i)(^token|(api|access|private|secret|signing)[_-]?key|secret|(access|api|auth|bearer|hf|refresh|id)[_-]?token"
    r"|password|passwd|credential)s?$"
)
_UP_AGAIN = re.compile(r"(?:^|/)(?!\.{0,2}/)[^/]+/(?:.*/)?\.\.(?:/|$)", re.DOTALL)
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


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
                missed.discard(hit.text)
        elements.extend(seen.values())
        unmatched.extend((surface, s) for s in selectors if s.text in missed)
    _refuse_blind_links(elements, selected_paths)
    for surface, selector in unmatched:
        _refuse_link_on_the_way(snapshot, selector, surface)
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


class Reader:
    """Reads and parses blobs, each object id once, for as many states as need it."""

    def __init__(self) -> None:
        self._nodes: dict[tuple[str, str], Node | DocumentError] = {}
        self._data: dict[str, str] = {}

    def node(self, snapshot: Snapshot, path: str, entry: Entry, format: str) -> Node:
        """The parsed file. Raises DocumentError."""
        known = self._nodes.get((entry.oid, format)) if entry.oid else None
        if known is None:
            try:
                known = parse(snapshot.read(path, entry, limit=MAX_TEXT), format)
            except DocumentError as error:
                known = error
            if entry.oid:
                self._nodes[entry.oid, format] = known
        if isinstance(known, DocumentError):
            raise known
        return known

    def data_digest(self, snapshot: Snapshot, path: str, entry: Entry) -> str:
        """SHA-256 of the file's bytes, streamed; that of the file it stands for where it is a Git LFS pointer."""
        if entry.oid and entry.oid in self._data:
            return self._data[entry.oid]
        kept = cache.get("digest", entry.oid) if entry.oid else None
        if entry.oid and kept is not None and _DIGEST.fullmatch(kept):
            self._data[entry.oid] = kept
            return kept
        total = hashlib.sha256()
        head = b""
        size = 0
        for chunk in snapshot.stream(path, entry):
            total.update(chunk)
            size += len(chunk)
            head = head or chunk
        pointer = read_pointer(head) if size == len(head) else None
        digest = "sha256:" + (pointer.oid if pointer else total.hexdigest())
        if entry.oid:
            self._data[entry.oid] = digest
            if size >= MIN_CACHED:
                cache.put("digest", entry.oid, digest)
        return digest


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
                node = self.reader.node(self.snapshot, path, entry, format)
            except DocumentError as error:
                if self.strict:
                    raise SurfaceError(error.message, path=path, line=error.line, remedy=error.remedy) from None
                data = self.reader.data_digest(self.snapshot, path, entry)
                yield Element(surface, key_of(path), "unparsed", data, entry.mode, path=path, oid=entry.oid), hit
                return
            if hit.pointer is None:
                yield self.structured_file(surface, path, entry, format, node), hit
            for tokens, selected in node.select(hit.pointer or ()):
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
        if tree in CODE:
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


def data_format(path: str) -> str:
    """How a data file's records are to be read."""
    return "jsonl" if path.lower().endswith(RECORDS) else "data"


def can_show(key: str, value: Any) -> bool:
    """Whether a value is short enough, and no credential by its key, to be kept beside its digest."""
    if _SECRET_KEY.search(key):
        return False
    return not isinstance(value, str) or len(value) <= MAX_SHOWN


def _refuse_blind_links(elements: Iterable[Element], selected: set[str]) -> None:
    """A link may stand on a surface only if what it leads to is reviewed too."""
    for element in elements:
        if element.format != "symlink":
            continue
        if _UP_AGAIN.search(str(element.value)):
            raise SurfaceError(
                f"the symbolic link goes up after it went down, where another link could lead it: {element.value}",
                path=element.path,
                line=1,
                remedy="Write the shortest way to its target.",
            )
        target = resolve_link(element.path, str(element.value))
        if target is None:
            raise SurfaceError(
                f"the symbolic link leads out of the repository: {element.value}",
                path=element.path,
                line=1,
                remedy="Put the file itself in its place.",
            )
        if target not in selected:
            raise SurfaceError(
                f"the symbolic link leads to {target}, which no selector of this model covers",
                path=element.path,
                line=1,
                remedy="Add the target to the surface's selectors, or put the file itself in its place.",
            )


def _refuse_link_on_the_way(snapshot: Snapshot, selector: Selector, surface: str) -> None:
    """A selector that finds nothing because a folder of its path is a symbolic link is an error, not an emptiness."""
    parts = selector.prefix.split("/")
    ancestors = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    for path in ancestors if selector.prefix else []:
        entry = snapshot.entry(path)
        if entry is not None and entry.mode == SYMLINK:
            raise SurfaceError(
                f"{path} is a symbolic link, so the {surface} selector {selector.text!r} cannot see behind it",
                path=path,
                line=1,
                remedy="Name the directory that the link leads to.",
            )


def resolve_link(path: str, target: str) -> str | None:
    """The path in the repository that a link leads to; None where it leaves the repository."""
    if target.startswith("/") or "\\" in target:
        return None
    parts = path.split("/")[:-1]
    for part in target.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def key_of(path: str) -> str:
    """A path as the key of an element, where a number sign would start a JSON Pointer."""
    return printable(path.replace("\\", "\\x5c")).replace("#", "\\x23")


def printable(path: str) -> str:
    """The path as text that any encoding holds; bytes that are not UTF-8 are shown escaped."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
