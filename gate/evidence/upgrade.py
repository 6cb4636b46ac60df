"""Which files of a work tree a migration of one pack writes and takes away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gate.evidence.kept import SIGNATURES, read_file, to_keep
from gate.evidence.migration import kind_of, migrate
from gate.evidence.pack import MAX_DOCUMENT, load
from gate.evidence.states import MAX_STATE, STATES
from gate.git.snapshot import Snapshot
from gate.values.errors import EvidenceError, Problem


@dataclass(frozen=True)
class Upgrade:
    """Path -> bytes of every file to write, and the paths to take away; ``left`` as in a `Migration`.

    ``documents`` and ``states`` count what is migrated, ``kept`` are the signed documents that are kept as they were.
    """

    written: Mapping[str, bytes]
    gone: tuple[str, ...]
    left: tuple[Problem, ...]
    documents: int
    states: int
    kept: tuple[str, ...]


def upgrade(snapshot: Snapshot, folder: str) -> Upgrade:
    """The migration of the pack in a folder. Raises EvidenceError with everything that stands in the way."""
    load(snapshot, folder).or_raise()
    files = _files(snapshot, folder)
    found = migrate(folder, files)
    kept = to_keep(files, found)
    _prove(folder, kept, found.documents)
    written = {**found.states, **kept, **found.documents}
    signed = tuple(name for name in found.documents if name + SIGNATURES in files)
    return Upgrade(
        written={f"{folder}/{name}": data for name, data in written.items() if files.get(name) != data},
        gone=tuple(f"{folder}/{name}" for name in (*found.gone, *(name + SIGNATURES for name in signed))),
        left=found.left,
        documents=len(found.documents),
        states=len(found.gone),
        kept=tuple(f"{folder}/{path}" for path in sorted(kept) if path.endswith(SIGNATURES)),
    )


def _files(snapshot: Snapshot, folder: str) -> dict[str, bytes]:
    """The documents, states and signatures of a pack."""
    found: dict[str, bytes] = {}
    for path in sorted(snapshot.entries([folder])):
        name = path.removeprefix(folder + "/")
        if kind_of(name.removesuffix(SIGNATURES)):
            found[name] = read_file(snapshot, folder, name, MAX_DOCUMENT)
        elif name.startswith(STATES + "/") and name.endswith(".json"):
            found[name] = read_file(snapshot, folder, name, MAX_STATE)
    return found


def _prove(folder: str, kept: Mapping[str, bytes], documents: Mapping[str, bytes]) -> None:
    """Raises EvidenceError where what will be kept would not give the new documents."""
    for home in sorted({"/".join(path.split("/")[:2]) for path in kept}):
        files = {path.removeprefix(home + "/"): data for path, data in kept.items() if path.startswith(home + "/")}
        again = migrate(f"{folder}/{home}", files)
        for name in files:
            if name + SIGNATURES in files and again.documents.get(name) != documents[name]:
                raise EvidenceError(
                    "what is kept of it would not give it again",
                    path=f"{folder}/{name}",
                    remedy="Please report it: what is kept is meant to be enough.",
                )
