"""Runs the recognisers over files of a snapshot: elements with their places, and notices of what could not be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from gate.documents import DocumentError, Node, tokens_of, tree_format
from gate.extract.cold import is_cold
from gate.git.entry import GITLINK, SYMLINK, Entry
from gate.git.objects import MissingObjectError
from gate.git.snapshot import Snapshot
from gate.git.stored import UnknownBlobError
from gate.recognise import recognisers
from gate.recognise.by_name import found_by_name
from gate.recognise.elements import EMPTY, LINES, FileScan, Notice, element_of, gathered, says, text_scan
from gate.recognise.paths import (
    is_data_path,
    is_ignored,
    is_policy_text,
    is_prompt_text,
    is_records_path,
    may_hide,
    only_measures,
)
from gate.recognise.recogniser import Found, Rank
from gate.recognise.ruled import hidden, with_rules
from gate.recognise.training_data import LFS, PEEK, is_training_data, why_training_data
from gate.recognise.vocabulary import is_evaluation, is_source
from gate.surfaces.keys import data_format, key_of
from gate.surfaces.reader import Reader
from gate.values.canonical import digest_of
from gate.values.elements import Element
from gate.values.errors import UndecidedError
from gate.values.regex import regex

_ROUGH = regex(
    r"""^\s*(?:-\s+)?["']?(?P<key>[\w.\-]+)["']?\s*(?P<sign>[:=])\s*(?P<quote>["']?)(?P<value>[^"'#\s,][^"'#]*?)["']?,?\s*(?:#.*)?$"""
)


def is_candidate(path: str) -> bool:
    """Whether anything could be recognised in the file, by its path alone."""
    if may_hide(path):
        return True
    if is_ignored(path):
        return False
    return (
        is_records_path(path)
        or is_prompt_text(path)
        or is_policy_text(path)
        or is_data_path(path)
        or not is_cold(path)
        or any(recogniser.wants(path) for recogniser in recognisers())
    )


def scan_file(snapshot: Snapshot, path: str, entry: Entry, reader: Reader) -> FileScan:
    """The reviewed elements of one file, in the order of their lines. Nothing in the file makes this fail."""
    if entry.mode in (SYMLINK, GITLINK) or not is_candidate(path):
        return EMPTY
    known = reader.known(snapshot, path, entry)
    key = ("scan", path, known, entry)
    return reader.once(key if known else None, lambda: _scan(snapshot, path, entry, reader))


def _scan(snapshot: Snapshot, path: str, entry: Entry, reader: Reader) -> FileScan:
    try:
        head = peek(snapshot, path, entry)
    except UnknownBlobError:  # a program makes it what git stores: what is there has to do
        return _scan(snapshot.on_disk(), path, entry, reader)
    except MissingObjectError:
        return _missing(path, entry)
    if may_hide(path):
        return hidden(snapshot, path, entry)
    if (is_records_path(path) or head.startswith(LFS)) and is_training_data(path, head):
        return FileScan((_data(snapshot, path, entry, reader, head),))
    if head.startswith(LFS) or (path.endswith(".prompty") and is_evaluation(path)):
        return EMPTY
    if is_prompt_text(path) or is_policy_text(path):
        surface = "system_prompt" if is_prompt_text(path) and not is_policy_text(path) else "output_filter"
        return text_scan(snapshot, path, entry, surface)
    scan = _tree(snapshot, path, entry, reader, head)
    return scan if is_cold(path) else with_rules(snapshot, path, entry, reader, scan)


def peek(snapshot: Snapshot, path: str, entry: Entry) -> bytes:
    """The first bytes of a file. Raises MissingObjectError."""
    stream = snapshot.stream(path, entry)
    chunks: list[bytes] = []
    size = 0
    for chunk in stream:
        chunks.append(chunk)
        size += len(chunk)
        if size >= PEEK:
            break
    close = getattr(stream, "close", None)
    if close:
        close()
    return b"".join(chunks)[:PEEK]


def _missing(path: str, entry: Entry) -> FileScan:
    """A file whose bytes are not in this clone: its object id stands for them."""
    said = "its bytes are not in this clone, so it is compared by its object id"
    if not (is_records_path(path) and is_training_data(path, None)) and not is_prompt_text(path):
        return FileScan(notice=Notice(path, None, said) if tree_format(path) else None)
    surface = "training_data" if is_records_path(path) else "system_prompt"
    element = Element(
        surface, key_of(path), "absent", digest_of((entry.oid or "").encode()), entry.mode, path=path, line=1,
        oid=entry.oid, recogniser="data", why="its path",
    )  # fmt: skip
    return FileScan((element,), Notice(path, None, said))


def _data(snapshot: Snapshot, path: str, entry: Entry, reader: Reader, head: bytes) -> Element:
    digest = reader.data_digest(snapshot, path, entry)
    return Element(
        "training_data", key_of(path), data_format(path), digest, entry.mode, path=path, line=1, oid=entry.oid,
        recogniser="data", why=why_training_data(path, head),
    )  # fmt: skip


def _tree(snapshot: Snapshot, path: str, entry: Entry, reader: Reader, head: bytes) -> FileScan:
    format = tree_format(path)
    if format is None:
        return EMPTY
    wanted = [r for r in recognisers() if format in r.formats and r.wants(path)]
    if not wanted:
        return EMPTY
    try:
        root = reader.node(snapshot, path, entry, format)
    except DocumentError as error:
        found = tuple(rough(path, head, entry))
        if not found and b"{{" in head and format in ("yaml", "json"):
            return EMPTY  # a template of such a file; it says where its values come from, not what they are
        message = f"{error.message}, so it is compared line by line"
        return FileScan(found, Notice(path, error.line, message), rough=True, text=head.decode("utf-8", "replace"))
    except UndecidedError as error:  # too large to be read at all
        said = f"{error.problems[0].message}; only its beginning was looked at"
        return FileScan(
            tuple(rough(path, head, entry)), Notice(path, None, said), True, head.decode("utf-8", "replace")
        )
    elements: dict[tuple[str, ...], Element] = {}
    for recogniser in wanted:
        known = {element.surface for element in elements.values()} if recogniser.rank is Rank.REST else set()
        for found_value in recogniser.find(path, root):
            if found_value.surface == "training_data" and only_measures(path):
                continue
            if found_value.tokens not in elements and found_value.surface not in known:
                placed = _on_its_line(found_value, head)
                elements[found_value.tokens] = element_of(path, entry, format, recogniser.name, placed, root)
    return FileScan(tuple(sorted(elements.values(), key=lambda e: (e.line or 0, e.key))))


def _on_its_line(found: Found, text: bytes) -> Found:
    """A flag in a value of several lines that are folded into one: the line on which its name stands, if it is one."""
    flag = next((step for step in found.tokens if step.startswith("--")), None)
    if flag is None or found.node.line == found.node.end_line:
        return found
    spelled = re.compile(rb"--" + re.escape(flag[2:]).replace("_", "[-_]").encode() + rb"(?![\w-])")
    lines = text.split(b"\n")[found.node.line - 1 : found.node.end_line]
    places = [number for number, line in enumerate(lines, found.node.line) if spelled.search(line)]
    if len(places) != 1:
        return found
    return replace(found, node=Node(places[0], places[0], found.node.value, found.node.children))


def rough(path: str, data: bytes, entry: Entry) -> Iterator[Element]:
    """Lines of a file that cannot be parsed which give a value to a name that says something."""
    code = tree_format(path) in ("python", "notebook")  # what has no quotes there is a name, not a value
    for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), 1):
        if len(line) > 2000:
            continue
        match = _ROUGH.match(line.rstrip("\r"))
        if not match or (code and not (match["quote"] and match["sign"] == "=")):
            continue
        node = Node(number, number, match["value"].strip())
        for found in found_by_name(match["key"].rpartition(".")[2], node, (match["key"],)):
            yield element_of(path, entry, LINES, LINES, found, node)


def scan(
    snapshot: Snapshot, left_out: Callable[[str], bool], looks: list[Element] | None = None
) -> tuple[list[Element], list[Notice]]:
    """Everything that is recognised in a snapshot, but for the files that are left out.

    ``looks`` is given what only looks like something.
    """
    reader = Reader()
    elements: list[Element] = []
    notices: list[Notice] = []
    unsaid: list[Element] = []
    for path, entry in sorted(snapshot.entries([""]).items()):
        if left_out(path):
            continue
        found = scan_file(snapshot, path, entry, reader)
        elements += [element for element in found.elements if says(element)]
        unsaid += [element for element in found.elements if not says(element)]
        if looks is not None:
            looks += found.looks
        if found.notice:
            notices.append(found.notice)
    known = {element.key for element in elements}
    for element in resolved(snapshot, reader, unsaid):
        if element.key not in known and not left_out(element.path):
            known.add(element.key)
            elements.append(element)
    return sorted(elements, key=lambda e: e.path) if unsaid else elements, gathered(notices)


def resolved(snapshot: Snapshot, reader: Reader, elements: Iterable[Element]) -> Iterator[Element]:
    """The values that expressions stand for, as elements of the places where they are written."""
    from gate.recognise.resolve import Value
    from gate.recognise.resolve.places import Files, places_of

    files = Files(snapshot, reader)
    for e in elements:
        if not isinstance(e.value, str):
            continue
        value = Value(e.path, tokens_of(e.pointer), e.value, e.line or 1, e.end_line or 1, e.surface, e.key)
        for place in places_of(value, files):
            entry = snapshot.entry(place.path)
            for tokens, leaf in place.node.leaves(place.tokens) if entry is not None else ():
                if entry is None or is_source(leaf.value) or leaf.value is None or "$(" in str(leaf.value):
                    continue
                found = Found(e.surface, tokens, leaf, reference=e.surface in ("base_model", "training_data"))
                yield element_of(place.path, entry, tree_format(place.path) or "text", place.mechanism, found, leaf)
