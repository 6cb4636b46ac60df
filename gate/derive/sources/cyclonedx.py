"""ML-BOMs of CycloneDX (1.5, 1.6): the model that the document is about, its hash, its ancestors, its data.

Facts: ``model``, ``version``, ``spec_version``, ``has_model_card``, ``ancestors`` [[name, version]], ``components``
[{type, name, version, licenses, sha256}].
"""

from __future__ import annotations

from typing import Any

from gate.derive.given import Given, Source, SourceError
from gate.derive.parsing import json_keys, line_of_key, python_json
from gate.derive.trainer import MOVING, Run
from gate.values.regex import regex

KIND = "cyclonedx"
_MODEL = "machine-learning-model"
_SHA256 = regex(r"[0-9a-fA-F]{64}")


def recognises(source: Source) -> bool:
    return source.name.endswith(".json") and "bomFormat" in json_keys(source) and b"CycloneDX" in source.head


def read(source: Source) -> Given:
    found = python_json(source)
    metadata = found.get("metadata") if isinstance(found, dict) else None
    model = metadata.get("component") if isinstance(metadata, dict) else None
    if not isinstance(found, dict) or not isinstance(model, dict) or model.get("type") != _MODEL:
        raise SourceError(
            f"the document is not about a {_MODEL}", 1, "Name the fine-tuned model as 'metadata.component'."
        )
    ancestors = [
        [row.get("name"), row.get("version")]
        for row in _list(_mapping(model.get("pedigree")).get("ancestors"))
        if isinstance(row, dict) and row.get("type") == _MODEL
    ]
    run = Run(f"CycloneDX {found.get('specVersion')}")
    run.facts |= {
        "model": model.get("name"),
        "version": model.get("version"),
        "spec_version": found.get("specVersion"),
        "has_model_card": isinstance(model.get("modelCard"), dict),
        "ancestors": ancestors,
        "components": [_component(row) for row in _list(found.get("components")) if isinstance(row, dict)],
    }
    if digest := _sha256(model):
        run.give("/output/digest", f"sha256:{digest}", _line_of(source.data, digest))
    else:
        run.note("the model has no SHA-256", 1, "Add it to the component's hashes.", "/output/digest")
    if len(ancestors) == 1 and isinstance(ancestors[0][0], str):
        line = line_of_key(source.data, "ancestors")
        run.give("/base_model/id", ancestors[0][0], line)
        if isinstance(ancestors[0][1], str) and ancestors[0][1].lower() not in MOVING:
            run.give("/base_model/revision", ancestors[0][1], line)
    else:
        run.note("no single ancestor is named", 1, "Name the base under 'pedigree.ancestors'.", "/base_model/id")
    return run.given()


def _component(row: dict[str, Any]) -> dict[str, Any]:
    licences = []
    for each in _list(row.get("licenses")):
        if isinstance(each, dict):
            own = _mapping(each.get("license"))
            licences.append(each.get("expression") or own.get("id") or own.get("name"))
    return {
        "type": row.get("type"),
        "name": row.get("name"),
        "version": row.get("version"),
        "licenses": licences,
        "sha256": _sha256(row),
    }


def _sha256(row: dict[str, Any]) -> str | None:
    for each in _list(row.get("hashes")):
        if isinstance(each, dict) and each.get("alg") == "SHA-256" and _SHA256.fullmatch(str(each.get("content"))):
            return str(each["content"]).lower()
    return None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _line_of(data: bytes, text: str) -> int:
    return data.count(b"\n", 0, max(data.lower().find(text.encode()), 0)) + 1
