"""What one file says that no selector covers: recognised values, and neighbours of reviewed ones.

A neighbour is a value of a file of which pointers select other parts. It is a ``switch``, where the names on its way
speak of a guard, a scope, a prompt or the model; a ``recipe`` value of a training configuration; or neither. The
effective values decide, as in a state.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from gate.config.cover import Chosen
from gate.documents import DocumentError, Node, pointer_of, tokens_of, tree_format
from gate.documents.arguments import arguments
from gate.documents.select import refused, select
from gate.git.entry import FOLDER, GITLINK, SYMLINK, Entry
from gate.git.snapshot import Snapshot
from gate.recognise.elements import FileScan, Notice, says
from gate.recognise.paths import is_data_path, is_ignored
from gate.recognise.propose.roles import TRAINERS
from gate.recognise.rules.table import NAMES as RULES
from gate.recognise.scan import is_candidate, scan_file
from gate.recognise.switches import is_hyperparameter, is_recipe, switch_of
from gate.recognise.vocabulary import is_source, words
from gate.surfaces.keys import can_show, key_of
from gate.surfaces.links import follow
from gate.surfaces.reader import Reader
from gate.values.canonical import canonical_json, digest_of, value_digest
from gate.values.elements import Element
from gate.values.errors import UndecidedError

RECOGNISED, SWITCH, RECIPE, OTHER = "recognised", "switch", "recipe", "other"
KINDS = (SWITCH, RECIPE, OTHER)  # of neighbours; they are their elements' recogniser
_LINKED = "link"
_CODE = ("python", "notebook")
Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What no selector covers in one file; ``notice`` is why it could not be read as what it is."""

    elements: tuple[Element, ...] = ()
    notice: Notice | None = None
    looks: tuple[Element, ...] = ()  # what only looks like something


NOTHING = Look()


def in_code(element: Element) -> bool:
    return element.format in _CODE


def kind_of(element: Element) -> str:
    return element.recogniser if element.recogniser in KINDS else RECOGNISED


def look(snapshot: Snapshot, path: str, entry: Entry | None, chosen: Chosen, reader: Reader) -> Look:
    """The elements of one file that ``chosen`` does not cover. Nothing in the file makes this fail."""
    if entry is None or chosen.is_whole:
        return NOTHING
    if entry.mode == GITLINK:
        return _folder(path, entry, entry.oid or "")
    if entry.mode == SYMLINK:
        return _behind(snapshot, path, entry, reader)
    scan = scan_file(snapshot, path, entry, reader)
    root = _parsed(snapshot, path, entry, reader) if chosen.groups else None
    selected = _Selected(root, chosen) if root is not None else None
    found = [e for e in scan.elements if says(e) and not _covered(e, path, chosen, selected)]
    if root is not None and selected is not None:
        known = {e.pointer for e in scan.elements if e.recogniser not in RULES}
        trains = "training_recipe" in chosen.surfaces or any(e.recogniser in TRAINERS for e in scan.elements)
        # what readers disagree about is another value as soon as anything of the file is
        whole = reader.digest(snapshot, path, entry) if root.refused else ""
        found = _beside(
            found, (e for e in _neighbours(path, entry, root, selected, trains, whole) if e.pointer not in known)
        )
    looks = tuple(e for e in scan.looks if says(e) and not _covered(e, path, chosen, selected))
    return Look(tuple(found), scan.notice, looks)


def _beside(found: list[Element], neighbours: Iterable[Element]) -> list[Element]:
    """What was recognised and its neighbours: a value that only a rule names is a switch where it stands beside a
    reviewed one, because without it a default takes effect."""
    ruled = {e.pointer for e in found}
    rows = [e for e in neighbours if e.recogniser != OTHER or e.pointer not in ruled]
    switches = {e.pointer for e in rows if e.recogniser != OTHER}
    return [*(e for e in found if e.recogniser not in RULES or e.pointer not in switches), *rows]


def _covered(element: Element, path: str, chosen: Chosen, selected: _Selected | None) -> bool:
    tokens = tokens_of(element.pointer)
    if chosen.covers(path, tokens):
        return True
    return selected is not None and (selected.covers(tokens, element.line) or selected.has_inside(element))


def _parsed(snapshot: Snapshot, path: str, entry: Entry, reader: Reader) -> Node | None:
    format = tree_format(path)
    if format is None:
        return None
    try:
        return reader.parts(snapshot, path, entry, format)
    except (DocumentError, UndecidedError):  # the model's own state says so
        return None


def _folder(path: str, entry: Entry, what: str) -> Look:
    """A submodule, or a link to a folder, whose own name says what is in it."""
    surface = "training_data" if is_data_path(path) else switch_of(path.split("/"))
    if surface is None or is_ignored(path):
        return NOTHING
    digest = digest_of(what.encode("utf-8", "backslashreplace"))
    format = "submodule" if entry.mode == GITLINK else "symlink"
    element = Element(surface, key_of(path), format, digest, entry.mode, path=path, oid=entry.oid, recogniser=_LINKED)
    return Look((element,))


def _behind(snapshot: Snapshot, path: str, link: Entry, reader: Reader) -> Look:
    """What a link shows under its own name."""
    way = follow(snapshot, path)
    if way.mode == FOLDER:
        return _folder(path, link, way.text)
    entry = snapshot.entry(way.end) if way.end is not None and way.end != path else None
    if way.end is None or entry is None or not entry.is_regular or not is_candidate(path):
        return NOTHING
    scan: FileScan = scan_file(snapshot, way.end, entry, reader)
    rows = (e for e in scan.elements if says(e))
    return Look(tuple(_moved(e, path, way.text) for e in rows), scan.notice and replace(scan.notice, path=path))


def _moved(element: Element, path: str, target: str) -> Element:
    key = f"{key_of(path)}#{element.pointer}" if not element.is_file else key_of(path)
    digest = digest_of(canonical_json([target, element.digest]))
    return replace(element, key=key, digest=digest, path=path, line=1, end_line=1, recogniser=_LINKED)


class _Selected:
    """The parts of a file that pointers select, by the ways to them and by the lines of list items."""

    def __init__(self, root: Node, chosen: Chosen) -> None:
        ways = [way for pointer in chosen.pointers for way in select(root, pointer)]
        self._ways = {_plain(tokens) for tokens, _ in ways}
        self._items = {(_plain(tokens[:-1]), node.line) for tokens, node in ways if tokens and node.children is None}
        leaves = [node for _, node in ways if node.children is None and is_source(node.value)]
        self._sources = [(node.line, node.end_line, str(node.value)) for node in leaves]

    def covers(self, tokens: Tokens, line: int | None) -> bool:
        own = _plain(tokens)
        if any(own[:length] in self._ways for length in range(len(own) + 1)):
            return True
        if not own or not own[-1].startswith("--"):
            return False
        # of a file that is read line by line, a flag has no way to it
        return (own[:-1], line or 0) in self._items or (len(own) == 1 and line in {at for _, at in self._items})

    def has_inside(self, element: Element) -> bool:
        """Whether it is an argument in an expression that a pointer selects: ``PROMPT = load("...")``."""
        tokens, line, value = tokens_of(element.pointer), element.line or 0, element.value
        if not tokens or not tokens[-1].isdigit() or not isinstance(value, str):
            return False
        literals = f'"{value}"', f"'{value}'"
        return any(
            start <= line <= end and any(one in source for one in literals) for start, end, source in self._sources
        )


def _plain(tokens: Tokens) -> Tokens:
    """The tokens with flags in one spelling."""
    return tuple("--" + "-".join(words(t)) if t.startswith("--") else t for t in tokens)


def _neighbours(
    path: str, entry: Entry, root: Node, selected: _Selected, trains: bool, whole: str
) -> Iterator[Element]:
    format = tree_format(path) or ""
    for tokens, leaf in _values(root, ()):
        if not tokens or selected.covers(tokens, leaf.line):
            continue
        kind, surface = _kind_in_code(tokens, trains) if format in _CODE else _kind(tokens, trains)
        value = leaf.plain()
        shown = can_show(tokens[-1], value)
        kinds = root.kinds(tokens)
        if whole and refused(root, tokens):
            kinds = [*kinds, ["refused", whole]]
        yield Element(
            surface=surface,
            key=f"{key_of(path)}#{pointer_of(tokens)}",
            format=format,
            digest=value_digest(value, kinds),
            value=value if shown else None,
            has_value=shown,
            path=path,
            line=leaf.line,
            end_line=leaf.end_line,
            oid=entry.oid,
            recogniser=kind,
        )


def _kind(tokens: Tokens, trains: bool) -> tuple[str, str]:
    """(kind, the surface that it most likely stands on)."""
    if trains and is_recipe(tokens):
        return RECIPE, "training_recipe"
    surface = None if trains else switch_of(tokens)
    return (SWITCH, surface) if surface is not None else (OTHER, "training_recipe")


def _kind_in_code(tokens: Tokens, trains: bool) -> tuple[str, str]:
    """The same where most values are none of the model's: the value's own name decides."""
    name = tokens[-1]
    if name.isdigit():
        return OTHER, "training_recipe"
    if trains and is_hyperparameter(name):
        return RECIPE, "training_recipe"
    surface = switch_of([name])
    return (SWITCH, surface) if surface is not None else (OTHER, "training_recipe")


def is_stated(element: Element | None) -> bool:
    """Whether a neighbour's value is said in the file: in code most are expressions."""
    if element is None or not element.has_value:
        return element is not None
    if is_source(element.value) or element.value is None or isinstance(element.value, list | dict):
        return False
    return element.surface != "system_prompt" or bool(isinstance(element.value, str) and element.value)


def _values(node: Node, tokens: Tokens) -> Iterator[tuple[Tokens, Node]]:
    """Every value, those of command-line flags by the flags' names."""
    given = arguments(node) if isinstance(node.value, str) or isinstance(node.children, list) else None
    for name, value in (given or {}).items():
        yield from value.leaves((*tokens, name))
    if not node.children and node.merge is None:
        yield tokens, node
        return
    for key, child in node.written():
        if given is None or not str(child.value).startswith("-"):
            yield from _values(child, (*tokens, key))


def paired(old: Sequence[Element], new: Sequence[Element]) -> Iterator[tuple[Element | None, Element | None]]:
    """What differs between two versions of one file: (before, after), one of them None where it is not there."""
    from gate.surfaces.compare import itemised

    rows = [(_sorted(old, key), _sorted(new, key)) for key in sorted({_group(e) for e in (*old, *new)})]
    for before, after in rows:
        yield from (pair for _, pair in itemised("-", before, after) if pair != (None, None))


def _group(element: Element) -> tuple[str, str]:
    return kind_of(element), element.surface


def _sorted(elements: Sequence[Element], group: tuple[str, str]) -> list[Element]:
    return [e for e in elements if _group(e) == group]
