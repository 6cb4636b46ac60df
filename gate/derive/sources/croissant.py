"""Croissant 1.0 and 1.1 (MLCommons): a data set's metadata as JSON-LD, with its name, version, licence and files.

Of the vocabulary for responsible AI (Croissant RAI 1.0) the protocols are read and how the data were collected, and of
schema.org who made them and when, and what says how they may be used beside the licence (``usageInfo``).

Facts: ``conforms_to``, ``url``, ``licences`` and ``files`` (path -> SHA-256 in hexadecimal).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from gate.derive.cards import CORPUS, LICENCE, MANIFEST, licence_facts, licence_rows, licence_value
from gate.derive.given import About, Given, Note, Source, SourceError, Value
from gate.derive.parsing import python_json
from gate.values.regex import regex

KIND = "croissant"
_HUB = regex(r"https://huggingface\.co/datasets/([\w.-]+/[\w.-]+)/?")
_SHA256 = regex(r"[0-9a-fA-F]{64}")
_REFERENCE = "legal_basis/copyright/licence_reference"
_SAYS = {  # of the metadata -> where a source of data says it
    "name": "name",
    "description": "description",
    "usageInfo": _REFERENCE,
    "rai:dataAnnotationProtocol": "quality_controls/labelling_process",
    "dataAnnotationProtocol": "quality_controls/labelling_process",
    "rai:dataPreprocessingProtocol": "quality_controls/adversarial_examples/description",
    "dataPreprocessingProtocol": "quality_controls/adversarial_examples/description",
}
_WORK = "/sources/*/legal_basis/copyright/original_creation"
_PIN = "Write the version that was taken into the manifest."


def recognises(source: Source) -> bool:
    return b"mlcommons.org/croissant" in source.head and b"Dataset" in source.head


def read(source: Source) -> Given:
    """Raises SourceError where it is no Croissant metadata."""
    value = python_json(source)
    if not isinstance(value, dict) or not str(value.get("@type", "")).endswith("Dataset"):
        raise SourceError("this is not a data set's Croissant metadata", 1, "Export it again.")
    files = _files(value)
    about = tuple(sorted(files))
    rows = licence_rows(value.get("license"))
    licence = licence_value(rows, 1, about)
    found = [licence, replace(licence, pointer=LICENCE)] if isinstance(licence, Value) else []
    found += [
        Value(MANIFEST, f"/sources/*/{where}", text, about=about, is_worded=where != _REFERENCE)
        for key, where in _SAYS.items()
        if (text := _text(value.get(key)))
    ]
    found += _work(value, about)
    notes = [licence] if isinstance(licence, Note) else []
    url = value.get("url")
    hub = _HUB.fullmatch(url) if isinstance(url, str) else None
    name = hub[1] if hub else value.get("name")
    for key, said in (("id", name), ("revision", value.get("version"))):
        if isinstance(said, str) and said.strip():
            found.append(Value(MANIFEST, f"{CORPUS}/{key}", said.strip(), about=about))
        else:
            notes.append(Note(f"the metadata do not say the data set's {key}", 1, _PIN, f"{CORPUS}/{key}"))
    return Given(
        tool="Croissant",
        values=tuple(found),
        about=tuple(About(path, f"sha256:{digest}") for path, digest in sorted(files.items())),
        facts={
            "conforms_to": value.get("conformsTo"),
            "url": url,
            "licences": licence_facts(rows),
            "files": files,
        },
        notes=tuple(notes),
    )


def _text(value: Any) -> str | None:
    """Text on one line; a protocol may be a list of steps."""
    parts = value if isinstance(value, list) else [value]
    return " ".join(" ".join(parts).split()) if all(isinstance(part, str) for part in parts) else None


def _work(value: Mapping[str, Any], about: tuple[str, ...]) -> Iterator[Value]:
    """What the metadata say of a work of one's own; whoever attests it may be another, in other words."""
    creator = value.get("creator")
    address = creator.get("email") if isinstance(creator, dict) else None
    collected = _text(value.get("rai:dataCollection") or value.get("dataCollection"))
    for key, said in (("attested_by", address), ("attested_at", value.get("dateCreated")), ("statement", collected)):
        if isinstance(said, str) and said:
            yield Value(MANIFEST, f"{_WORK}/{key}", said, about=about, is_worded=True)


def _files(value: Mapping[str, Any]) -> dict[str, str]:
    """Path -> SHA-256 of the files that the metadata name by a path beside it."""
    rows = value.get("distribution")
    return {
        row["contentUrl"]: row["sha256"].lower()
        for row in (rows if isinstance(rows, list) else [rows])
        if isinstance(row, dict)
        and isinstance(row.get("contentUrl"), str)
        and "://" not in row["contentUrl"]
        and isinstance(row.get("sha256"), str)
        and _SHA256.fullmatch(row["sha256"])
    }
