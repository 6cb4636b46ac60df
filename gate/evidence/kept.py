"""What was signed before a migration: the old bytes of a pack, kept under ``forms/vN`` with their signatures.

They vouch for one thing: that a document of the pack is, byte for byte, what `gate.evidence.migration` makes of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gate.documents import DocumentError, parse
from gate.evidence.migration import Migration, kind_of, migrate
from gate.evidence.pack import MAX_DOCUMENT, Document
from gate.evidence.states import MAX_STATE, state_path, state_text
from gate.git.snapshot import Snapshot
from gate.values import forms
from gate.values.canonical import digest_of
from gate.values.digests import is_digest
from gate.values.errors import EvidenceError

SIGNATURES = ".sig"  # as gate.approvals names them


@dataclass(frozen=True, slots=True)
class Kept:
    """A signed document of an older form. ``problem`` says why it does not give the one that is there now.

    ``digests`` are those that the document has had: of the kept bytes, and of what each form since made of them.
    """

    form: int
    path: str
    message: bytes
    problem: str = ""
    digests: tuple[str, ...] = ()


def home_of(number: int) -> str:
    """Where a pack keeps what was signed in the form of a number, from its own folder."""
    return f"forms/v{number}"


def kept_forms(snapshot: Snapshot, document: Document) -> Iterator[Kept]:
    """The signed older forms of a disposition or a determination. Raises UndecidedError where a file is too large."""
    name = document.path.removeprefix(document.folder + "/")
    for form in forms.FORMS[:-1]:
        home = f"{document.folder}/{home_of(form.number)}"
        entries = snapshot.entries([home])
        if f"{home}/{name}{SIGNATURES}" in entries:
            yield _kept(snapshot, home, form.number, name, document.digest)


def _kept(snapshot: Snapshot, home: str, number: int, name: str, digest: str) -> Kept:
    """The kept document ``name``; ``digest`` is that of the one that it has to give."""
    path, message = f"{home}/{name}", b""
    try:
        files = kept_files(snapshot, home, name)
        message = files[name]
        found = migrate(home, files).documents.get(name)
    except EvidenceError as error:
        problem = error.problems[0]
        return Kept(number, path, message, f"{problem.place}: {problem.message}")
    if found is None or digest_of(found) != digest:
        return Kept(number, path, message, f"{path} is not an older form of it")
    return Kept(number, path, message, "", (digest_of(message), *_between(home, number, name, files)))


def _between(home: str, number: int, name: str, files: Mapping[str, bytes]) -> Iterator[str]:
    """The digests that the document had in the forms between its own and the newest: a base may have it in one."""
    for form in forms.FORMS[:-1]:
        if form.number > number:
            try:
                found = migrate(home, files, form).documents.get(name)
            except EvidenceError:  # that form could not be made of it, so nobody has it
                continue
            if found is not None:
                yield digest_of(found)


def kept_files(snapshot: Snapshot, home: str, name: str) -> dict[str, bytes]:
    """What the newest form of a kept document follows from: itself, the documents whose digests it names, and the
    states of all of them. Raises EvidenceError."""
    entries = snapshot.entries([home])
    names = [path.removeprefix(home + "/") for path, entry in sorted(entries.items()) if entry.is_regular]
    documents = {other: read_file(snapshot, home, other, MAX_DOCUMENT) for other in names if kind_of(other)}
    if name not in documents:
        raise EvidenceError("there is no such file beside the signatures", path=f"{home}/{name}")
    by_digest = {digest_of(data): other for other, data in documents.items()}
    files: dict[str, bytes] = {}
    open_ = [name]
    while open_:
        other = open_.pop()
        if other in files:
            continue
        files[other] = documents[other]
        texts = _texts(documents[other])
        open_ += [by_digest[text] for text in texts if text in by_digest]
        for path in {state_path(home, text) for text in texts if is_digest(text)} & entries.keys():
            state = path.removeprefix(home + "/")
            files[state] = read_file(snapshot, home, state, MAX_STATE)
    return files


def _texts(data: bytes) -> set[str]:
    """Every text in a document; none where it cannot be read."""
    try:
        node = parse(data, "yaml")
    except DocumentError:
        return set()
    return {leaf.value for _, leaf in node.leaves() if isinstance(leaf.value, str)}


def read_file(snapshot: Snapshot, folder: str, name: str, limit: int) -> bytes:
    """A file of a pack. Raises EvidenceError for a link, UndecidedError where it has more bytes than the limit."""
    path = f"{folder}/{name}"
    entry = snapshot.entry(path)
    if entry is None or not entry.is_regular:
        raise EvidenceError("it is not a file of its own", path=path, remedy="Replace the link by the file.")
    return snapshot.read(path, entry, limit=limit)


def to_keep(files: Mapping[str, bytes], migration: Migration) -> dict[str, bytes]:
    """What a migration keeps of a pack, ``files``: the signed documents that it changes, their signatures, and
    what their newest form follows from. Paths begin at the pack's folder."""
    kept: dict[str, bytes] = {}
    for name in migration.documents:
        if name + SIGNATURES not in files:
            continue
        needed = _needed(name, migration.needs)
        number = min(migration.old[path].form.number for path in needed if path in migration.old)
        home = home_of(number)
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
