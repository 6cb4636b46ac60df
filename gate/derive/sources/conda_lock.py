"""Locked conda environments: ``conda-lock.yml`` (conda-lock 2), 'conda list --explicit' and 'conda env export'.

A file of several platforms gives the versions that all of them have.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gate.derive.given import Given, Source, SourceError
from gate.derive.locks import Package, locked, normal
from gate.derive.parsing import text, tree, yaml_keys
from gate.documents import Node
from gate.values.regex import regex

KIND = "conda-lock"
_URL = regex(r"https?://\S+/([^/\s]+?)-([^-/\s]+)-[^-/\s]+\.(?:conda|tar\.bz2)(?:#\S+)?")
_RANGE = regex(r"\s*[<>!~=]=?\s*|\s+")
_NAMES = {"pytorch": "torch", "pytorch-gpu": "torch", "python": "python", "huggingface_hub": "huggingface-hub"}


def recognises(source: Source) -> bool:
    if b"\n@EXPLICIT" in source.head or source.head.startswith(b"@EXPLICIT"):
        return True
    if not source.name.lower().endswith((".yml", ".yaml")):
        return False
    keys = yaml_keys(source)
    return {"package", "metadata"} <= keys or {"channels", "dependencies"} <= keys


def read(source: Source) -> Given:
    if b"@EXPLICIT" in source.head and not source.name.lower().endswith((".yml", ".yaml")):
        return locked(_explicit(text(source)), "conda")
    root = tree(source, "yaml")
    if root.child("package") is not None:
        return locked(_locked(root.at(("package",))), "conda-lock")
    rows = root.child("dependencies")
    if rows is None or not isinstance(rows.children, list):
        raise SourceError("no package is locked", 1, "Run 'conda-lock', or 'conda env export'.")
    return locked(_exported(rows), "conda")


def _package(name: str, version: Any, line: int, hashed: bool = False) -> Package:
    return Package(_NAMES.get(name, normal(name)), version if isinstance(version, str) else None, line, hashed)


def _explicit(said: str) -> Iterator[Package]:
    for line, row in enumerate(said.splitlines(), 1):
        if match := _URL.fullmatch(row.strip()):
            yield _package(match[1], match[2], line, "#" in row)


def _locked(rows: Node) -> Iterator[Package]:
    for _, node in rows.items():
        row = node.plain()
        if isinstance(row, dict) and isinstance(row.get("name"), str):
            yield _package(row["name"], row.get("version"), node.line, bool(row.get("hash")))


def _exported(rows: Node) -> Iterator[Package]:
    """``name=version=build``, and below 'pip' ``name==version``; a range is no version."""
    for _, node in rows.items():
        if isinstance(node.children, dict):
            for _, pips in node.items():
                for _, one in pips.items():
                    name, _, version = str(one.value).partition("==")
                    yield _package(name.partition("[")[0], version or None, one.line)
        elif isinstance(node.value, str):
            name, *parts = _RANGE.sub("=", node.value).split("=")
            exact = parts and parts[0] and not set(node.value) & {"<", ">", "*", "!", "~", ","}
            yield _package(name.strip(), parts[0] if exact else None, node.line)
