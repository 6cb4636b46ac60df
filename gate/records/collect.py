"""The training data of a model at one commit, as an index of it: every file that the state has, and its sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gate.git.entry import Entry
from gate.records.store import IndexedFile, IndexedState
from gate.surfaces.records import Source, format_of_records
from gate.values.errors import TunegateError

if TYPE_CHECKING:
    from gate.evidence.pack import Document
    from gate.git.snapshot import Snapshot
    from gate.records.index import Indexer
    from gate.values.elements import Element, State

SURFACE = "training_data"
ELSEWHERE = "it names data outside the repository"
NO_RECORDS = "its format is none whose records are known"


def data_digest(state: State) -> str | None:
    """The digest of the data of a state; None for a model that has no training data."""
    return state.surface_digests.get(SURFACE)


def collect(
    indexer: Indexer,
    snapshot: Snapshot,
    state: State,
    repository: str,
    stood: tuple[str, str | None],
    manifest: Document | None,
    folders: Iterable[Path] = (),
) -> IndexedState:
    """Index what the state has. ``stood`` is the commit, and its moment (RFC 3339). Files that git does not have
    (Git LFS) are looked for in ``folders``, by their path and digest. Raises UndecidedError where the store fails."""
    named = _sources(manifest)
    rows = tuple(
        _indexed(indexer, snapshot, element, named.get(element.path, ()), tuple(folders))
        for element in state.by_surface.get(SURFACE, ())
        if element.is_file or element.pinned is not None
    )
    return IndexedState(indexer.key.id, repository, state.model, data_digest(state) or "", *stood, rows)


def _sources(manifest: Document | None) -> Mapping[str, tuple[str, ...]]:
    """Path -> the ids and names of the sources that the manifest says it is of."""
    found: dict[str, list[str]] = defaultdict(list)
    for source in manifest.value.get("sources", ()) if manifest else ():
        for file in source.get("files", ()):
            found[file["path"]] += {str(source[key]): None for key in ("id", "name") if source.get(key)}
    return {path: tuple(names) for path, names in found.items()}


def _indexed(
    indexer: Indexer, snapshot: Snapshot, element: Element, named: tuple[str, ...], folders: tuple[Path, ...]
) -> IndexedFile:
    if not element.is_file:
        return IndexedFile(element.key, why=ELSEWHERE)
    if format_of_records(element.path) is None:
        return IndexedFile(element.path, why=NO_RECORDS)

    def source() -> Iterator[bytes]:
        return snapshot.stream(element.path, Entry(element.mode or "100644", element.oid))

    try:
        found = indexer.file(element.path, element.digest, _at_hand(element, folders) or source, named)
    except TunegateError as error:
        if error.rule == "undecided" and not element.oid:
            raise
        return IndexedFile(element.path, why=error.problems[0].message)
    return found


def _at_hand(element: Element, folders: tuple[Path, ...]) -> Source | None:
    """The file in one of the folders that has the element's digest."""
    for folder in folders:
        path = folder / element.path
        if path.is_file() and _digest(path) == element.digest:
            return lambda path=path: _pieces(path)  # type: ignore[misc]
    return None


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            yield piece


def _digest(path: Path) -> str:
    digest: Any = sha256()
    for piece in _pieces(path):
        digest.update(piece)
    return f"sha256:{digest.hexdigest()}"
