"""``dataset_info.json`` of LLaMA-Factory (0.9.5: ``src/llamafactory/data/parser.py``): where each data set is.

Facts: ``datasets`` {name: {``where``: 'file', 'hub', 'script' or 'cloud', ``name``, ``revision``}}; paths are those of
the repository. A hub's data set has no revision here, but its default branch.
"""

from __future__ import annotations

from typing import Any

from gate.derive.given import Given, Note, Source, SourceError
from gate.derive.parsing import json_keys, tree
from gate.documents import Node

KIND = "llama-factory-data"
_WHERE = {
    "hf_hub_url": "hub",
    "ms_hub_url": "hub",
    "om_hub_url": "hub",
    "script_url": "script",
    "cloud_file_name": "cloud",
    "file_name": "file",
}  # in the order in which LLaMA-Factory looks


def recognises(source: Source) -> bool:
    return source.name == "dataset_info.json" and bool(json_keys(source) & _WHERE.keys())


def read(source: Source) -> Given:
    root = tree(source, "json")
    if not isinstance(root.children, dict):
        raise SourceError("no data set is named", 1, "Write a mapping of names.")
    folder = source.path.rpartition("/")[0]
    found: dict[str, dict[str, Any]] = {}
    notes: list[Note] = []
    for name, node in root.items():
        row = _row(node, folder)
        if row is None:
            notes.append(Note(f"nothing says where {name} is", node.line, "Add 'file_name' or 'hf_hub_url'."))
        else:
            found[name] = row
    return Given(facts={"datasets": found}, notes=tuple(notes))


def _row(node: Node, folder: str) -> dict[str, Any] | None:
    for key, where in _WHERE.items():
        value = node.child(key)
        if value is not None and isinstance(value.value, str) and value.value:
            inside = where in ("file", "script") and folder and not value.value.startswith("/")
            name = f"{folder}/{value.value.removeprefix('./')}" if inside else value.value
            return {"where": where, "name": name, "revision": None}
    return None
