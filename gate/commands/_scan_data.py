"""Has a scanner look at the training data, and writes what it found into the evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from gate.commands._gather import Here
from gate.config.load import Model
from gate.derive.given import Source, SourceError
from gate.derive.scanners import record
from gate.derive.scanners.run import Asked, scan
from gate.derive.sources import data_scan
from gate.documents import tokens_of
from gate.evidence.authoring import stored_data
from gate.evidence.defaults import MANIFEST, effective
from gate.evidence.editor import read
from gate.evidence.files import existing, write
from gate.evidence.put import put
from gate.surfaces.records.parquet import lines_of
from gate.values.elements import Element
from gate.values.errors import UsageError
from gate.values.terms import TRAINING_DATA
from gate.values.text import Text

MAX_SHOWN = 20  # matches of a source that are listed


def scan_data(at: Here, model: Model, asked: Asked, wanted: str | None) -> Iterator[Text]:
    """Scan the files of a manifest's sources, or of the one that is wanted; what was found and written.

    Raises UsageError, EvidenceError and UndecidedError; what was scanned before stays written.
    """
    path = existing(at.root, model.evidence, MANIFEST)
    if path is None:
        raise UsageError(f"there is no {MANIFEST}", remedy=f"Run 'tunegate evidence new {MANIFEST}'.")
    text = (at.root / path).read_bytes().decode("utf-8-sig")
    rows = effective(MANIFEST, read(text.encode(), path)).plain().get("sources")
    sources = {index: row for index, row in enumerate(rows or ()) if isinstance(row, dict) and row.get("id")}
    chosen = {index: row for index, row in sources.items() if wanted in (None, row["id"])}
    if not sources:
        raise UsageError("no source of the manifest has an id yet", path=path, remedy="Give each source its 'id'.")
    if not chosen:
        known = ", ".join(row["id"] for row in sources.values()) or "none"
        raise UsageError(f"the manifest has no source {wanted}", path=path, remedy=f"Its sources: {known}.")
    state = at.state(model)
    data = {e.path: e for e in state.by_surface.get(TRAINING_DATA, ()) if e.is_file}
    for index, row in chosen.items():
        name = row["id"]
        elements = _elements(row, data, path)
        if not elements:
            yield Text(f"{name}: no files here")
            continue
        said = f"{asked.scanner} cannot scan it"
        found = scan(asked, {e.path: _text(e.path, stored_data(at.snapshot, e, said)) for e in elements}, at.now)
        place = record.path_of(model.evidence, name)
        digests = {e.path: e.digest for e in elements}
        written = record.text_of(record.with_run(_before(at, place), name, digests, found))
        yield Text(f"{name}: {found.scanner} {found.version}, {_count(len(found.matches))}")
        yield from _matches(found)
        yield Text(f"wrote {write(at.root, place, written)}")
        given = data_scan.read(Source(place, written.encode()))
        for value in given.values:
            text = put(text, path, tokens_of(value.pointer.replace("*", str(index), 1)), value.value)
        for note in given.notes:
            yield Text(f"  {note.msg}: {note.remedy}")
        write(at.root, path, text)
    yield Text(f"wrote {path}")


def _text(path: str, data: bytes) -> bytes:
    """What a scanner reads: of Parquet its rows, a line of JSON each, where pyarrow is here; else the bytes."""
    return (lines_of(data) if path.endswith(".parquet") else None) or data


def _elements(row: Mapping[str, Any], data: Mapping[str, Element], path: str) -> list[Element]:
    """The files of a source as the state has them. Raises UsageError for one that is no training data."""
    files = row.get("files")
    names = [str(file.get("path")) for file in files if isinstance(file, dict)] if isinstance(files, list) else []
    stray = next((name for name in names if name not in data), None)
    if stray is not None:
        remedy = "Take it out of the manifest, or add it to the surface's selectors."
        raise UsageError(f"{stray} is not a file on the training-data surface", path=path, remedy=remedy)
    return [data[name] for name in names]


def _before(at: Here, place: str) -> record.Record | None:
    """The record that is there; None for one that cannot be read, which is written anew."""
    file = at.root / place
    try:
        return record.read(Source(place, file.read_bytes())) if file.is_file() else None
    except (SourceError, AttributeError, KeyError, TypeError, ValueError):
        return None


def _matches(found: record.Run) -> Iterator[Text]:
    """The rule and the place of each match, never the match."""
    for match in found.matches[:MAX_SHOWN]:
        yield Text(f"  {match.path}:{match.line or 1}: {match.rule}")
    left = Counter(match.rule for match in found.matches[MAX_SHOWN:])
    if left:
        yield Text(f"  and {', '.join(f'{number} of {rule}' for rule, number in sorted(left.items()))}")


def _count(number: int) -> str:
    return "no match" if not number else "1 match" if number == 1 else f"{number} matches"
