"""The evidence pack of one model: its documents, schema-checked, with the place of every value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from gate.config.selectors import OBSERVED
from gate.documents import MAX_KEPT, DocumentError, Node, parse
from gate.evidence.defaults import fitting
from gate.evidence.upstream import Observation, observations, path_of
from gate.evidence.versions import NewerFormError, refuse_newer
from gate.git.entry import SYMLINK, Entry
from gate.git.snapshot import Snapshot
from gate.values.canonical import digest_of
from gate.values.errors import EvidenceError, Problem
from gate.values.terms import ARTEFACT_KINDS

MAX_DOCUMENT = 8 * 1024 * 1024
DISPOSITION = "disposition"
BASELINE = "baseline"  # what exists and is not reviewed yet, in the place of a disposition
DETERMINATION = "determination"
DETERMINATIONS = "determinations"
WITHDRAWAL = "withdrawal"
WITHDRAWALS = "withdrawals"
HOLD, RELEASE = "hold", "release"
HOLDS, RELEASES = "holds", "releases"
STATEMENT = "controls-statement"
STATEMENTS = "controls"  # of other repositories, kept with their signatures
UPSTREAM = "upstream"  # what floating references stand for; no artefact, and part of the state by its values
FOLDERS = {
    DETERMINATIONS: DETERMINATION,
    WITHDRAWALS: WITHDRAWAL,
    HOLDS: HOLD,
    RELEASES: RELEASE,
    STATEMENTS: STATEMENT,
}  # folder of a pack -> kind of its documents
KINDS = (*ARTEFACT_KINDS, DISPOSITION)
TOP = (*KINDS, BASELINE)  # documents right in the folder


@dataclass(frozen=True)
class Document:
    """One evidence document, with its defaults put in. ``folder`` is that of its pack, ``digest`` is of its bytes."""

    kind: str
    folder: str
    path: str
    digest: str
    node: Node
    value: Mapping[str, Any]


@dataclass(frozen=True)
class Pack:
    """What lies in a model's evidence folder at one snapshot."""

    path: str
    artefacts: Mapping[str, Document] = field(default_factory=dict)
    disposition: Document | None = None
    baseline: Document | None = None
    determinations: tuple[Document, ...] = ()
    withdrawals: tuple[Document, ...] = ()
    holds: tuple[Document, ...] = ()
    releases: tuple[Document, ...] = ()
    statements: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()

    def documents(self) -> list[Document]:
        own = [document for document in (self.disposition, self.baseline) if document]
        return [*self.artefacts.values(), *own, *self.determinations, *self.withdrawals]

    def has(self, kind: str) -> bool:
        return kind in self.artefacts or any(d.kind == kind for d in (self.disposition, self.baseline) if d)

    def or_raise(self) -> Pack:
        """The pack itself. Raises EvidenceError with every problem of every document."""
        if self.problems:
            raise EvidenceError(self.problems)
        return self


def load(snapshot: Snapshot, folder: str) -> Pack:
    """Read the pack. Problems are collected, not raised, so that all of them can be shown at once."""
    reader = _Reader(snapshot, folder)
    entries = snapshot.entries([folder])
    found: dict[str, Document] = {}
    seen: set[str] = set()
    below: dict[str, list[Document]] = {name: [] for name in FOLDERS}
    for path, entry in sorted(entries.items()):
        name = path.removeprefix(folder + "/")
        stem, _, ending = name.rpartition(".")
        if ending not in ("yaml", "yml"):
            continue
        if "/" in stem:
            top = stem.partition("/")[0]
            if top in FOLDERS and (document := reader.document(path, entry, FOLDERS[top])):
                below[top].append(document)
        elif name == OBSERVED:
            reader.document(path, entry, UPSTREAM)
        elif stem not in TOP:
            reader.unknown(path, stem, entry)
        elif stem in seen:
            reader.problems.append(Problem(f"two files claim to be the {stem}", path, 1, 1, f"Keep one: {stem}.yaml."))
        else:
            seen.add(stem)
            if document := reader.document(path, entry, stem):
                found[stem] = document
    if not entries or folder in entries:
        reader.link_on_the_way()
    return Pack(
        path=folder,
        artefacts={kind: found[kind] for kind in ARTEFACT_KINDS if kind in found},
        disposition=found.get(DISPOSITION),
        baseline=found.get(BASELINE),
        determinations=tuple(below[DETERMINATIONS]),
        withdrawals=tuple(below[WITHDRAWALS]),
        holds=tuple(below[HOLDS]),
        releases=tuple(below[RELEASES]),
        statements=tuple(below[STATEMENTS]),
        problems=tuple(reader.problems),
    )


def held(snapshot: Snapshot, folder: str) -> Pack:
    """The holds of a pack and their releases alone. Problems are collected, as in `load`."""
    reader = _Reader(snapshot, folder)
    holds, releases = tuple(reader.below(HOLDS)), tuple(reader.below(RELEASES))
    return Pack(path=folder, holds=holds, releases=releases, problems=tuple(reader.problems))


def decided(snapshot: Snapshot, folder: str) -> Pack:
    """The determinations and withdrawals of a pack alone. Problems are collected, as in `load`."""
    reader = _Reader(snapshot, folder)
    return Pack(
        path=folder,
        determinations=tuple(reader.below(DETERMINATIONS)),
        withdrawals=tuple(reader.below(WITHDRAWALS)),
        problems=tuple(reader.problems),
    )


def statements_at(snapshot: Snapshot, folder: str) -> tuple[Document, ...]:
    """The controls statements that a pack keeps; those that cannot be read count for nothing."""
    return tuple(_Reader(snapshot, folder).below(STATEMENTS))


def statement_at(snapshot: Snapshot, path: str) -> Document:
    """A controls statement at any path. Raises EvidenceError."""
    entry = snapshot.entry(path)
    if entry is None:
        raise EvidenceError("there is no such file", path=path, remedy="Make it: tunegate controls statement.")
    reader = _Reader(snapshot, path.rpartition("/")[0])
    document = reader.document(path, entry, STATEMENT)
    if document is None:
        raise EvidenceError(reader.problems)
    return document


def load_decisions(snapshot: Snapshot, folder: str) -> Pack:
    """The disposition of a pack with its determinations and withdrawals. Problems are collected, as in `load`."""
    reader = _Reader(snapshot, folder)
    path = f"{folder}/{DISPOSITION}.yaml"
    entry = snapshot.entry(path)
    disposition = reader.document(path, entry, DISPOSITION) if entry is not None else None
    rest = decided(snapshot, folder)
    return replace(rest, disposition=disposition, problems=(*reader.problems, *rest.problems))


def baseline_at(snapshot: Snapshot, folder: str) -> Pack:
    """The baseline of a pack alone, whatever else is there. Problems are collected, as in `load`."""
    reader = _Reader(snapshot, folder)
    for ending in ("yaml", "yml"):
        path = f"{folder}/{BASELINE}.{ending}"
        entry = snapshot.entry(path)
        if entry is not None:
            return Pack(folder, baseline=reader.document(path, entry, BASELINE), problems=tuple(reader.problems))
    return Pack(folder)


def has_disposition(snapshot: Snapshot, folder: str) -> bool:
    """Whether a pack has a disposition, which may be unreadable."""
    return any(snapshot.entry(f"{folder}/{DISPOSITION}.{ending}") is not None for ending in ("yaml", "yml"))


def observed(snapshot: Snapshot, folder: str) -> list[Observation]:
    """What the references of a model stood for; nothing where nobody has looked. Raises EvidenceError."""
    path = path_of(folder)
    entry = snapshot.entry(path)
    reader = _Reader(snapshot, folder)
    document = reader.document(path, entry, UPSTREAM) if entry is not None else None
    if reader.problems:
        raise EvidenceError(reader.problems)
    return observations(document.value) if document is not None else []


class _Reader:
    def __init__(self, snapshot: Snapshot, folder: str) -> None:
        self.snapshot = snapshot
        self.folder = folder
        self.problems: list[Problem] = []

    def below(self, name: str) -> list[Document]:
        """The documents in one of the `FOLDERS`."""
        entries = sorted(self.snapshot.entries([f"{self.folder}/{name}"]).items())
        read = (self.document(p, entry, FOLDERS[name]) for p, entry in entries if p.endswith((".yaml", ".yml")))
        return [document for document in read if document is not None]

    def link_on_the_way(self) -> None:
        """A folder that is a link, or lies behind one, is not an empty folder."""
        parts = self.folder.split("/")
        for length in range(1, len(parts) + 1):
            path = "/".join(parts[:length])
            entry = self.snapshot.entry(path)
            if entry is not None and entry.mode == SYMLINK:
                remedy = "Put the folder itself in its place, or name another with 'evidence'."
                self.problems.append(Problem("the evidence folder is a symbolic link", path, 1, 1, remedy))

    def unknown(self, path: str, stem: str, entry: Entry) -> None:
        """A file that looks like evidence under a name that nobody will read."""
        from difflib import get_close_matches

        close = get_close_matches(stem, TOP, n=1)
        data = b"" if entry.mode == SYMLINK else self.snapshot.read(path, entry, limit=MAX_DOCUMENT)
        if close or b"tunegate/" in data:
            hint = f"Did you mean {close[0]}.yaml?" if close else f"Known kinds: {', '.join(KINDS)}."
            self.problems.append(Problem(f"{stem!r} is not a kind of evidence", path, 1, 1, hint))

    def document(self, path: str, entry: Entry, kind: str) -> Document | None:
        if not entry.is_regular:
            self.problems.append(
                Problem("an evidence document has to be a file of its own", path, 1, 1, "Replace the link by the file.")
            )
            return None
        data = self.snapshot.read(path, entry, limit=MAX_DOCUMENT)
        try:
            node = parse(data, "yaml")
            refuse_newer(kind, node, path)
        except DocumentError as error:
            self.problems.append(Problem(error.message, path, error.line, error.line, error.remedy))
            return None
        except NewerFormError as error:
            self.problems.extend(error.problems)
            return None
        whole, found = (_fitting if len(data) <= MAX_KEPT else _fitting.__wrapped__)(kind, data, path)
        if found:
            self.problems.extend(found)
            return None
        return Document(kind, self.folder, path, digest_of(data), whole, whole.plain())


@lru_cache(maxsize=64)  # the head's document is, as a rule, the base's
def _fitting(kind: str, data: bytes, path: str) -> tuple[Node, list[Problem]]:
    return fitting(kind, parse(data, "yaml"), path)
