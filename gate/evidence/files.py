"""Files of the pack in the work tree: written whole, and only inside the repository."""

from __future__ import annotations

import os
import shlex
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from gate.config.selectors import OBSERVED
from gate.evidence.pack import FOLDERS, TOP
from gate.evidence.states import STATES, state_path, state_text
from gate.git.snapshot import Snapshot
from gate.values.elements import State
from gate.values.errors import UsageError

# names that stand for the files of a kind that the commands write
DOCUMENTS = ("disposition.yaml", "states/0.json", "unselected/0.json")
SIGNATURES = ("disposition.yaml", "disposition.yaml.sig")
OUTCOMES = (*DOCUMENTS, "outcomes/suite.jsonl")
SCANS = (*DOCUMENTS, "scans/source.json")

_FOLDERS = (STATES, *FOLDERS, "unselected", "outcomes", "sources", "forms", "scans", "published")  # of a pack


def is_of_pack(name: str) -> bool:
    """Whether a file of a folder of evidence or policies is what such a folder holds; ``name`` is its path in it."""
    stem, _, ending = name.rpartition(".")
    if name == OBSERVED or ending in ("rego", "sig"):
        return True
    return (ending in ("yaml", "yml") and stem in TOP) or name.partition("/")[0] in _FOLDERS


def existing(root: Path, folder: str, kind: str) -> str | None:
    return next((p for p in (f"{folder}/{kind}.yaml", f"{folder}/{kind}.yml") if (root / p).exists()), None)


def refuse_unkept(worktree: Snapshot, folder: str, names: Sequence[str] = DOCUMENTS) -> None:
    """Raises UsageError where files of the folder cannot be written so that CI reads them.

    Those that a sparse checkout keeps off the disk would be lost, and ignored ones are never committed; of those that a
    filter changes, Git LFS for one, git stores something else. ``names`` are those that are written. Raises
    UndecidedError for documents that git is told not to look at.
    """
    repository = worktree.repository
    paths = [f"{folder}/{name}" for name in names]
    for path in paths:
        conversion = repository.stored.conversion(path)
        if conversion.lfs or not conversion.is_computed:
            raise UsageError(
                "the attributes of this file make git store something else, and CI reads what git stores",
                path=path,
                remedy=f"Add a last line to .gitattributes: {folder}/** !filter !working-tree-encoding",
            )
    for path in repository.ignored(paths):
        raise UsageError(
            "git ignores files of this name, so what is written would never reach CI",
            path=path,
            remedy=f"Take it out of .gitignore; this names the line: git check-ignore -v {shlex.quote(path)}",
        )
    for path in repository.left_out(folder):
        raise UsageError(
            "the sparse checkout leaves this document out, so it can be neither kept nor renewed",
            path=path,
            remedy=f"Check the folder out: git sparse-checkout add {shlex.quote(folder)}",
        )
    worktree.refuse_overlooked(worktree.entries([folder]))


def write_state(root: Path, folder: str, state: State) -> list[str]:
    """Write the state file unless it is there; named by its digest, it never changes."""
    path, text = state_path(folder, state.digest), state_text(state)
    full = root / path
    if full.exists() and full.read_text(encoding="utf-8") == text:
        return []
    return [write(root, path, text)]


def write(root: Path, path: str, text: str) -> str:
    """Put a whole file in place at once. Raises UsageError where that leads out of the repository or fails."""
    replace_all(root, {path: text.encode()})
    return path


def replace_all(root: Path, files: Mapping[str, bytes], gone: Iterable[str] = ()) -> None:
    """Put all ``files`` (path -> bytes) in place and take the ``gone`` away, or leave everything as it was.

    Raises UsageError where a path leads out of the repository or cannot be written.
    """
    staged: dict[str, Path] = {}
    before: dict[str, Path | None] = {}  # a copy of each file that was touched; None where there was none
    path = ""
    try:
        for path, data in sorted(files.items()):
            _refuse_links(root, path)
            staged[path] = _beside(root / path, data)
        for path in (*sorted(files), *gone):
            _refuse_links(root, path)
            full = root / path
            before[path] = _beside(full, full.read_bytes()) if full.exists() else None
            if path in staged:
                os.replace(staged[path], full)
                del staged[path]
            else:
                full.unlink()
    except BaseException as error:
        for touched, copy in before.items():
            _restore(root / touched, copy)
        if isinstance(error, OSError):
            raise UsageError(f"cannot be written: {error.strerror}", path=path, remedy="Check the folder.") from None
        raise
    finally:
        for left in (*staged.values(), *filter(None, before.values())):
            left.unlink(missing_ok=True)


def write_beside(place: Path, data: bytes) -> None:
    """Put a whole file in place at once, wherever the command line names it. Raises UsageError."""
    try:
        part = _beside(place, data)
        try:
            os.replace(part, place)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", path=str(place), remedy="Name another file.") from None


def _refuse_links(root: Path, path: str) -> None:
    full = root / path
    if not full.parent.resolve().is_relative_to(root.resolve()) or full.is_symlink():
        raise UsageError("the path leads through a symbolic link", path=path, remedy="Use a real folder.")


def _beside(full: Path, data: bytes) -> Path:
    """A new file with the bytes, in the folder of another, so that it can take its place at once."""
    full.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=full.parent, prefix=".tunegate-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.chmod(name, 0o644)
    except BaseException:
        os.unlink(name)
        raise
    return Path(name)


def _restore(full: Path, copy: Path | None) -> None:
    with suppress(OSError):
        if copy is None:
            full.unlink(missing_ok=True)
        else:
            os.replace(copy, full)
