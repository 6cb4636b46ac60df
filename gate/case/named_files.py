"""Files of this repository that a document names, wherever a reference can stand, and whether they are those.

One walk for every document: a field that by its name refers to something, or that has a digest beside it. What is a
path of the head, or looks like one, is looked up; addresses of other stores are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from gate.documents import pointer_of
from gate.git.paths import is_inside
from gate.values.regex import regex

if TYPE_CHECKING:
    from gate.case.shape import NamedFile
    from gate.git.entry import Entry
    from gate.git.snapshot import Snapshot
    from gate.surfaces.reader import Reader

Tokens = tuple[str, ...]

# last words of the keys that refer to something
_REFERS = frozenset(
    "path file files reference references assessment records raw location document documents url uri link href card "
    "statement report policy terms licence license contract notice agreement attestation config configuration "
    "evidence source where list copy transcript transcripts log labels".split()
)
# endings of what a pack refers to: text, tables, data, archives and exports
_ENDINGS = frozenset(
    "md markdown txt rst adoc html htm pdf doc docx odt rtf yaml yml json jsonl ndjson json5 toml ini cfg xml csv tsv "
    "xls xlsx parquet arrow feather sqlite db lock log eval out gz bz2 xz zst zip tar tgz png jpg jpeg svg eml msg p7s "
    "asc sig py ipynb sh safetensors gguf bin spdx rdf bib tex pptx ods odp".split()
)
_SCHEME = regex(r"[A-Za-z][A-Za-z0-9+.-]*:")
_HOST = regex(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?::\d+)?")
_WORDS = regex(r"[A-Za-z]+")
_TAIL = regex(r"^([^#?]+\.[A-Za-z0-9]+)(?:[#?@:].*)$")  # a fragment, a query, a revision or a line
_ASIDE = regex(r"^[\"'`(<\[]+|[\"'`)>\],;:.]+$")


def named_files(snapshot: Snapshot, reader: Reader, value: Mapping[str, Any]) -> dict[str, NamedFile]:
    """Pointer -> a file of this repository that a document names, the digest beside it, and the one that it has.

    ``digest`` is None where the document gives none. The files of a manifest's sources are training data, reports that
    values were derived from and controls are compared as what they are, so they are not here. A path in a sentence is
    here where there is such a file: a sentence can speak of files elsewhere.
    """
    fields = [(tokens, key, digest, _paths(key, text)) for tokens, key, text, digest in _fields(value, ())]
    snapshot.entries({path for *_, paths in fields for path in paths if is_inside(path)})  # looked up at once
    found: dict[str, NamedFile] = {}
    for tokens, key, digest, paths in fields:
        there = {path: entry for path in paths if (entry := _entry(snapshot, path))}
        said = next(iter(there), next((path for path, looks in paths.items() if looks), None))
        if said is None:
            continue
        has = reader.data_digest(snapshot, said, there[said]) if said in there else None
        found[pointer_of(tokens if key == "path" else (*tokens, key))] = {"path": said, "digest": digest, "found": has}
    return found


def _fields(value: Any, tokens: Tokens) -> Iterator[tuple[Tokens, str, str, str | None]]:
    """(tokens of the mapping, key, text, digest beside it) of everything that can be a reference."""
    for key, child in _children(value):
        below = (*tokens, key)
        if _compared_elsewhere(below, child):
            continue
        if isinstance(child, (Mapping, list)):
            yield from _fields(child, below)
            continue
        owner, name = (value, key) if isinstance(value, Mapping) else ({}, tokens[-1] if tokens else "")
        digest = _digest(owner, key)
        if isinstance(child, str) and (_refers(name) or (digest is not None and key == "name")):
            yield tokens, key, child, digest


def _children(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        yield from ((str(key), child) for key, child in value.items())
    elif isinstance(value, list):
        yield from ((str(index), child) for index, child in enumerate(value))


def _compared_elsewhere(tokens: Tokens, value: Any) -> bool:
    """Reports of ``derived``, exclusions, the training data itself, and controls."""
    if tokens[0] in ("derived", "exclusions", "hyperparameters"):
        return True
    if tokens[0] == "sources" and tokens[2:] == ("files",):
        return True
    return isinstance(value, Mapping) and "surface" in value and "path" in value


def _refers(key: str) -> bool:
    said = _WORDS.findall(key.lower())
    return bool(said) and said[-1] in _REFERS


def _digest(owner: Mapping[str, Any], key: str) -> str | None:
    """The digest that stands beside a field: its own by name, else the only one of the mapping."""
    for name in (f"{key}_digest", "digest"):
        if isinstance(owner.get(name), str):
            return str(owner[name])
    return None


def _paths(key: str, text: str) -> dict[str, bool]:
    """The paths that a field may mean -> whether it can mean nothing else."""
    plain = text.strip()
    if key == "path":
        return {} if _SCHEME.match(plain) else {plain: True}
    words = plain.split()
    if len(words) == 1:
        said = _path(plain)
        cut = _TAIL.sub(r"\1", said)
        return {} if _SCHEME.match(said) else {path: _looks_like_one(cut) for path in (said, cut)}
    said_in = {_TAIL.sub(r"\1", _path(_ASIDE.sub("", word))) for word in words}
    named = sorted(path for path in said_in if not _SCHEME.match(path) and _looks_like_one(path))
    return dict.fromkeys(named, False) if len(named) == 1 else {}


def _path(text: str) -> str:
    """A text as git would write it, were it a path of this repository."""
    plain = text.removeprefix("file://").removeprefix("file:").replace("\\", "/")
    return re.sub(r"/{2,}", "/", re.sub(r"^(?:\./+)+", "", plain))


def _looks_like_one(path: str) -> bool:
    """A slash, an ending of a file, and no name of a host in front."""
    first, slash, _ = path.partition("/")
    return bool(slash) and PurePosixPath(path).suffix[1:].lower() in _ENDINGS and not _HOST.fullmatch(first)


def _entry(snapshot: Snapshot, path: str) -> Entry | None:
    """The regular file at a path of this repository; None where there is none."""
    entry = snapshot.entry(path) if is_inside(path) else None
    return entry if entry is not None and entry.is_regular else None
