"""What was signed before a migration: the old bytes of a pack, kept under ``forms/vN`` with their signatures.

They vouch for one thing: that a document of the pack is, byte for byte, what `gate.evidence.migration` makes of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from gate.documents import DocumentError, parse
from gate.evidence.migration import STATE_KEYS, Migration, kind_of, migrate
from gate.evidence.pack import DETERMINATION, DETERMINATIONS, MAX_DOCUMENT, Document
from gate.evidence.states import DIGEST, MAX_STATE, state_path, state_text
from gate.git.snapshot import Snapshot
from gate.values import forms
from gate.values.canonical import digest_of
from gate.values.errors import EvidenceError

FOLDER = "forms"
SIGNATURES = ".sig"  # as gate.approvals names them


@dataclass(frozen=True, slots=True)
class Kept:
    """A signed document of an older form. ``problem`` says why it does not give the one that is there now."""

    form: int
    path: str
    message: bytes
    problem: str = ""


def home_of(folder: str, number: int) -> str:
    """Where a pack keeps what was signed in the form of a number."""
    return f"{folder}/{FOLDER}/v{number}"


def kept_forms(snapshot: Snapshot, document: Document) -> Iterator[Kept]:
    """The signed older forms of a disposition or a determination. Raises UndecidedError where a file is too large."""
    folder = document.path.rpartition("/")[0]
    if document.kind == DETERMINATION:
        folder = folder.removesuffix("/" + DETERMINATIONS)
    name = document.path.removeprefix(folder + "/")
    for form in forms.FORMS[:-1]:
        home = home_of(folder, form.number)
        entries = snapshot.entries([home])
        if f"{home}/{name}{SIGNATURES}" in entries:
            yield _kept(snapshot, home, form.number, name, document.digest)


def _kept(snapshot: Snapshot, home: str, number: int, name: str, digest: str) -> Kept:
    """The kept document ``name``; ``digest`` is that of the one that it has to give."""
    path, message = f"{home}/{name}", b""
    try:
        files = kept_files(snapshot, home)
        if name not in files:
            raise EvidenceError("the signed document is not there", path=path)
        message = files[name]
        found = migrate(home, files).documents.get(name, message)
    except EvidenceError as error:
        problem = error.problems[0]
        return Kept(number, path, message, f"{problem.place}: {problem.message}")
    return Kept(number, path, message, "" if digest_of(found) == digest else f"{path} is not an older form of it")


def kept_files(snapshot: Snapshot, home: str) -> dict[str, bytes]:
    """The documents that are kept in a folder, and the states that they name. Raises EvidenceError."""
    entries = snapshot.entries([home])
    files = {name: read_file(snapshot, home, name, MAX_DOCUMENT) for name in _names(entries, home) if kind_of(name)}
    states = {state_path(home, digest) for name, data in files.items() for digest in named_states(name, data)}
    for name in _names(states & entries.keys(), home):
        files[name] = read_file(snapshot, home, name, MAX_STATE)
    return files


def read_file(snapshot: Snapshot, folder: str, name: str, limit: int) -> bytes:
    """A file of a pack. Raises EvidenceError for a link, UndecidedError where it has more bytes than the limit."""
    path = f"{folder}/{name}"
    entry = snapshot.entry(path)
    if entry is None or not entry.is_regular:
        raise EvidenceError("it is not a file of its own", path=path, remedy="Replace the link by the file.")
    return snapshot.read(path, entry, limit=limit)


def _names(paths: Iterable[str], home: str) -> list[str]:
    return [path.removeprefix(home + "/") for path in sorted(paths)]


def to_keep(files: Mapping[str, bytes], migration: Migration) -> dict[str, bytes]:
    """What a migration keeps of a pack, ``files``: the signed documents that it changes, their signatures, and
    what their newest form follows from. Paths begin at the pack's folder."""
    kept: dict[str, bytes] = {}
    for name in migration.documents:
        if name + SIGNATURES not in files:
            continue
        needed = _needed(name, migration.needs)
        number = min(migration.old[path].form.number for path in needed if path in migration.old)
        home = f"{FOLDER}/v{number}"
        kept[f"{home}/{name}{SIGNATURES}"] = files[name + SIGNATURES]
        for path in needed:
            if path in files:
                kept[f"{home}/{path}"] = files[path]
            elif path in migration.old:
                kept[f"{home}/{path}"] = state_text(migration.old[path]).encode()
    return kept


def _needed(name: str, needs: Mapping[str, frozenset[str]]) -> set[str]:
    found: set[str] = set()
    open_ = [name]
    while open_:
        path = open_.pop()
        if path not in found:
            found.add(path)
            open_.extend(needs.get(path, ()))
    return found


def named_states(path: str, data: bytes) -> list[str]:
    """The digests of states that a document names; none where it cannot be read."""
    kind = kind_of(path)
    try:
        node = parse(data, "yaml")
    except DocumentError:
        return []
    values = [node.at(tokens).value for tokens in (STATE_KEYS[kind] if kind else ())]
    return [value for value in values if isinstance(value, str) and DIGEST.fullmatch(value)]
