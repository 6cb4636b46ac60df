"""Files that set a value again over another file: patches of Kustomize, overrides of Compose, further values of Helm.

Sources: Kustomize, ``patches`` (strategic merge by kind and name, lists by name; JSON 6902) and ``images``;
Compose Specification, "Merge"; Helm 3, "Values Files".
"""

from __future__ import annotations

from collections.abc import Iterator

from gate.documents import DocumentError, Node, parse, pointer_of
from gate.recognise.resolve import Tokens, Value

Key = tuple[str, ...]
_PATCH, _KUSTOMIZATION = ("patch",), ("kustomization",)
_NAMED_BY = ("name", "mountPath", "containerPort")


def overriding(value: Value, root: Node, path: str, layer: Node) -> Iterator[Node]:
    """The values of a layer, the file at ``path``, that take the place of ``value``, or of a list that holds it."""
    own, tokens = _document(root, value.tokens)
    for document in _documents(layer):
        if _is_patch(document):
            yield from _json_patch(document, tokens)
        elif _is_same(own, document) or _are_values(value.path, path):
            found = _walk(own, document, tokens)
            if found is not None:
                yield found
        yield from _kustomization(document, own, tokens, value)


def lays_over(path: str, layer: Node | None) -> Iterator[Key]:
    """What a file can be a layer of: the keys that `may_be_laid` gives for the values it can override, and more."""
    folder, _, name = path.rpartition("/")
    if "values" in name:
        yield "values", folder
    for document in _documents(layer) if layer is not None else ():
        if _is_patch(document):
            yield _PATCH
        if document.child("patches") is not None or document.child("images") is not None:
            yield _KUSTOMIZATION
        yield from _objects(document)


def may_be_laid(value: Value, root: Node) -> Iterator[Key]:
    """The keys of `lays_over` that a layer of a value has one of."""
    folder, _, name = value.path.rpartition("/")
    if "values" in name:
        yield "values", folder
    yield from (_PATCH, _KUSTOMIZATION)
    yield from _objects(_document(root, value.tokens)[0])


def _objects(document: Node) -> Iterator[Key]:
    """The object of a cluster that a document is, or that it has services of Compose."""
    if document.child("services") is not None:
        yield ("services",)
    metadata = document.child("metadata")
    name = _text(metadata.child("name")) if metadata is not None else ""
    if name:
        yield "object", _text(document.child("kind")), name


def _document(root: Node, tokens: Tokens) -> tuple[Node, Tokens]:
    first = root.child(tokens[0]) if tokens and isinstance(root.children, list) else None
    return (first, tokens[1:]) if first is not None and isinstance(first.children, dict) else (root, tokens)


def _documents(root: Node) -> Iterator[Node]:
    yield root
    for _, child in root.items() if isinstance(root.children, list) else ():
        yield child


def _is_same(own: Node, document: Node) -> bool:
    """Whether both are of one object, or services of Compose."""
    return not {*_objects(own)}.isdisjoint(_objects(document))


def _are_values(path: str, other: str) -> bool:
    """Whether two files are values of one chart: ``values.yaml`` and ``values-prod.yaml`` of a folder."""
    folder, _, name = path.rpartition("/")
    beside, _, layer = other.rpartition("/")
    return folder == beside and "values" in name and "values" in layer


def _walk(own: Node, document: Node, tokens: Tokens) -> Node | None:
    at: Node | None = own
    found: Node = document
    for step in tokens:
        if step.startswith("--") or not found.children:
            return found if found is not document else None
        held = at.child(step) if at is not None else None
        below = _by_name(held, found, step) if isinstance(found.children, list) else found.child(step)
        if below is None:
            return None
        at, found = held, below
    return found


def _by_name(own: Node | None, found: Node, step: str) -> Node | None:
    for key in _NAMED_BY:
        name = own.child(key) if own is not None else None
        if name is not None:
            rows = (
                row for _, row in found.items() if (there := row.child(key)) is not None and there.value == name.value
            )
            return next(rows, None)
    return found.child(step)


def _is_patch(document: Node) -> bool:
    first = document.child("0") if isinstance(document.children, list) else None
    return first is not None and first.child("op") is not None and first.child("path") is not None


def _json_patch(document: Node, tokens: Tokens) -> Iterator[Node]:
    pointer = pointer_of(tokens)
    for _, row in document.items():
        path = _text(row.child("path")).rstrip("/-")
        if path and (pointer == path or pointer.startswith(f"{path}/")):
            yield row.child("value") or row


def _kustomization(document: Node, own: Node, tokens: Tokens, value: Value) -> Iterator[Node]:
    """Patches that are written out in a kustomization, and the tags that it gives images."""
    patches, images = document.child("patches"), document.child("images")
    for _, row in patches.items() if patches is not None else ():
        text = row.child("patch")
        if text is None or not isinstance(text.value, str):
            continue
        try:
            inner = parse(text.value.encode(), "yaml")
        except DocumentError:
            continue
        found = list(_json_patch(inner, tokens)) if _is_patch(inner) else [_walk(own, inner, tokens)]
        if any(node is not None for node in found):
            yield text
    for _, row in images.items() if images is not None else ():
        name = _text(row.child("name"))
        if name and (value.text == name or value.text.startswith((f"{name}:", f"{name}@"))):
            yield row


def _text(node: Node | None) -> str:
    return node.value if node is not None and isinstance(node.value, str) else ""
