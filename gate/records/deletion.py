"""Requests to delete training records: what they are found by, and what of it a model's data still have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gate.documents import DocumentError, Node, parse
from gate.documents.schema import problems
from gate.git.snapshot import Snapshot
from gate.records.block import Block, id_column
from gate.records.collect import ELSEWHERE, NO_RECORDS
from gate.records.find import Blocks
from gate.records.fold import fold_text
from gate.records.index import Indexer
from gate.records.key import Key
from gate.records.store import IndexedFile, IndexedState, Store
from gate.surfaces.records.each import Record
from gate.values.errors import EvidenceError, Problem

FOLDER = "deletion-requests"
KIND = "deletion-request"
MAX_DOCUMENT = 1 << 20
_NO_KEY = "its data are not indexed with the request's key, and no key was given"


@dataclass(frozen=True)
class Request:
    """A document of the register."""

    path: str
    node: Node
    value: Mapping[str, Any]

    @property
    def fields(self) -> tuple[str, ...]:
        """The id fields that it names."""
        return tuple(sorted({row["field"] for row in self.value["find"] if row["by"] == "id"}))


def read_requests(snapshot: Snapshot) -> list[Request]:
    """The register, by path. Raises EvidenceError with every document that cannot be read or does not fit."""
    found: list[Request] = []
    wrong: list[Problem] = []
    for path, entry in sorted(snapshot.entries([FOLDER]).items()):
        if not path.endswith((".yaml", ".yml")):
            continue
        if not entry.is_regular:
            wrong.append(Problem("a request has to be a file of its own", path, 1, 1, "Replace the link by the file."))
            continue
        try:
            node = parse(snapshot.read(path, entry, limit=MAX_DOCUMENT), "yaml")
        except DocumentError as error:
            wrong.append(Problem(error.message, path, error.line, error.line, error.remedy))
            continue
        wrong += (said := problems(KIND, node, path))
        if not said:
            found.append(Request(path, node, node.plain()))
    if wrong:
        raise EvidenceError(wrong)
    return found


def find_rows(key: Key, indexer: Indexer, records: Iterable[Record], ids: Iterable[tuple[str, str]]) -> list[Any]:
    """What records are found by, as the document has it."""
    rows: list[dict[str, str]] = []
    for record in records:
        whole, _, given, _ = indexer.digests(record)
        rows.append({"by": "record", "digest": whole.hex()})
        if any(given):
            rows.append({"by": "input", "digest": given.hex()})
    for name, value in ids:
        digest = indexer.id_digest(name, fold_text(value)).hex()
        rows.append({"by": "id", "field": name, "digest": digest})
    return rows


def carried(block: Block, key: Key | None, find: Iterable[Mapping[str, str]]) -> int | str:
    """How many records of a block a request is about, or why that cannot be said. Id fields need the key."""
    rows: set[int] = set()
    for row in find:
        if row["by"] == "id":
            if key is None:
                return "no key was given, which id fields are looked for with"
            column = id_column(key, row["field"])
            if block.records and column not in block.columns:
                return f"it was indexed without the id field {row['field']!r}"
        else:
            column = {"record": "whole", "input": "input"}[row["by"]]
        rows.update(block.rows_with(column, bytes.fromhex(row["digest"])))
    return len(rows)


class Overlay:
    """A store that is only read: what is written is forgotten at the end."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._new: dict[str, bytes] = {}
        self.where = store.where

    def read(self, path: str, limit: int) -> bytes | None:
        return self._new.get(path) or self._store.read(path, limit)

    def write(self, path: str, data: bytes) -> None:
        self._new[path] = data

    def remove(self, path: str) -> None:
        self._new.pop(path, None)

    def names(self, folder: str) -> list[str]:
        return self._store.names(folder)

    def save(self, why: str) -> None:
        """Nothing is kept."""


@dataclass(frozen=True)
class Looked:
    """One model's data as they are looked through: under the key with this id, as the index of them says."""

    state: IndexedState
    blocks: Blocks
    key: Key | None


def look(found: Looked | None, model: str, request: Request) -> Iterator[dict[str, Any]]:
    """A row for each file that carries what the request is about (``records``), or could not be looked through
    (``why``; ``beyond``: with the key and the data it could not be either)."""
    if found is None:
        yield {"model": model, "path": "the training data", "why": _NO_KEY, "beyond": False}
        return
    for file in found.state.files:
        said = _file(found, file, request)
        if isinstance(said, str):
            yield {"model": model, "path": file.path, "why": said, "beyond": said in (ELSEWHERE, NO_RECORDS)}
        elif said:
            yield {"model": model, "path": file.path, "records": said}


def _file(found: Looked, file: IndexedFile, request: Request) -> int | str:
    if file.block is None:
        return file.why or "it is not indexed"
    block = found.blocks.get(found.state.key, file)
    return block if isinstance(block, str) else carried(block, found.key, request.value["find"])


_KEPT = ("due", "find", "key", "reference", "requested_at")  # what a request is


@dataclass(frozen=True)
class Register:
    """The requests that count, by path: ``before`` are those of commits whose word counts before the head's, with what
    a later one of them says of it; ``head`` those that the head has."""

    before: Mapping[str, Request]
    head: Mapping[str, Request]
    lost: frozenset[str] = frozenset()  # of ``before``: what the head had to keep

    def __iter__(self) -> Iterator[Request]:
        """Each as it counts: what was asked for before does not change by what the head says."""
        for path in sorted({*self.before, *self.head}):
            yield self.before.get(path) or self.head[path]

    def removed(self) -> list[dict[str, Any]]:
        """What the head took out."""
        return [_named(self.before[path], here=False) for path in sorted(self.lost - self.head.keys())]

    def facts(self, models: Iterable[str], looked: Callable[[str, Request], Looked | None]) -> list[dict[str, Any]]:
        """The requests as ``policies/lib/deletions.rego`` judges them."""
        names = list(models)
        rows = []
        for request in self:
            here = self.head.get(request.path, request)
            closed = request.value.get("closed") or here.value.get("closed")
            is_refused = closed is not None and closed["how"] == "refused"
            asked = [] if is_refused else names
            found = [row for name in asked for row in look(looked(name, request), name, request)]
            rows.append(
                {
                    **_named(here, here=request.path in self.head),
                    "reference": request.value["reference"],
                    "owner": request.value["owner"],
                    "requested_at": request.value["requested_at"],
                    "changed": self._changed(request, here),
                    "due": request.value["due"],
                    "closed": {"how": closed["how"], "at": closed["at"]} if closed else None,
                    "carried": [row for row in found if "records" in row],
                    "unchecked": [row for row in found if "why" in row],
                }
            )
        return rows

    def _changed(self, request: Request, here: Request) -> list[str]:
        if request.path not in self.lost:
            return []
        found = [name for name in _KEPT if request.value[name] != here.value[name]]
        was = request.value.get("closed")
        return found if was is None or was == here.value.get("closed") else [*found, "closed"]


def register(head: Iterable[Request], base: Iterable[Request] = (), *others: Iterable[Request]) -> Register:
    """The head's requests, held against the base's; ``others`` are of commits that count, too, and that the head need
    not have seen."""
    of_base = {request.path: request for request in base}
    before = dict(of_base)
    for more in others:
        for request in more:
            known = before.get(request.path)
            if known is None or (request.value.get("closed") and not known.value.get("closed")):
                before[request.path] = request
    return Register(before, {request.path: request for request in head}, frozenset(of_base))


def _named(request: Request, *, here: bool) -> dict[str, Any]:
    line = request.node.at(("due",)).line if here else None
    return {"path": request.path, "line": line, "reference": request.value["reference"]}
