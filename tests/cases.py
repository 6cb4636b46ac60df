"""Cases that lie in YAML files beside the tests that read them, so that each can be read on its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


def table(path: Path) -> Any:
    """The one document of a file."""
    return yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)


def cases(path: Path) -> dict[str, dict[str, Any]]:
    """Name -> case, of a file that lists cases, or of every such file of a folder.

    Each case has a ``name``, which pytest shows when it fails. Raises ValueError where two have the same one.
    """
    found: dict[str, dict[str, Any]] = {}
    for file in sorted(path.glob("*.yaml")) if path.is_dir() else [path]:
        for case in table(file):
            name = case.pop("name")
            if name in found:
                raise ValueError(f"{file}: two cases have the name {name!r}")
            found[name] = case
    return found
