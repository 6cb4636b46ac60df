"""Sources of a training-data manifest that its own values name: label files, cards, records of scans, and the data.

Nobody lists them under ``derived``, so that leaving out a row hides nothing. What the rules judge of them is among the
facts of the source, with ``for``, the id of the source of data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from gate.derive.contents import Contents, contents_in, is_readable, labels_in
from gate.derive.facts import Origin
from gate.derive.given import Given, Note, SourceError
from gate.derive.licences import facts as licence_facts
from gate.derive.marks import MarksSoFar
from gate.derive.outcomes import Outcome
from gate.derive.scanners.record import path_of
from gate.values.terms import TRAINING_DATA

if TYPE_CHECKING:
    from gate.derive.outcomes import Sources
    from gate.evidence.pack import Document

RECORDS, LICENCES = "records", "spdx"
MAX_LISTED = 20  # records of the exclusion list that are facts of the case


def manifest_origins(
    sources: Sources,
    document: Document,
    is_read: Callable[[str], bool],
    is_there: Callable[[str, str | None], bool],
) -> Iterator[Origin]:
    """The sources that a manifest implies. ``is_read``: whether the contents of data are looked at, for a change of a
    file of data, of the list of records to leave out, or of the manifest. ``is_there``: whether the bytes of a digest
    are still those of a path."""
    licences: dict[str, Mapping[str, Any]] = {}
    rows = document.value.get("sources")
    for index, row in enumerate(rows if isinstance(rows, list) else ()):
        if not isinstance(row, Mapping) or not isinstance(row.get("id"), str):
            continue  # half a manifest, which 'tunegate evidence collect' reads as well
        licences.update(_licences(index, row))
        for outcome in (*_labels(sources, row), *_card(sources, row)):
            yield Origin(_at(outcome, index, row["id"]))
        yield from _scan(sources, document.folder, index, row, is_there)
        for outcome in _records(sources, row, is_read):
            yield Origin(outcome, surfaces=(TRAINING_DATA,))
    if licences:
        yield Origin(Outcome(LICENCES, document.path, None, Given(facts={"licences": licences})))


def _at(outcome: Outcome, index: int, name: str) -> Outcome:
    """The outcome for one source of data, which the document names it for."""
    given = outcome.given or Given()
    values = tuple(
        replace(value, pointer=value.pointer.replace("/sources/*/", f"/sources/{index}/", 1)) for value in given.values
    )
    notes = tuple(
        replace(note, pointer=note.pointer and note.pointer.replace("/sources/*/", f"/sources/{index}/", 1))
        for note in given.notes
    )
    return replace(outcome, given=replace(given, values=values, notes=notes, facts={**given.facts, "for": name}))


def _labels(sources: Sources, row: Mapping[str, Any]) -> Iterator[Outcome]:
    path = _at_keys(row, "quality_controls", "inter_rater_agreement", "labels", "path")
    if path is not None:
        yield sources.told(path, "labels", row["quality_controls"]["inter_rater_agreement"])


def _card(sources: Sources, row: Mapping[str, Any]) -> Iterator[Outcome]:
    path = _at_keys(row, "corpus", "card", "path")
    if path is not None:
        yield sources.told(path, "croissant" if path.endswith(".json") else "dataset-card", {})


def _scan(
    sources: Sources, folder: str, index: int, row: Mapping[str, Any], is_there: Callable[[str, str | None], bool]
) -> Iterator[Origin]:
    """The record of the scan, where there is one; what it is about is compared with the files as they are."""
    path = path_of(folder, row["id"])
    if sources.snapshot.entry(path) is None:
        return
    outcome = _at(sources.read(path, "data-scan"), index, row["id"])
    about = outcome.given.about if outcome.given else ()
    stale = tuple(one.path for one in about if not is_there(one.path, one.digest))
    yield Origin(outcome, stale=stale)


def _licences(index: int, row: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """JSON Pointer -> licence of each expression that a source of data has."""
    own = _at_keys(row, "legal_basis", "copyright", "licence")
    if own is not None:
        yield f"/sources/{index}/legal_basis/copyright/licence", licence_facts(own)
    corpus = _at_keys(row, "corpus", "licence")
    if corpus is not None:
        yield f"/sources/{index}/corpus/licence", licence_facts(corpus)


def _at_keys(value: Any, *keys: str) -> str | None:
    """The text under keys of mappings in each other; None where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) and value else None


# -- the data


def _records(sources: Sources, row: Mapping[str, Any], is_read: Callable[[str], bool]) -> Iterator[Outcome]:
    """What the records of each file of a source say of themselves, and which of them were to be left out."""
    listed = _at_keys(row, "retention", "exclusion_list")
    files = row.get("files")
    found = [_at_keys(file, "path") for file in files] if isinstance(files, list) else []
    paths = [path for path in found if path is not None]
    wanted = [path for path in paths if is_readable(path) and (is_read(path) or (listed and is_read(listed)))]
    excluded = _excluded(sources, listed) if wanted else frozenset()
    for path in wanted:
        pieces = sources.pieces(path)
        if pieces is None:
            continue
        marks = MarksSoFar()
        watched = marks.watch(pieces)
        try:
            facts = {**_said(contents_in(watched, path, ids=bool(excluded)), excluded), "for": row["id"]}
            notes: tuple[Note, ...] = ()
        except SourceError as error:
            facts = {"for": row["id"]}
            notes = (Note(f"its records are not looked at: {error.message}", error.line or 1),)
        for _ in watched:  # keys and mailboxes are found in what cannot be read as records all the same
            pass
        facts["marks"] = asdict(marks.marks())
        yield Outcome(RECORDS, path, sources.digest(path), Given(facts=facts, notes=notes))


def _said(contents: Contents, excluded: frozenset[str]) -> dict[str, Any]:
    return {**contents.facts(), "excluded": _left_in(contents, excluded)}


def labels_before(
    sources: Sources, document: Document, path: str, is_read: Callable[[str], bool]
) -> Mapping[str, int] | None:
    """The labels that the records of a file had at the base; None where its manifest does not have the file, where the
    change does not touch that, and where it cannot be read."""
    rows = document.value.get("sources")
    files = [file for row in rows or () if isinstance(row, Mapping) for file in row.get("files") or ()]
    named = {_at_keys(file, "path") for file in files}
    pieces = sources.pieces(path) if path in named and is_readable(path) and is_read(path) else None
    try:
        return labels_in(pieces, path).facts()["labels"] if pieces is not None else None
    except SourceError:
        return None


def _left_in(found: Contents, excluded: frozenset[str]) -> dict[str, int]:
    """How many of the list are in the data, and the first one's line; ids may be those of people, and stay out."""
    lines = sorted(found.ids[name] for name in excluded & found.ids.keys())
    return {"count": len(lines), "line": lines[0]} if lines else {"count": 0, "line": 1}


def _excluded(sources: Sources, path: str | None) -> frozenset[str]:
    """The ids of an exclusion list, one a line; a '#' starts a comment."""
    data = sources.data(path) if path else None
    lines = (line.partition("#")[0].strip() for line in (data or b"").decode("utf-8", "replace").splitlines())
    return frozenset(filter(None, lines))
