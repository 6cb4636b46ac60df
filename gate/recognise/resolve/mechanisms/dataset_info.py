"""Data sets that LLaMA-Factory knows by a name: the entry of ``dataset_info.json`` in ``dataset_dir``.

Source: LLaMA-Factory 0.9, ``data/README.md`` (``file_name``, ``hf_hub_url``; ``dataset_dir`` is ``data`` by
default; several names are separated by commas).
"""

from __future__ import annotations

from collections.abc import Iterator

from gate.recognise.resolve import Value, from_folders
from gate.recognise.resolve.places import Files, Place

_KEYS = ("dataset", "eval_dataset", "--dataset")


def places(value: Value, files: Files) -> Iterator[Place]:
    if not any(step in _KEYS for step in value.tokens) or not value.text or len(value.text) > 2000:
        return
    root = files.node(value.path)
    given = root.child("dataset_dir") or root.child("--dataset_dir") if root is not None else None
    folder = given.value if given is not None and isinstance(given.value, str) else "data"
    for path in from_folders(value.path, f"{folder}/dataset_info.json"):
        info = files.node(path)
        for name in value.text.split(",") if info is not None else ():
            node = info.child(name.strip()) if info is not None else None
            if node is not None:
                yield Place(path, (name.strip(),), node, "dataset_info")
