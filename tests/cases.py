"""Cases that lie in data files beside the tests that read them.

A file is a YAML list; every case is a mapping with a ``name`` of its own, which pytest shows when it fails. A folder is
all of its files together.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


def cases(path: Path) -> dict[str, dict[str, Any]]:
    """Name -> case, in the order of the files and within them. Raises ValueError where two have one name."""
    found: dict[str, dict[str, Any]] = {}
    for file in sorted(path.glob("*.yaml")) if path.is_dir() else [path]:
        for case in yaml.load(file.read_text("utf-8"), yaml.CSafeLoader):
            name = case.pop("name")
            if name in found:
                raise ValueError(f"{file}: two cases have the name {name!r}")
            found[name] = case
    return found
