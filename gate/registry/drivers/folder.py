"""A plain folder: ``folder:PATH``, in the layout of `gate.registry.plain`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gate.registry.plain import Plain
from gate.registry.store import Folder
from gate.values.errors import UsageError

SCHEMES = ("folder",)


def open_registry(url: str, environment: Mapping[str, str]) -> Plain:
    root = Path(url.partition(":")[2])
    if not root.is_dir():
        raise UsageError(f"there is no folder {root}", remedy="Make it: an empty folder is an empty registry.")
    return Plain(Folder(root))
