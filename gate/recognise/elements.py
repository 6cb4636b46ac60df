"""What is found in a file as elements, and what a file's scan is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from gate.documents import MAX_BYTES, Node, pointer_of
from gate.extract.read import NO_GRAMMAR
from gate.git.entry import Entry
from gate.git.snapshot import Snapshot
from gate.recognise.floating import how_to_pin, is_pinned
from gate.recognise.paths import why_text
from gate.recognise.recogniser import Found
from gate.recognise.vocabulary import is_source
from gate.surfaces.keys import MAX_SHOWN, can_show, key_of
from gate.values.canonical import canonical_json, digest_of
from gate.values.elements import Element
from gate.values.errors import UndecidedError
from gate.values.regex import regex

_QUOTED = regex(r"`.*['\"]", re.DOTALL)
LINES = "lines"  # the format of what was found line by line, in a file that cannot be parsed


@dataclass(frozen=True, slots=True)
class Notice:
    """A file that could not be looked at as what it is."""

    path: str
    line: int | None
    message: str


def gathered(notices: Iterable[Notice]) -> list[Notice]:
    """The notices, with one that names every file for the grammars that are not installed."""
    rows = list(notices)
    without = list(dict.fromkeys(n.path for n in rows if n.message.startswith(NO_GRAMMAR)))
    if len(without) < 2:
        return rows
    said = f"{NO_GRAMMAR}, so it is read line by line, and so are {', '.join(without[1:])}"
    first = next(n for n in rows if n.message.startswith(NO_GRAMMAR))
    kept = (n for n in rows if n is first or not n.message.startswith(NO_GRAMMAR))
    return [replace(n, message=said) if n is first else n for n in kept]


@dataclass(frozen=True, slots=True)
class FileScan:
    """What was found in one file. ``rough`` says that it could not be parsed and was read line by line."""

    elements: tuple[Element, ...] = ()
    notice: Notice | None = None
    rough: bool = False
    text: str = ""  # of a file that was read line by line
    looks: tuple[Element, ...] = ()  # what only looks like something


EMPTY = FileScan()


def text_scan(snapshot: Snapshot, path: str, entry: Entry, surface: str) -> FileScan:
    try:
        data = snapshot.read(path, entry, limit=MAX_BYTES)
    except UndecidedError as error:
        return FileScan(notice=Notice(path, None, error.problems[0].message), rough=True)
    if b"\0" in data[:8192]:
        return FileScan(notice=Notice(path, None, "a binary file under the name of a text"))
    end = max(1, data.count(b"\n") + (not data.endswith(b"\n")))
    element = Element(
        surface, key_of(path), "text", digest_of(data), entry.mode, path=path, line=1, end_line=end, oid=entry.oid,
        recogniser="text", why=why_text(path),
    )  # fmt: skip
    return FileScan((element,))


def element_of(path: str, entry: Entry, format: str, recogniser: str, found: Found, root: Node) -> Element:
    node = found.node
    value = _plain(node)
    if found.named is not None:  # the key is what is referred to: another key is another reference
        value = f"{found.named}: {value}"
    digest = digest_of(canonical_json(value))
    if is_source(value):
        value = str(value)[:MAX_SHOWN]
    shown = not found.tokens or can_show(found.tokens[-1], value)
    pinned: bool | None = None
    pin = ""
    named = found.named or found.refers or value
    if found.reference and isinstance(named, str) and not is_source(named):
        pinned = is_pinned(named, found.revision)
        pin = how_to_pin(named, found.pin, found.surface) if pinned is False else ""
    return Element(
        surface=found.surface,
        key=f"{key_of(path)}#{pointer_of(found.tokens)}" if found.tokens else key_of(path),
        format=format,
        digest=digest,
        mode=None,
        value=value if shown and found.tokens else None,
        has_value=bool(shown and found.tokens),
        path=path,
        line=node.line,
        end_line=node.end_line,
        oid=entry.oid,
        recogniser=recogniser,
        pinned=pinned,
        pin=pin,
        revision=found.revision or "",
        why=found.why or _why(found.tokens),
    )


def _why(tokens: tuple[str, ...]) -> str:
    """The name that a value was recognised by: the last step that is no position."""
    named = [step for step in tokens if not step.isdigit() and step not in ("value", "value_from")]
    return f"the name {named[-1]}" if named else ""


def _is_variable(value: str) -> bool:
    """``$(NAME)``, of a container's environment."""
    return value[:2] == "$(" and value[-1:] == ")" and value[2:-1].replace(".", "_").replace("-", "_").isidentifier()


def says(element: Element) -> bool:
    """Whether the value is said here: not an expression or a variable, which says only that it is said elsewhere."""
    if element.surface in ("output_filter", "scope_enforcement") and _QUOTED.search(str(element.value)):
        return True  # a category or a tool that is built on the spot
    if isinstance(element.value, str) and _is_variable(element.value):
        return False
    return not is_source(element.value) and not (element.has_value and element.value is None)


def _plain(node: Node) -> Any:
    return node.value if node.value is not None or node.children is None else node.plain()
