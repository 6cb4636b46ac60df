"""Holds on a model and their releases, in its evidence folder: each a document, signed beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gate.documents import parse
from gate.documents.schema import problems
from gate.evidence.files import write
from gate.evidence.pack import HOLD, HOLDS, RELEASE, RELEASES, Document, held
from gate.evidence.scaffold import scaffold
from gate.values.errors import EvidenceError, UsageError

if TYPE_CHECKING:
    from gate.config.load import Model
    from gate.git.snapshot import Snapshot


def new_hold(root: Path, model: Model, *, by: str, reason: str, now: str) -> tuple[str, bytes]:
    """Write a hold; its path and bytes. ``now`` is RFC 3339. Raises UsageError where there is one of this moment,
    EvidenceError for a reason that does not fit."""
    path = f"{model.evidence}/{HOLDS}/{_stamp(now)}.yaml"
    return _written(root, path, HOLD, {"model": model.name, "held_by": by, "held_at": now, "reason": reason})


def new_release(root: Path, model: Model, hold: Document, *, by: str, reason: str, now: str) -> tuple[str, bytes]:
    """Write the release of a hold; its path and bytes. Raises as `new_hold` does."""
    known = {"model": model.name, "hold": hold.digest, "released_by": by, "released_at": now, "reason": reason}
    stem = hold.path.rpartition("/")[2].removesuffix(".yaml")
    return _written(root, f"{model.evidence}/{RELEASES}/{stem}.yaml", RELEASE, known)


def holds_of(snapshot: Snapshot, folder: str) -> tuple[Document, ...]:
    """The holds of a pack. Raises EvidenceError for one that cannot be read."""
    return held(snapshot, folder).or_raise().holds


def release_of(snapshot: Snapshot, folder: str, hold: Document) -> tuple[str, bytes] | None:
    """Path and bytes of the release of a hold; None where nobody has written one."""
    for document in held(snapshot, folder).or_raise().releases:
        entry = snapshot.entry(document.path)
        if document.value["hold"] == hold.digest and entry is not None:
            return document.path, snapshot.read(document.path, entry, limit=1 << 20)
    return None


def _written(root: Path, path: str, kind: str, known: dict[str, str]) -> tuple[str, bytes]:
    if (root / path).exists():
        raise UsageError("the document is there already", path=path, remedy="Run the command again.")
    text = scaffold(kind, {"schema": f"tunegate/{kind}/v1", **known})
    if found := problems(kind, parse(text.encode(), "yaml"), path):
        raise EvidenceError(found)
    write(root, path, text)
    return path, text.encode()


def _stamp(now: str) -> str:
    return now.replace(":", "").replace("-", "")
