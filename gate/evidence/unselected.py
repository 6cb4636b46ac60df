"""What a disposition was made beside: the values that no selector covered, and the exclusions, as kept lists.

A list is canonical JSON, named by its digest, and holds no line: what moved within its file is the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gate import __version__
from gate.values.canonical import canonical_json, digest_of
from gate.values.digests import is_digest
from gate.values.elements import Element

if TYPE_CHECKING:
    from gate.git.snapshot import Snapshot

SCHEMA = "tunegate/unselected/v1"
FOLDER = "unselected"
MAX_LIST = 64 * 1024 * 1024
Row = Mapping[str, str | None]
_KEYS = {"surface", "key", "digest"}, {"path", "key", "rule"}


@dataclass(frozen=True, slots=True)
class Unselected:
    """The two lists. ``uncovered`` has surface, key and digest of each value that is recognised or that a reviewed one
    leads to, ``excluded`` path, key and rule."""

    uncovered: tuple[Row, ...]
    excluded: tuple[Row, ...]

    @property
    def files(self) -> dict[str, str]:
        """Digest -> what its file holds."""
        return {digest_of(text.encode()): text for text in (_text(self.uncovered), _text(self.excluded))}

    @property
    def digests(self) -> dict[str, str]:
        """What the disposition says of it."""
        return {
            "uncovered": digest_of(_text(self.uncovered).encode()),
            "excluded": digest_of(_text(self.excluded).encode()),
        }


@dataclass(frozen=True, slots=True)
class Kept:
    """A list that a disposition names. ``rows`` is None where it cannot be read, and ``problem`` says why."""

    rows: frozenset[str] | None
    version: str = ""
    problem: str = ""

    def has(self, row: Row) -> bool:
        return self.rows is not None and _line(row) in self.rows


def row_of(element: Element) -> Row:
    return {"surface": element.surface, "key": element.key, "digest": element.digest}


def unselected(uncovered: Iterable[Row], exclusions: Iterable[tuple[str, str | None, str | None]]) -> Unselected:
    """The lists; ``exclusions`` are (path, key, rule)."""
    rows = [dict(zip(("path", "key", "rule"), row, strict=True)) for row in exclusions]
    return Unselected(_sorted(uncovered), _sorted(rows))


def path_of(folder: str, digest: str) -> str:
    """Where the list of a digest lies."""
    return f"{folder}/{FOLDER}/{digest.removeprefix('sha256:')}.json"


def load_list(snapshot: Snapshot, folder: str, digest: str) -> Kept:
    """The list that a disposition names."""
    entry = snapshot.entry(path_of(folder, digest)) if is_digest(digest) else None
    if entry is None or not entry.is_regular:
        return Kept(None, problem="it is not on file")
    data = snapshot.read(path_of(folder, digest), entry, limit=MAX_LIST)
    if digest_of(data) != digest:
        return Kept(None, problem="its content has another digest")
    try:
        document = json.loads(data)
        rows = document["elements"]
        if document["schema"] != SCHEMA or not all(set(row) in _KEYS for row in rows):
            raise ValueError
        return Kept(frozenset(_line(row) for row in rows), str(document["tunegate"]))
    except (ValueError, LookupError, TypeError, RecursionError):
        return Kept(None, problem="it does not fit this version's form of such a list")


def _text(rows: tuple[Row, ...]) -> str:
    document = {"schema": SCHEMA, "tunegate": __version__, "elements": rows}
    return json.dumps(document, indent=1, sort_keys=True) + "\n"


def _sorted(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(sorted({_line(row): row for row in rows}.values(), key=_line))


def _line(row: Row) -> str:
    return canonical_json(dict(row)).decode()
