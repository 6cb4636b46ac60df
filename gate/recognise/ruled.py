"""What the rules find in one file, as elements: on the surfaces that no recogniser of a format owns there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from gate.config.load import load
from gate.documents import DocumentError, Node, tree_format
from gate.extract.cold import MAX_READ, may_say
from gate.extract.read import NO_GRAMMAR, extract, syntax_of
from gate.extract.triple import KEY, TEXT, Extract, Triple
from gate.git.entry import Entry
from gate.git.snapshot import Snapshot
from gate.recognise import recognisers
from gate.recognise.elements import LINES, FileScan, Notice, element_of, text_scan
from gate.recognise.floating import is_hosted_alias
from gate.recognise.recogniser import Found, Rank, Tokens
from gate.recognise.revisions import normal, revision_of
from gate.recognise.rules import Finding, find
from gate.recognise.rules.classes import Word, classes_of
from gate.recognise.rules.looks import is_dated, is_guard_model, is_pair
from gate.recognise.rules.records import is_product, is_records
from gate.recognise.rules.table import SURE
from gate.surfaces.reader import Reader
from gate.values.elements import Element
from gate.values.errors import ConfigError, UndecidedError
from gate.values.regex import regex


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rules say of one file: each value, whether that is sure, and whether a pointer leads to it."""

    found: Found
    rule: str
    sure: bool
    is_text: bool
    has_pointer: bool


def ruled(path: str, data: bytes, root: Node | None, owned: Collection[str]) -> tuple[list[Ruled], Extract]:
    """The findings of one file, in its order. ``root`` is its tree, where it has one; ``owned`` are surfaces that
    a format's recogniser decides in it."""
    if len(data) > MAX_READ or not may_say(path, data) or is_product(path):
        return [], Extract()
    read = extract(path, data)
    if is_records(path, data, read):
        return [], replace(read, triples=(), notice="")
    found = [one for one in find(path, read) if one.rule.surface not in owned]
    tokens = _tokens(found, root)
    return [_ruled(one, way, has, read) for one, (way, has) in zip(found, tokens, strict=True)], read


def _tokens(found: list[Finding], root: Node | None) -> Iterator[tuple[Tokens, bool]]:
    """The tokens of each finding, and whether they lead to the value in the file's tree."""
    places: dict[tuple[int, object], Tokens] = {}
    if root is not None and any(one.triple.at is None for one in found):
        for tokens, leaf in root.leaves():
            places.setdefault((leaf.line, leaf.value), tokens)
            places.setdefault((leaf.end_line, leaf.value), tokens)
    whole = Counter(one.triple.at for one in found if one.triple.at is not None)
    named: Counter[Tokens] = Counter()
    taken: set[Tokens] = set()
    for one in found:
        t = one.triple
        way: Tokens | None = _way(t, root, places) if t.at is None or whole[t.at] == 1 else None
        if way is not None and way not in taken:
            taken.add(way)
            yield way, True
            continue
        inside = t.at is not None and t.steps[: len(t.at)] != t.at
        steps = (*(t.at or ()), *t.steps[-6:]) if inside else t.steps
        named[steps] += 1
        yield (steps if named[steps] == 1 else (*steps, str(named[steps] - 1))), False


def _way(t: Triple, root: Node | None, places: Mapping[tuple[int, object], Tokens]) -> Tokens | None:
    """The tokens that lead to a value in the file's tree; None for one inside of a text."""
    if t.at is None:
        return places.get((t.line, t.value)) or places.get((t.end_line, t.value))
    if root is None or t.kind == KEY or root.at(t.at).value == t.value:
        return t.at
    flag = next((step for step in reversed(t.at) if not step.isdigit()), "")
    return t.at if flag.startswith("-") else None


def _ruled(one: Finding, tokens: Tokens, has_pointer: bool, read: Extract) -> Ruled:
    t = one.triple
    node = Node(t.line, t.end_line, t.value)
    revision = None
    name = str(t.value)
    reference = one.rule.reference and (is_pair(name) or is_hosted_alias(name))  # what a hub or a provider resolves
    if reference and t.steps:
        above = t.steps[:-1]
        beside = {normal(o.steps[-1]): o for o in read.triples if o.steps and o.steps[:-1] == above}

        def value_of(name: str) -> str | None:
            said = beside.get(name)
            return str(said.value) if said is not None and said is not t else None

        revision, _ = revision_of(t.steps[-1], one.rule.surface, value_of)
        pins = (o.value for n, o in beside.items() if classes_of(n) & Word.REVISION and o is not t)
        revision = revision or next((str(value) for value in pins if is_dated(value)), None)
    found = Found(
        one.rule.surface, tokens, node, reference, revision, "revision" if reference else "",
        why=one.why,
    )  # fmt: skip
    return Ruled(found, one.rule.name, one.rule.tier == SURE, t.kind == TEXT, has_pointer)


def with_rules(snapshot: Snapshot, path: str, entry: Entry, reader: Reader, scan: FileScan) -> FileScan:
    """What the recognisers of formats found, and what the rules find where those own nothing."""
    try:
        data = snapshot.read(path, entry, limit=MAX_READ)
    except UndecidedError:
        is_read = scan.notice is not None or syntax_of(path) not in ("code", "python")
        too_long = Notice(path, None, f"longer than {MAX_READ:,} bytes, so it was not looked at")
        return scan if is_read else replace(scan, notice=too_long)
    if not may_say(path, data):
        return scan
    format = tree_format(path)
    try:
        root = reader.node(snapshot, path, entry, format) if format is not None else None
    except (DocumentError, UndecidedError):
        root = None
    if root is not None and _is_configuration(data, path, root):
        return scan
    scan = replace(scan, elements=tuple(map(_guarded, scan.elements)))
    rows, read = ruled(path, data, root, _owned(scan))
    found = [(row, _element(snapshot, path, entry, format, row, root)) for row in rows]
    new = list(_unknown(scan, found))
    sure = [e for row, e in new if row.sure]
    notice = scan.notice
    if notice is None and read.notice and (new or read.notice.startswith(NO_GRAMMAR)):
        notice = Notice(path, read.line, read.notice)
    elements = tuple(sorted((*scan.elements, *sure), key=lambda e: (e.line or 0, e.key)))
    return replace(scan, elements=elements, looks=tuple(e for row, e in new if not row.sure), notice=notice)


_TESTS = regex(
    rb"\b(describe|it|test|expect|beforeEach)\(|\bimport (pytest|unittest)|from unittest|\bdef test_|@Test\b|"
    rb"\bfunc (Test|Benchmark)|RSpec"
)


def hidden(snapshot: Snapshot, path: str, entry: Entry) -> FileScan:
    """The prompts of a file that is named as a test or as generated and has no test: they only look like some, for
    a program may well import them."""
    try:
        data = snapshot.read(path, entry, limit=MAX_READ)
    except UndecidedError:
        return FileScan()
    if not may_say(path, data) or _TESTS.search(data) is not None:
        return FileScan()
    folder, _, name = path.rpartition("/")
    plain = f"{folder}/module.{name.rpartition('.')[2]}"
    read = extract(path, data)
    found = [one for one in find(plain, read) if one.rule.tier == SURE and one.rule.surface == "system_prompt"]
    rows = [_ruled(one, one.triple.steps, False, read) for one in found]
    elements = (_element(snapshot, path, entry, None, row, None) for row in rows)
    return FileScan(looks=tuple({e.key: e for e in elements if e is not None}.values()))


def _is_configuration(data: bytes, path: str, root: Node) -> bool:
    """A configuration of this gate, of any name: each check has one, and what its selectors name stands elsewhere."""
    if root.child("version") is None or root.child("models") is None:
        return False
    try:
        load(data, path)
    except ConfigError:
        return False
    return True


def _owned(scan: FileScan) -> set[str]:
    """The surfaces that recognisers of formats decide in a file."""
    ranks = {recogniser.name: recogniser.rank for recogniser in recognisers()}
    return {e.surface for e in scan.elements if ranks.get(e.recogniser) is Rank.FORMAT and not _is_elsewhere(e)}


def _is_elsewhere(element: Element) -> bool:
    """``[parameters('chatModel')]`` of ARM: what takes effect is said by another value, maybe of this file."""
    value = str(element.value)
    return value[:1] == "[" and value[-2:] == ")]"


def _element(
    snapshot: Snapshot, path: str, entry: Entry, format: str | None, row: Ruled, root: Node | None
) -> Element | None:
    if row.is_text:
        whole = text_scan(snapshot, path, entry, row.found.surface).elements[:1]
        return replace(whole[0], recogniser=row.rule, why=row.found.why) if whole else None
    read_as = format if row.has_pointer and format else LINES
    return element_of(path, entry, read_as, row.rule, row.found, root or Node(1, 1))


def _unknown(scan: FileScan, found: Iterable[tuple[Ruled, Element | None]]) -> Iterator[tuple[Ruled, Element]]:
    """What no recogniser of a format found: neither the same key, nor the same value on the same line."""
    keys = {e.key for e in scan.elements}
    said: dict[int, list[str]] = {}
    for e in scan.elements:
        if e.has_value:
            said.setdefault(e.line or 0, []).append(str(e.value))
    ends = {(e.end_line, e.digest) for e in scan.elements}
    for row, new in found:
        if new is None or new.key in keys or (new.end_line, new.digest) in ends:
            continue
        if not any(str(row.found.node.value) in value for value in said.get(new.line or 0, ())):
            keys.add(new.key)
            yield row, new


def _guarded(element: Element) -> Element:
    """A model that judges what another says is a filter, whatever key it stands under."""
    if element.surface == "base_model" and isinstance(element.value, str) and is_guard_model(element.value):
        return replace(element, surface="output_filter", pinned=element.pinned)
    return element
