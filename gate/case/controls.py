"""What the controls that a document names are at the head: their digests, whether they have content, what is off.

Facts alone: whether a document may rely on such a control is judged by the policies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from gate.documents import DocumentError, Node, is_parsed, pointer_of, tokens_of
from gate.evidence.controls import control_digest, controls_in
from gate.recognise.switched_off import allows, is_nothing, switched_off
from gate.recognise.vocabulary import words
from gate.values.elements import Element, split_key

if TYPE_CHECKING:
    from gate.case.elsewhere import Statements
    from gate.case.shape import ControlFacts, SwitchedOff
    from gate.evidence.shape import MadeFor
    from gate.git.snapshot import Snapshot
    from gate.surfaces.reader import Reader
    from gate.values.elements import State

Tokens = tuple[str, ...]
MAX_SWITCHES = 5


def control_facts(
    snapshot: Snapshot,
    reader: Reader,
    head: State,
    value: Mapping[str, Any],
    made_for: MadeFor,
    statements: Statements | None = None,
) -> list[ControlFacts]:
    """The controls of a document that is made for a state, in order; of one elsewhere what its statement says."""
    moved = {(row["surface"], row["from"]): row["to"] for row in made_for.get("moved", ())}
    found: list[ControlFacts] = []
    for tokens, control in controls_in(value):
        if "elsewhere" in control:
            if statements is not None:
                found.append(_elsewhere(pointer_of(tokens), control, statements))
            continue
        surface, (path, pointer) = control["surface"], split_key(control["path"])
        now = moved.get((surface, path), path)
        key = f"{now}#{pointer}" if pointer else now
        elements = [element for element in head.by_surface.get(surface, ()) if element.path == now]
        node = _node(snapshot, reader, now, elements)
        way = _tokens(pointer)
        found.append(
            {
                "pointer": pointer_of(tokens),
                "surface": surface,
                "path": control["path"],
                "said": control.get("digest"),
                "digest": control_digest(head, surface, key),
                "empty": _is_empty(snapshot, now, node, way, surface),
                "off": _off(head, surface, now, node, way)[:MAX_SWITCHES],
                "elsewhere": None,
            }
        )
    return found


def _elsewhere(pointer: str, control: Mapping[str, Any], statements: Statements) -> ControlFacts:
    row = statements.row(control)
    return {
        "pointer": pointer,
        "surface": control["surface"],
        "path": control["path"],
        "said": control.get("digest"),
        "digest": row.get("digest"),
        "empty": bool(row.get("empty")),
        "off": [
            {"key": off["key"], "value": off["value"], "path": statements.place(control), "line": 1}
            for off in row.get("switched_off", ())
        ],
        "elsewhere": statements.facts(control),
    }


def _tokens(pointer: str) -> Tokens:
    try:
        return tokens_of(pointer)
    except ValueError:
        return ()  # no element has such a key either


def _node(snapshot: Snapshot, reader: Reader, path: str, elements: Iterable[Element]) -> Node | None:
    """The file of a control as its surface reads it; None for text, and for what cannot be read."""
    entry = snapshot.entry(path)
    formats = sorted({element.format for element in elements if is_parsed(element.format)})
    if entry is None or not entry.is_regular or not formats:
        return None
    try:
        return reader.parts(snapshot, path, entry, formats[0])
    except DocumentError:
        return None


def _is_empty(snapshot: Snapshot, path: str, node: Node | None, way: Tokens, surface: str) -> bool:
    """Whether a control has no content. An empty list of what is allowed has: it allows nothing."""
    if node is None:
        entry = snapshot.entry(path)
        if entry is None or not entry.is_regular or way:
            return False
        return not any(chunk.strip() for chunk in snapshot.stream(path, entry))
    for token in way:
        below = node.child(token)
        if below is None:
            return False  # it is not there, which is another matter
        node = below
    if surface == "scope_enforcement" and node.children is not None and allows(way):
        return False
    return is_nothing(node.plain())


def _off(head: State, surface: str, path: str, node: Node | None, way: Tokens) -> list[SwitchedOff]:
    """The switches that are off: beside a control or above it in its file, and on its surface in other files."""
    said = _stems((path, *way))
    found: dict[str, SwitchedOff] = {}
    for steps, key, leaf in _beside(node, way):
        about = switched_off(key, leaf.value)
        if about is not None and _stems(about) <= said:
            name = f"{path}#{pointer_of((*steps, key))}"
            found[name] = {"key": name, "value": str(leaf.plain()), "path": path, "line": leaf.line}
    for element in head.by_surface.get(surface, ()):
        steps = tuple(step for step in _tokens(element.pointer) if not step.isdigit())
        if not steps or not element.has_value or element.key in found:
            continue
        about = switched_off(steps[-1], element.value)
        if about is None:
            continue
        above = _stems(steps[-2:-1])
        if (about and _stems(about) <= said) or (not about and above & said):
            found[element.key] = {
                "key": element.key,
                "value": str(element.value),
                "path": element.path,
                "line": element.line or 1,
            }
    return list(found.values())


def _beside(node: Node | None, way: Tokens) -> Iterator[tuple[Tokens, str, Node]]:
    """(tokens of the mapping, key, scalar) in the mappings on the way to a value, and in the value itself."""
    for depth in range(len(way) + 1):
        if node is None:
            return
        if isinstance(node.children, dict):
            for key, child in node.children.items():
                if child.children is None:
                    yield way[:depth], key, child
        node = node.child(way[depth]) if depth < len(way) else None


def _stems(names: Iterable[str]) -> frozenset[str]:
    """The words of names, without the ending of a plural."""
    return frozenset(word.removesuffix("s") for name in names for word in words(name))
