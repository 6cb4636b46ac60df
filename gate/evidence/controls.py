"""The controls that documents name, and the digest by which each was relied on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gate.documents import Node, pointer_of
from gate.evidence.editor import Editor
from gate.values.canonical import canonical_json, digest_of
from gate.values.elements import State
from gate.values.errors import EvidenceError
from gate.values.terms import CONTROL_SURFACES

Tokens = tuple[str, ...]


def controls_in(value: Any, tokens: Tokens = ()) -> Iterator[tuple[Tokens, Mapping[str, Any]]]:
    """Every control that a document names (``control`` in ``schemas/common.schema.json``), with the way to it."""
    if isinstance(value, Mapping):
        if isinstance(value.get("path"), str) and value.get("surface") in CONTROL_SURFACES:
            yield tokens, value
        for key, child in value.items():
            yield from controls_in(child, (*tokens, str(key)))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from controls_in(child, (*tokens, str(index)))


def control_digest(state: State, surface: str, path: str) -> str | None:
    """SHA-256 of the elements that make up a control: those at its path and below, each by its place there.

    None where the surface has none of them. A file that moves with the same content has the same digest.
    """
    below = path + ("/" if "#" in path else "#")
    found = [
        [element.key[len(path) :], *element.identity]
        for element in state.by_surface.get(surface, ())
        if element.key == path or element.key.startswith(below)
    ]
    return digest_of(canonical_json(sorted(found, key=lambda row: str(row[0])))) if found else None


def put_digests(editor: Editor, state: State) -> None:
    """Write beside each control of a document what it is in a state; the one that is not there is left as it was.

    Raises EvidenceError for one that is not written with a key a line.
    """
    rows = list(controls_in(editor.node.plain()))
    for tokens, control in sorted(rows, key=lambda row: editor.node.at(row[0]).line, reverse=True):
        digest = control_digest(state, control["surface"], control["path"])
        if digest is None:
            continue
        node = editor.node.at(tokens)
        if node.child("digest") is not None:
            editor.set((*tokens, "digest"), digest)
        else:
            _insert(editor, node, tokens, digest)


def _insert(editor: Editor, node: Node, tokens: Tokens, digest: str) -> None:
    """A line more, after that of the surface, which stands as deep."""
    beside = node.at(("surface",))
    line = editor.lines[beside.line - 1]
    start = line.lstrip(" -")
    others = [child for key, child in node.items() if key != "surface" and child.line <= beside.line <= child.end_line]
    if others or not start.startswith(("surface:", '"surface":', "'surface':")):
        raise EvidenceError(
            f"the control at {pointer_of(tokens)} is not written with a key a line",
            path=editor.path,
            line=beside.line,
            remedy=f"Write it that way, or add 'digest: {digest}' to it by hand.",
        )
    indent = " " * (len(line) - len(start))
    ending = "\r" if line.endswith("\r") else ""
    editor.lines.insert(beside.end_line, f"{indent}digest: {digest}{ending}")
