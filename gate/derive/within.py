"""What the rest of a document leaves one answer for: nobody has to type it, and another one contradicts.

Only answers that follow from what is there, never from what is missing by mistake: half a document gives none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gate.derive.bind import MANIFEST
from gate.derive.given import Value
from gate.derive.implied import RUN
from gate.documents import escape

KIND = "same-document"
BASE, REPORT, DECISION = "base-model-evidence", "red-team-report", "decision-record"
ANALYSIS, RESULTS = "alignment-regression", "evaluation-results"
HERE = "this repository"  # where data lies that git has whole
# a work may be in the public domain under one of these, or licensed
_DEDICATIONS = frozenset("CC0-1.0 CC-PDDC PDDL-1.0 Unlicense 0BSD".split())


def within(kind: str, document: Mapping[str, Any]) -> list[Value]:
    """Values that contradict where a document of a kind says another one."""
    found: list[Value] = []
    if kind == MANIFEST:
        rows = [*_rows(document, "sources")]
        if len(rows) == 1 and isinstance(document.get("model"), str):
            found.append(Value(kind, "/sources/0/id", f"{document['model']}-data", is_worded=True))
        for at, source in rows:
            found += _of_source(at, source)
    elif kind == RUN:
        kept = [(at, row["kept_until"]) for at, row in _rows(document, "checkpoints") if "kept_until" in row]
        found += [Value(kind, f"{at}/kept_until", kept[0][1], is_worded=True) for at, _ in kept[1:]]
        named = _part(document, "output").get("id")
        if isinstance(named, str) and "/" in named and "hosted" not in document:  # of a hub or a registry
            found.append(Value(kind, "/output/location", named, is_worded=True))
    elif kind == BASE:
        for at, row in _rows(document, "documents"):
            is_there, is_missing = "digest" in row, "reason" in row
            if is_there != is_missing:
                found.append(Value(kind, f"{at}/available", is_there))
        found += _of_documents(document)
        found += _of_properties(document)
    elif kind == ANALYSIS:
        found += _concluded(document)
    return found


def settled(kind: str, document: Mapping[str, Any]) -> list[Value]:
    """Values that a rule of their own judges where the document says another one."""
    found: list[Value] = []
    author = document.get("prepared_by")
    if kind == MANIFEST and isinstance(author, str):
        for at, source in _rows(document, "sources"):
            if _part(source, "legal_basis", "copyright", "original_creation").get("attested_by"):
                found.append(Value(kind, f"{at}/legal_basis/copyright/original_creation/attested_by", author))
    elif kind == REPORT:
        if isinstance(author, str):
            found.append(Value(kind, "/performed_by", author))
        for at, row in _rows(document, "findings"):
            if isinstance(row.get("control"), Mapping):
                found.append(Value(kind, f"{at}/disposition", "mitigated"))
            elif isinstance(row.get("accepted_by"), str):
                found.append(Value(kind, f"{at}/disposition", "accepted"))
    elif kind == DECISION:
        if isinstance(author, str):
            found.append(Value(kind, "/decided_by", author))
        found += _decided(document)
    return found


def attacked(documents: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """What the adversarial results of a pack are called: the tests, and the patterns outside of the intended use."""
    tests = [row.get("name") for _, row in _rows(documents.get(RESULTS, {}), "adversarial_tests")]
    patterns = [row.get("id") for _, row in _rows(documents.get(REPORT, {}), "out_of_scope_patterns")]
    return [name for name in (*tests, *patterns) if isinstance(name, str) and name]


def _decided(document: Mapping[str, Any]) -> Iterator[Value]:
    """What is decided on where behaviour is needed, and fine-tuned: with knowledge beside it a combination."""
    if document.get("behaviour_change_needed") is True and isinstance(document.get("knowledge_access_needed"), bool):
        said = "combination" if document["knowledge_access_needed"] else "fine-tune"
        yield Value(DECISION, "/decision", said)


def _concluded(document: Mapping[str, Any]) -> Iterator[Value]:
    """The conclusion of an analysis in which nothing regressed, is unclear or was left out; any other is a person's."""
    classes, margin = [row for _, row in _rows(document, "classes")], _part(document, "method").get("margin")
    outcomes = {row.get("outcome") for _, row in _rows(document, "categories")}
    is_clean = bool(classes) and all(row.get("outcome") == "non-inferior" for row in classes)
    if is_clean and outcomes <= {"non-inferior", "watched"} and document.get("excluded_classes") == [] and margin:
        said = f"No class of refusals lost more than the margin of {margin} against the base model."
        yield Value(ANALYSIS, "/conclusion", said, is_worded=True)


def _of_documents(document: Mapping[str, Any]) -> Iterator[Value]:
    """What a provider's documents are about: the pinned model, and of two with the same bytes the same."""
    base = _part(document, "base_model").get("id")
    first: dict[str, Mapping[str, Any]] = {}
    looked = [row["reason"] for _, row in _rows(document, "documents") if "digest" not in row and row.get("reason")]
    for at, row in _rows(document, "documents"):
        if "digest" not in row and looked and row.get("reason") is not looked[0]:
            yield Value(BASE, f"{at}/reason", looked[0], is_worded=True)  # what was looked for is said once
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


def _of_properties(document: Mapping[str, Any]) -> Iterator[Value]:
    """Where a claim of the provider stands: in its only document."""
    there = [row.get("kind") for _, row in _rows(document, "documents") if row.get("available") is True]
    properties = _part(document, "inherited_properties")
    for name in properties if len(there) == 1 else ():
        if _part(properties, name).get("claim"):
            yield Value(BASE, f"/inherited_properties/{escape(name)}/document", there[0], is_worded=True)


def _of_source(at: str, source: Mapping[str, Any]) -> Iterator[Value]:
    files = source.get("files")
    if isinstance(files, list) and files and not source.get("hosted_datasets"):
        yield Value(MANIFEST, f"{at}/retention/location", HERE, is_worded=True)
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
