"""What the commands on records share: where an index is kept, what is asked, and how an answer is shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gate.evidence.pack import Document
from gate.page.history import History, Past, read_history
from gate.records.collect import data_digest
from gate.values.errors import EvidenceError, UsageError

if TYPE_CHECKING:
    from gate.commands._gather import Here
    from gate.config.load import Model
    from gate.git.repository import Repository
    from gate.records.find import Hit, Searched
    from gate.records.store import IndexedState, Store
    from gate.registry.store import Store as Files
    from gate.surfaces.records.each import Record

REF = "refs/tunegate/records"
STDIN = "-"
MAX_QUERY = 64 * 1024 * 1024


class Plain:
    """A folder or a bucket as a store of indices: what is written is there at once."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self.where = files.where

    def read(self, path: str, limit: int) -> bytes | None:
        return self._files.read(path, limit)

    def write(self, path: str, data: bytes) -> None:
        from gate.records.store import MAX_BLOCK

        if not self._files.create(path, data):
            was = self._files.read(path, MAX_BLOCK)
            if was != data:
                self._files.replace(path, data, was)

    def remove(self, path: str) -> None:
        self._files.remove(path)

    def names(self, folder: str) -> list[str]:
        return self._files.names(folder)

    def save(self, why: str) -> None:
        """Nothing is left to be kept."""


def open_store(url: str | None, repository: Repository) -> Store:
    """The store at a URL; without one it is a ref of the repository. Raises UsageError."""
    if url is None:
        return repository.kept(REF)
    from gate.registry.store import Bucket, Folder

    scheme, colon, path = url.partition(":")
    if scheme == "folder" and colon:
        if not Path(path).is_dir():
            raise UsageError(f"there is no folder {path}", remedy="Make it: an empty folder is an empty store.")
        return Plain(Folder(Path(path)))
    if "://" not in url:
        raise UsageError(
            f"{url!r} is not where an index can be kept", remedy="Give folder:PATH, or the URL of a bucket (s3://...)."
        )
    return Plain(Bucket(url))


def asked_records(names: Sequence[str]) -> tuple[Record, ...]:
    """The records in files, as JSON Lines, CSV, ... by the file's name; '-' reads one record from standard input.

    Raises UsageError for a file that cannot be read, and one without a record.
    """
    found: list[Record] = []
    for name in names:
        records = list(_of_file(name))
        if not records:
            raise UsageError("there is no record in it", path=name, remedy="Give a file with the record as it was.")
        found += records
    return tuple(found)


def _of_file(name: str) -> Iterator[Record]:
    from gate.surfaces.records import format_of_records
    from gate.surfaces.records.each import each_record, whole
    from gate.surfaces.records.spool import UnreadError

    try:
        if name == STDIN:
            data = sys.stdin.buffer.read(MAX_QUERY + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(MAX_QUERY + 1)
    except OSError as error:
        raise UsageError(f"it cannot be read: {error.strerror}", path=name, remedy="Check the name.") from None
    if len(data) > MAX_QUERY:
        raise UsageError(f"it has more than {MAX_QUERY:,} bytes", path=name, remedy="Give the records you look for.")
    format = format_of_records(name) or "json"
    if format == "json" and data.lstrip()[:1] == b"{" and (one := whole(data)).value is not None:
        yield one
        return
    try:
        yield from each_record(lambda: iter([data]), format)
    except UnreadError as error:
        raise UsageError(f"no records can be read from it: {error}", path=name, remedy="Give them as JSON.") from None


def fields(given: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """FIELD=VALUE as pairs. Raises UsageError."""
    rows = [text.partition("=") for text in given]
    if wrong := next((text for text, row in zip(given, rows, strict=True) if not row[0] or not row[2]), None):
        raise UsageError(f"--id takes FIELD=VALUE, and {wrong!r} is not that", remedy="Write: --id user_id=4711.")
    return tuple((name, value) for name, _, value in rows)


# -- which decisions a state of the data is under


@dataclass(frozen=True, slots=True)
class Under:
    """A disposition for the data, and the weights that were trained on them where the pack says which."""

    past: Past
    weights: str | None


def decisions_of(at: Here, model: Model) -> dict[str, list[Under]]:
    """Digest of the training data -> the dispositions made for it, newest first, as far as git's history has them."""
    head = at.repository.try_commit("HEAD")
    found: dict[str, list[Under]] = {}
    if head is not None:
        for past, data, weights in past_decisions(at, model, read_history(at.repository, head, model.evidence)):
            found.setdefault(data, []).append(Under(past, weights))
    return found


def run_at(snapshot: Any, folder: str, kind: str = "training-run") -> Document | None:
    """A document of the pack at a snapshot; None where there is none that can be read."""
    from gate.evidence.pack import load

    return load(snapshot, folder).artefacts.get(kind)


def _weights(run: Document | None) -> str | None:
    output = run.value.get("output") if run else None
    if not isinstance(output, dict):
        return None
    return str(output.get("id") or output.get("digest") or "") or None


def past_decisions(at: Here, model: Model, history: History) -> list[tuple[Past, str, str | None]]:
    """Each disposition with the digest of its training data and its weights, as far as its state is there."""
    from gate.evidence.states import load_state
    from gate.git.snapshot import Snapshot

    found: list[tuple[Past, str, str | None]] = []
    for past in history.past:
        if past.kind != "disposition":
            continue
        snapshot = Snapshot(at.repository, past.commit)
        try:
            state = load_state(snapshot, model.evidence, str(past.value["state"])).state
        except EvidenceError:
            continue
        data = data_digest(state) if state else None
        if data is not None:
            found.append((past, data, _weights(run_at(snapshot, model.evidence))))
    return found


# -- the answer


def rows(searched: Sequence[Searched], under: dict[str, dict[str, list[Under]]]) -> list[dict[str, Any]]:
    """The answer as JSON rows, one a state."""
    return [
        {
            "store": found.state.repository,
            "model": found.state.model,
            "training_data": found.state.data,
            "commit": found.state.commit,
            "committed_at": found.state.committed_at,
            "hits": [hit_row(hit) for hit in found.hits],
            "not_searched": [{"path": path, "why": why} for path, why in found.unsearched],
            "dispositions": [
                {
                    "decision": decision.past.value.get("decision"),
                    "decided_at": decision.past.value.get("decided_at"),
                    "decided_by": decision.past.value.get("decided_by"),
                    "expires": decision.past.value.get("expires"),
                    "digest": decision.past.digest,
                    "commit": decision.past.commit,
                    "weights": decision.weights,
                }
                for decision in _of(found.state, under)
            ],
        }
        for found in searched
    ]


def runs(hits: Sequence[Hit]) -> list[str]:
    """Hits as lines of text, records in a row as one."""
    found: list[str] = []
    start = last = None
    for hit in hits:
        in_row = last is not None and last.record is not None and hit == replace(last, record=last.record + 1)
        start = start if in_row else hit
        last = hit
        about = "" if hit.similarity is None else f", about {hit.similarity:.2f}"
        where = "the whole file" if hit.record is None else f"record {hit.record}"
        if in_row and start is not None:
            found.pop()
            where = f"records {start.record}-{hit.record}"
        found.append(f"{hit.path}, {where}: {hit.how}{about}")
    return found


def _of(state: IndexedState, under: dict[str, dict[str, list[Under]]]) -> list[Under]:
    return under.get(state.model, {}).get(state.data, [])


def hit_row(hit: Hit) -> dict[str, Any]:
    """One hit as JSON."""
    row: dict[str, Any] = {"path": hit.path, "record": hit.record, "found": hit.how}
    return row if hit.similarity is None else {**row, "similarity": hit.similarity}


def repository_name(at: Here) -> str:
    """What this repository is called in an index: its page where CI says it, else its folder's name."""
    from gate.values.origin import origin

    return origin(at.config_path, os.environ).url or at.root.name
