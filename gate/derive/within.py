"""What the rest of a document leaves one answer for: nobody has to type it, and another one contradicts.

Only answers that follow from what is there, never from what is missing by mistake: half a document gives none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gate.derive.bind import MANIFEST
from gate.derive.given import Value
from gate.derive.implied import RUN

KIND = "same-document"
BASE, REPORT, DECISION = "base-model-evidence", "red-team-report", "decision-record"
# a work may be in the public domain under one of these, or licensed
_DEDICATIONS = frozenset("CC0-1.0 CC-PDDC PDDL-1.0 Unlicense 0BSD".split())


def within(kind: str, document: Mapping[str, Any]) -> list[Value]:
    """Values that contradict where a document of a kind says another one."""
    found: list[Value] = []
    if kind == MANIFEST:
        for at, source in _rows(document, "sources"):
            found += _of_source(at, source)
    elif kind == RUN:
        kept = [(at, row["kept_until"]) for at, row in _rows(document, "checkpoints") if "kept_until" in row]
        found += [Value(kind, f"{at}/kept_until", kept[0][1], is_worded=True) for at, _ in kept[1:]]
    elif kind == BASE:
        for at, row in _rows(document, "documents"):
            is_there, is_missing = "digest" in row, "reason" in row
            if is_there != is_missing:
                found.append(Value(kind, f"{at}/available", is_there))
        found += _of_documents(document)
    return found


def settled(kind: str, document: Mapping[str, Any]) -> list[Value]:
    """Values that a rule of their own judges where the document says another one."""
    found: list[Value] = []
    if kind == REPORT:
        if isinstance(document.get("prepared_by"), str):
            found.append(Value(kind, "/performed_by", document["prepared_by"]))
        for at, row in _rows(document, "findings"):
            if isinstance(row.get("control"), Mapping):
                found.append(Value(kind, f"{at}/disposition", "mitigated"))
            elif isinstance(row.get("accepted_by"), str):
                found.append(Value(kind, f"{at}/disposition", "accepted"))
    elif (
        kind == DECISION and document.get("behaviour_change_needed") is document.get("knowledge_access_needed") is True
    ):
        found.append(Value(kind, "/decision", "combination"))
    return found


def _of_documents(document: Mapping[str, Any]) -> Iterator[Value]:
    """What a provider's documents are about: the pinned model, and of two with the same bytes the same."""
    base = _part(document, "base_model").get("id")
    first: dict[str, Mapping[str, Any]] = {}
    for at, row in _rows(document, "documents"):
        if isinstance(base, str) and "covers" in row:
            yield Value(BASE, f"{at}/covers", base, is_worded=True)
        digest = row.get("digest")
        if not isinstance(digest, str):
            continue
        before = first.setdefault(digest, row)
        if before is not row:
            for key in ("covers", "holds_because", "retrieved_at", "digest"):
                if key in before:
                    yield Value(BASE, f"{at}/{key}", before[key], is_worded=True)


def _of_source(at: str, source: Mapping[str, Any]) -> Iterator[Value]:
    agreement = _part(source, "quality_controls", "inter_rater_agreement")
    is_measured, has_reason = {"metric", "value", "labels"} & agreement.keys(), "reason" in agreement
    if bool(is_measured) != has_reason:
        where = f"{at}/quality_controls/inter_rater_agreement/measured"
        yield Value(MANIFEST, where, bool(is_measured))
    inspection = _part(source, "inspection")
    if {"sample_size", "findings"} & inspection.keys():
        yield Value(MANIFEST, f"{at}/inspection/warranted", True)
    elif "reason" in inspection:
        yield Value(MANIFEST, f"{at}/inspection/warranted", False)
    status = _status(_part(source, "legal_basis", "copyright"))
    if status is not None:
        yield Value(MANIFEST, f"{at}/legal_basis/copyright/status", status)


def _status(said: Mapping[str, Any]) -> str | None:
    """What a work is whose one ground is given; None where several are, or none is that tells."""
    grounds = [key for key in ("licence", "fair_use_analysis", "original_creation") if said.get(key)]
    if grounds == ["licence"]:
        return None if said["licence"] in _DEDICATIONS else "licensed"
    by_ground = {"fair_use_analysis": "fair-use", "original_creation": "original-creation"}
    return by_ground[grounds[0]] if len(grounds) == 1 else None


def _rows(document: Mapping[str, Any], name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """JSON Pointer and row of each mapping in a list."""
    rows = document.get(name)
    for index, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, Mapping):
            yield f"/{name}/{index}", row


def _part(value: Mapping[str, Any], *keys: str) -> Mapping[str, Any]:
    here: Any = value
    for key in keys:
        here = here.get(key) if isinstance(here, Mapping) else None
    return here if isinstance(here, Mapping) else {}
