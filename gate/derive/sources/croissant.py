"""Croissant 1.0 and 1.1 (MLCommons): a data set's metadata as JSON-LD, with its name, version, licence and files.

Facts: ``conforms_to``, ``url``, ``licences`` and ``files`` (path -> SHA-256 in hexadecimal).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gate.derive.cards import CORPUS, MANIFEST, licence_facts, licence_rows, licence_value
from gate.derive.given import About, Given, Note, Source, SourceError, Value
from gate.derive.parsing import python_json
from gate.values.regex import regex

KIND = "croissant"
_HUB = regex(r"https://huggingface\.co/datasets/([\w.-]+/[\w.-]+)/?")
_SHA256 = regex(r"[0-9a-fA-F]{64}")
_PIN = "Write the version that was taken into the manifest."


def recognises(source: Source) -> bool:
    return b"mlcommons.org/croissant" in source.head and b"Dataset" in source.head


def read(source: Source) -> Given:
    """Raises SourceError where it is no Croissant metadata."""
    value = python_json(source)
    if not isinstance(value, dict) or not str(value.get("@type", "")).endswith("Dataset"):
        raise SourceError("this is no data set's Croissant metadata", 1, "Export it again.")
    files = _files(value)
    about = tuple(sorted(files))
    rows = licence_rows(value.get("license"))
    licence = licence_value(rows, 1, about)
    found = [licence] if isinstance(licence, Value) else []
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
