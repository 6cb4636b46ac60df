"""Croissant 1.0 metadata of the training data: its files, digests, licences and sources.

Source: MLCommons, "Croissant Format Specification" 1.0 (``http://mlcommons.org/croissant/1.0``), whose ``@context`` is
part of every document. `gate.derive.sources.croissant` reads it back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from gate.derive.licences import licence_of
from gate.page.sources import copyright_of, name_of, sources_of
from gate.page.subject import Subject

_CR = (
    *("citeAs", "column", "equivalentProperty", "extract", "field", "fileProperty", "fileObject", "fileSet", "format"),
    *("includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex"),
    *("repeated", "replace", "samplingRate", "separator", "source", "subField", "transform"),
)
_CONTEXT: Mapping[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
    **{name: f"cr:{name}" for name in _CR},
}
_FORMATS = {  # IANA media types, and what is used where none is registered
    ".jsonl": "application/jsonlines",
    ".json": "application/json",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".parquet": "application/vnd.apache.parquet",
    ".txt": "text/plain",
}


def build(subject: Subject) -> Mapping[str, Any]:
    manifest = subject.document("training-data-manifest") or {}
    sources = sources_of(manifest)
    licences = sorted({licence for source in sources if (licence := _licence(source))})
    prepared = str(manifest.get("prepared_at", subject.decision.now))[:10]
    name, creator = f"{subject.model}-training-data", str(manifest.get("prepared_by", "unknown"))
    version = _version(prepared, str(manifest.get("state", "")))
    page = subject.decision.origin.url
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": name,
        "description": " ".join(_descriptions(sources)) or f"The training data of {subject.model}.",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        **({"license": licences} if licences else {}),
        **({"url": page} if page else {}),
        "version": version,
        "citeAs": f"{creator}: {name}, version {version}, {prepared}",
        "datePublished": prepared,
        "creator": {"@type": "sc:Organization", "name": creator},
        "distribution": [row for source in sources for row in _files(source)],
    }


def _version(day: str, state: str) -> str:
    """The manifest's day as MAJOR.MINOR.PATCH, as the format recommends, and its state, since one day can have two."""
    year, month, day_ = (int(part) for part in day.split("-"))
    return f"{year}.{month}.{day_}" + (f"+{state[7:19]}" if state else "")


def _descriptions(sources: list[Mapping[str, Any]]) -> Iterator[str]:
    for source in sources:
        yield f"{name_of(source)}: {str(source.get('description', '')).strip()}"


def _licence(source: Mapping[str, Any]) -> str | None:
    said = copyright_of(source).get("licence")
    return (licence_of(str(said)).expression or str(said)) if said else None


def _files(source: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for row in source.get("files", ()):
        path = row.get("path")
        if not path:
            continue
        file: dict[str, Any] = {
            "@type": "cr:FileObject",
            "@id": path,
            "name": path,
            "description": name_of(source),
            "contentUrl": path,
            "encodingFormat": _FORMATS.get(PurePosixPath(path).suffix.lower(), "application/octet-stream"),
        }
        if row.get("digest"):
            file["sha256"] = row["digest"].removeprefix("sha256:")
        yield file
