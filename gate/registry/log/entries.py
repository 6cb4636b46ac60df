"""What stands in a log: one JSON object a line, with the document itself where it is small, and its signatures."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from gate.documents import DocumentError
from gate.documents import parse as parse_document
from gate.registry import dsse
from gate.registry.dsse import EnvelopeError
from gate.registry.log.kept import entry_of
from gate.values.canonical import digest_of
from gate.values.errors import UsageError

SCHEMA = "tunegate/log-entry/v1"
_DECODER = json.JSONDecoder()
_MAX_NAME = 2000  # bytes of a model's name as JSON
KINDS = (
    *("disposition", "determination", "waiver", "withdrawal"),
    *("publication", "promotion", "deploy", "hold", "release"),
)


@dataclass(frozen=True)
class Entry:
    """``number`` is its place in the log, from 0; ``digest`` that of the document (of an envelope, of its payload)."""

    number: int
    kind: str
    model: str
    at: str
    digest: str
    document: str
    signatures: str
    more: Mapping[str, str]


def made(
    kind: str, model: str, at: str, document: bytes, signatures: bytes = b"", more: Mapping[str, str] | None = None
) -> bytes:
    """An entry's bytes. ``at`` is RFC 3339. Raises UsageError for an unknown kind and for what is not text."""
    if kind not in KINDS:
        raise UsageError(f"{kind!r} is not a kind of entry", remedy=f"Use one of: {', '.join(KINDS)}.")
    try:
        text, signed = document.decode("utf-8"), signatures.decode("ascii")
    except UnicodeDecodeError:
        raise UsageError("the document is not text", remedy="Record a file that states its digest.") from None
    return entry_of(
        {
            "schema": SCHEMA,
            "kind": kind,
            "model": model,
            "at": at,
            "digest": digest(kind, document),
            "document": text,
            "signatures": signed,
            "more": dict(more or {}),
        }
    )


def digest(kind: str, document: bytes) -> str:
    """What an entry goes by: a statement by its payload, whoever signed it; all else by its bytes."""
    if kind == "publication":
        try:
            return dsse.parse(document, "").digest
        except EnvelopeError as error:
            raise UsageError(f"{error.problems[0].message}", remedy="Name a signed statement.") from None
    return digest_of(document)


def parse(entries: Iterable[bytes], kinds: Iterable[str] = KINDS) -> Iterator[Entry]:
    """The entries of these kinds; what is none is left out: whoever may append can append anything.

    An entry whose digest is not that of its document is left out, too.
    """
    wanted = tuple(f'"kind":"{kind}"'.encode() for kind in kinds)
    for number, line in enumerate(entries):
        if any(mark in line for mark in wanted) and (found := entry(number, line)) and found.kind in kinds:
            yield found


_MODEL = b'"model":"'
_NAMED = tuple(f'"kind":"{kind}"'.encode() for kind in ("withdrawal", "hold", "release"))


def models_of(line: bytes) -> set[str]:
    """Which models a line of a log is about, as it says itself, whether or not it is an entry; none where it says none.

    What stops a model is also about the one that its document names, under whatever name it was appended.
    """
    start = line.find(_MODEL) + len(_MODEL) - 1  # in a document within the line, the quotation marks are escaped
    found: set[str] = set()
    with suppress(ValueError, RecursionError):
        name, _ = _DECODER.raw_decode(line[start : start + _MAX_NAME].decode("utf-8", "replace"))
        found.add(str(name))
    if any(mark in line for mark in _NAMED) and (row := entry(0, line)):
        try:
            value = parse_document(row.document.encode(), "yaml").plain()
        except DocumentError:
            return found
        if isinstance(value, dict):
            found |= {str(value.get("model"))}
    return found


def entry(number: int, line: bytes) -> Entry | None:
    """The entry in a line; None for what is none."""
    try:
        value: Any = json.loads(line)
        texts: list[str] = [value[key] for key in ("kind", "model", "at", "digest", "document", "signatures")]
        more = value["more"]
        if value["schema"] != SCHEMA or not all(isinstance(text, str) for text in (*texts, *more, *more.values())):
            return None
        kind, model, at, said, document, signatures = texts
        if digest(kind, document.encode()) != said:
            return None
        return Entry(number, kind, model, at, said, document, signatures, more)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, UsageError):
        return None
