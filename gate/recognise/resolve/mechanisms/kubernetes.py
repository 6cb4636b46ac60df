"""Variables of a container: ``$(VAR)`` by its ``env``, by ``configMapKeyRef`` and by ``envFrom``.

Sources: Kubernetes 1.34, "Define Environment Variables for a Container", "Configure a Pod to Use a ConfigMap";
Kustomize, ``configMapGenerator`` (``literals``, ``files``; a generated name ends with a hash of its content).
"""

from __future__ import annotations

from collections.abc import Iterator

from gate.config.selectors import folders
from gate.documents import Node
from gate.recognise.resolve import Tokens, Value
from gate.recognise.resolve.places import Files, Place
from gate.values.regex import regex

_VARIABLE = regex(r"\$\(([A-Za-z_][\w.-]*)\)")
_YAML = (".yaml", ".yml")


def places(value: Value, files: Files) -> Iterator[Place]:
    if not value.path.endswith(_YAML):
        return
    names = _VARIABLE.findall(value.text) if "$(" in value.text else []
    referred = next(
        (i for i, step in enumerate(value.tokens) if step in ("configMapKeyRef", "configMapRef", "configMap")), None
    )
    root = files.node(value.path) if names or referred is not None else None
    if root is None:
        return
    if referred is not None:
        yield from _referred(value, root.at(value.tokens[: referred + 1]), files)
    for depth in range(len(value.tokens) - 1, -1, -1):
        tokens = value.tokens[:depth]
        block = root.at(tokens)
        if names and (block.child("env") or block.child("envFrom")):
            for name in names:
                yield from _variable(name, block, tokens, value.path, files)
            return


def _variable(name: str, block: Node, tokens: Tokens, path: str, files: Files) -> Iterator[Place]:
    env, sources = block.child("env"), block.child("envFrom")
    for key, row in env.items() if env is not None else ():
        if _text(row.child("name")) != name:
            continue
        given = row.child("value")
        if given is not None:
            yield Place(path, (*tokens, "env", key, "value"), given, "kubernetes")
        source = row.child("valueFrom")
        reference = source.child("configMapKeyRef") if source is not None else None
        if reference is not None:
            yield from config_map(_text(reference.child("name")), _text(reference.child("key")), path, files)
    for _, row in sources.items() if sources is not None else ():
        reference = row.child("configMapRef")
        if reference is not None:
            yield from config_map(
                _text(reference.child("name")), name.removeprefix(_text(row.child("prefix"))), path, files
            )


def _referred(value: Value, reference: Node, files: Files) -> Iterator[Place]:
    """A reviewed reference itself: its key, or the whole map."""
    yield from config_map(
        _text(reference.child("name")) or value.text, _text(reference.child("key")), value.path, files
    )


def config_map(name: str, key: str, path: str, files: Files) -> Iterator[Place]:
    """The value of a key, or all values, of the maps of that name beside a file, or below the folder above."""
    above = folders(path)
    if not name:
        return
    for found in files.below(above[-2] if len(above) > 2 else above[-1], _YAML):
        text = files.text(found)
        if name not in text or "onfigMap" not in text:
            continue
        root = files.node(found)
        for tokens, document in _documents(root):
            yield from _in_document(document, tokens, name, key, found, files)


def _in_document(document: Node, tokens: Tokens, name: str, key: str, path: str, files: Files) -> Iterator[Place]:
    metadata, data = document.child("metadata"), document.child("data")
    if _text(document.child("kind")) == "ConfigMap" and metadata is not None and _text(metadata.child("name")) == name:
        for one, node in data.items() if data is not None else ():
            if not key or one == key:
                yield Place(path, (*tokens, "data", one), node, "kubernetes")
    generator = document.child("configMapGenerator")
    for index, row in generator.items() if generator is not None else ():
        if _text(row.child("name")) != name:
            continue
        literals = row.child("literals")
        for number, literal in literals.items() if literals is not None else ():
            given, _, text = _text(literal).partition("=")
            if not key or given == key:
                node = Node(literal.line, literal.end_line, text)
                yield Place(path, (*tokens, "configMapGenerator", index, "literals", number), node, "kubernetes")


def _documents(root: Node | None) -> Iterator[tuple[Tokens, Node]]:
    """The documents of a file, and the items of a ``List``."""
    if root is None:
        return
    rows = [((), root)] if isinstance(root.children, dict) else [((key,), child) for key, child in root.items()]
    for tokens, document in rows:
        yield tokens, document
        items = document.child("items")
        for key, child in items.items() if items is not None and _text(document.child("kind")).endswith("List") else ():
            yield (*tokens, "items", key), child


def _text(node: Node | None) -> str:
    return node.value if node is not None and isinstance(node.value, str) else ""
