"""Names of Python: constants of the module itself, and those that it imports from other modules of the repository.

Of a module that is reviewed as a whole, what it imports counts where its name speaks of a model, data, a prompt or
a control; the rest of its imports is code like any other.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from gate.documents import DocumentError
from gate.documents.python_nodes import syntax_tree
from gate.recognise.resolve import Value, from_folders
from gate.recognise.resolve.places import Files, Imports, Place
from gate.recognise.vocabulary import surface_of
from gate.values.regex import regex

_NAME = regex(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*){0,4}")


def places(value: Value, files: Files) -> Iterator[Place]:
    if not value.path.endswith(".py") or (value.tokens and not any(sign in value.text for sign in "`{")):
        return
    imported = files.imports.get(value.path)
    if imported is None:
        imported = files.imports[value.path] = _imported(value.path, files)
    if not value.tokens:
        for modules, own in imported.values():
            if own and surface_of(own) is not None:
                yield from _there(modules, own, files)
        return
    root = files.node(value.path)
    for name in dict.fromkeys(_NAME.findall(value.text)):
        first, _, rest = name.partition(".")
        node = root.child(first) if root is not None and (first,) != value.tokens else None
        if first not in imported:
            if node is not None and not rest and first.isupper():
                yield Place(value.path, (first,), node, "python")
            continue
        modules, own = imported[first]
        wanted = own or rest.partition(".")[0]
        yield from _there(modules, wanted, files)


def _there(modules: tuple[str, ...], name: str, files: Files) -> Iterator[Place]:
    for path in modules:
        root = files.node(path)
        node = root.child(name) if root is not None and name else None
        if node is not None:
            yield Place(path, (name,), node, "python")
            return


def _imported(path: str, files: Files) -> Imports:
    """Name in this module -> (files that can be the module it comes from, its name there or nothing for a module)."""
    try:
        tree = syntax_tree(files.text(path))
    except DocumentError:
        return {}
    found: dict[str, tuple[tuple[str, ...], str]] = {}
    for part in ast.walk(tree):
        if isinstance(part, ast.Import):
            for alias in part.names:
                found[alias.asname or alias.name.partition(".")[0]] = (_files_of(path, alias.name, 0), "")
        elif isinstance(part, ast.ImportFrom):
            for alias in part.names:
                module = part.module or ""
                inner = f"{module}.{alias.name}" if module else alias.name
                found[alias.asname or alias.name] = (_files_of(path, module, part.level), alias.name)
                as_module = _files_of(path, inner, part.level)
                if any(files.snapshot.mode(one) for one in as_module):
                    found[alias.asname or alias.name] = (as_module, "")
    return found


def _files_of(path: str, module: str, level: int) -> tuple[str, ...]:
    name = module.replace(".", "/")
    ways = (f"{name}.py", f"{name}/__init__.py") if name else ("__init__.py",)
    if level:
        parts = path.split("/")[:-level]
        return tuple("/".join([*parts, way]) for way in ways)
    return tuple(found for way in ways for lead in ("", "src/", "lib/") for found in from_folders(path, lead + way))
