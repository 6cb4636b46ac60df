"""The controls that documents name, and the digest by which each was relied on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gate.documents import DocumentError, Node, parse, pointer_of
from gate.evidence.editor import Editor
from gate.values.canonical import canonical_json, digest_of
from gate.values.elements import State
from gate.values.errors import EvidenceError
from gate.values.regex import regex
from gate.values.terms import CONTROL_SURFACES

Tokens = tuple[str, ...]
_TOKENS = regex(r"(?<=[\s,:{\[])(?:\"(?:\\.|[^\"\\])*\"|'(?:[^']|'')*')|(?:^|(?<=\s))#[^\n]*|[{}]")
_DIGEST = regex(r"""((?<=[\s,{])["']?digest["']?\s*:\s*)(?:"[^"]*"|'[^']*'|[^\s,}]+)""")


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


def own_controls_in(value: Any) -> Iterator[tuple[Tokens, Mapping[str, Any]]]:
    """The same, less those that another repository has."""
    return ((tokens, control) for tokens, control in controls_in(value) if "elsewhere" not in control)


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
    rows = list(own_controls_in(editor.node.plain()))
    for tokens, control in sorted(rows, key=lambda row: editor.node.at(row[0]).line, reverse=True):
        digest = control_digest(state, control["surface"], control["path"])
        if digest is None:
            continue
        node = editor.node.at(tokens)
        if _put_between_braces(editor, node, {**control, "digest": digest}):
            continue
        if node.child("digest") is not None:
            editor.set((*tokens, "digest"), digest)
        else:
            _insert(editor, node, tokens, digest)


def _put_between_braces(editor: Editor, node: Node, control: Mapping[str, Any]) -> bool:
    """Write the digest of a control that is written as ``{path: ..., surface: ...}``; False where it is not."""
    region = "\n".join(editor.lines[node.line - 1 : node.end_line])
    told = {key: value for key, value in control.items() if key != "digest"}
    found = [
        (start, end)
        for start, end in _braces(region)
        if isinstance(said := _plain(region[start:end]), dict)
        and {key: value for key, value in said.items() if key != "digest"} == told
    ]
    for start, end in reversed(found):
        inside = region[start:end]
        changed = _DIGEST.sub(lambda match: match[1] + control["digest"], inside, count=1)
        if changed == inside and not _DIGEST.search(inside):
            changed = f"{inside[:-1].rstrip().rstrip(',')}, digest: {control['digest']}}}"
        region = region[:start] + changed + region[end:]
    if found:
        editor.lines[node.line - 1 : node.end_line] = region.split("\n")
    return bool(found)


def _braces(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each pair of braces, outside of quotes and comments, the inner ones first."""
    opened: list[int] = []
    for match in _TOKENS.finditer(text):
        if match[0] == "{":
            opened.append(match.start())
        elif match[0] == "}" and opened:
            yield opened.pop(), match.end()


def _plain(text: str) -> Any:
    try:
        return parse(text.encode(), "yaml").plain()
    except DocumentError:
        return None


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
