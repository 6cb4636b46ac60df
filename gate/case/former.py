"""What the base's pack says that the head's does not, and which documents a change brings.

Facts for the rules that ask why something goes, and why a document stands for another state with the same content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from gate.case.before import base_document
from gate.evidence.items import RETIRED, gone, reused, substance, swapped, unstamped
from gate.evidence.pack import DISPOSITION, MAX_DOCUMENT, Document, Pack
from gate.values.canonical import digest_of

if TYPE_CHECKING:
    from gate.config.load import Model
    from gate.evidence.shape import BaseDocument, BaseEvaluation, MadeFor, RetiredRow
    from gate.git.snapshot import Snapshot

RESULTS = "evaluation-results"
MANIFEST = "training-data-manifest"


def documents_of(pack: Pack) -> dict[str, Document]:
    """Kind -> the document, the disposition among them."""
    return {**pack.artefacts, **({DISPOSITION: pack.disposition} if pack.disposition else {})}


def brought(base: Snapshot | None, old: Model | None, pack: Pack) -> list[str]:
    """The kinds of which the base has no document that says the same, whatever its stamps; none where nothing is
    compared."""
    if base is None:
        return []
    folder = old.evidence if old is not None else pack.path
    return sorted(
        kind
        for kind, document in documents_of(pack).items()
        if not _has(base, folder, document) and not _says_the_same(base_document(base, old, kind, document), document)
    )


def _says_the_same(earlier: Document | None, document: Document) -> bool:
    return earlier is not None and unstamped(earlier.value) == unstamped(document.value)


def _has(base: Snapshot, folder: str, document: Document) -> bool:
    for path in _paths(folder, document.kind):
        entry = base.entry(path)
        if entry is not None and entry.is_regular:
            return digest_of(base.read(path, entry, limit=MAX_DOCUMENT)) == document.digest
    return False


def before(
    base: Snapshot | None,
    old: Model | None,
    pack: Pack,
    was: Callable[[str], MadeFor],
    now: Callable[[str], MadeFor],
) -> dict[str, BaseDocument]:
    """By kind: the base's document that the head has another one of, and what became of it.

    ``was`` and ``now`` say how the head differs from the state that a document of the base, or of the head, names.
    """
    found: dict[str, BaseDocument] = {}
    for kind, document in documents_of(pack).items():
        earlier = base_document(base, old, kind, document)
        if earlier is None:
            continue
        one, other = was(str(earlier.value.get("state"))), now(document.value["state"])
        found[kind] = {
            "path": earlier.path,
            "digest": earlier.digest,
            "same_state": one["state"] == other["state"],
            "changed": sorted(one["changed"]),
            "same_content": kind != DISPOSITION and substance(kind, earlier.value) == substance(kind, document.value),
            "reused": [
                {"list": item.list.name, "key": item.keys[0]} for item in reused(kind, earlier.value, document.value)
            ],
            "gone": [
                {"list": item.list.name, "key": item.keys[0]} for item in gone(kind, earlier.value, document.value)
            ],
            "retired": list(_retired(earlier.value)),
            "evaluations": list(_evaluations(earlier.value)) if kind == RESULTS else [],
            "swapped": [
                {"list": item.list.name, "key": item.keys[0]} for item in swapped(kind, earlier.value, document.value)
            ],
            "not_scanned_again": _not_scanned_again(earlier.value, document.value) if kind == MANIFEST else [],
        }
    return found


def _retired(value: Mapping[str, Any]) -> Iterator[RetiredRow]:
    rows = value.get(RETIRED)
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and all(isinstance(row.get(key), str) for key in ("list", "key", "reason")):
            yield {"list": row["list"], "key": row["key"], "reason": row["reason"]}


def _evaluations(value: Mapping[str, Any]) -> Iterator[BaseEvaluation]:
    """What the base's results ask of the fine-tune on its task, where that can be compared."""
    rows = value.get("task_evaluations")
    for row in rows if isinstance(rows, list) else ():
        threshold = row.get("threshold") if isinstance(row, dict) else None
        if not isinstance(threshold, (int, float)) or isinstance(threshold, bool) or abs(threshold) > 1e300:
            continue
        reason = row.get("threshold_reason")
        yield {
            "name": str(row.get("name")),
            "metric": str(row.get("metric")),
            "higher_is_better": row.get("higher_is_better") is not False,
            "threshold": threshold,
            "threshold_reason": reason if isinstance(reason, str) else None,
        }


def _not_scanned_again(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """The ids of sources with other files than the base's manifest has for them, and no later scan than that has."""
    earlier = {row["id"]: row for row in _sources(before)}
    return sorted(
        row["id"]
        for row in _sources(now)
        if row["id"] in earlier
        and _digests(row) - _digests(earlier[row["id"]])
        and _scanned_at(row) <= _scanned_at(earlier[row["id"]])
    )


def _sources(manifest: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    rows = manifest.get("sources")
    return [row for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str)] if rows else []


def _digests(source: Mapping[str, Any]) -> set[str]:
    files = source.get("files")
    return {str(file.get("digest")) for file in files if isinstance(file, dict)} if isinstance(files, list) else set()


def _scanned_at(source: Mapping[str, Any]) -> str:
    scan = source.get("sensitivity_scan")
    return str(scan.get("scanned_at")) if isinstance(scan, dict) else ""


def _paths(folder: str, kind: str) -> tuple[str, ...]:
    return tuple(f"{folder}/{kind}.{ending}" for ending in ("yaml", "yml"))
