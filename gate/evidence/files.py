"""Files of the pack in the work tree: written whole, and only inside the repository."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from gate.evidence.pack import state_path
from gate.values.elements import State
from gate.values.errors import UsageError


def existing(root: Path, folder: str, kind: str) -> str | None:
    return next((p for p in (f"{folder}/{kind}.yaml", f"{folder}/{kind}.yml") if (root / p).exists()), None)


def write_state(root: Path, folder: str, state: State) -> list[str]:
    """Write the state file unless it is there; named by its digest, it never changes."""
    import json

    path = state_path(folder, state.digest)
    text = json.dumps(state.document, indent=1, sort_keys=True) + "\n"
    full = root / path
    if full.exists() and full.read_text(encoding="utf-8") == text:
        return []
    return [write(root, path, text)]


def write(root: Path, path: str, text: str) -> str:
    """Put a whole file in place at once. Raises UsageError where that leads out of the repository or fails."""
    full = root / path
    if not full.parent.resolve().is_relative_to(root.resolve()) or full.is_symlink():
        raise UsageError("the path leads through a symbolic link", path=path, remedy="Use a real folder.")
    try:
        full.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=full.parent, prefix=".tunegate-")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        os.chmod(name, 0o644)
        os.replace(name, full)
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", path=path, remedy="Check the folder.") from None
    return path
