"""A CycloneDX 1.6 ML-BOM: the fine-tune, its base, its data and the software that trained it.

Source: ECMA-424, CycloneDX 1.6, ``machine-learning-model`` components with ``modelCard``, ``pedigree`` and ``data``. It
is written by hand because ``cyclonedx-python-lib`` 11.12 has no model card (its issue 912); a test validates it with
that library's schema, and `gate.derive.sources.cyclonedx` reads it back.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from gate import __version__
from gate.derive.licences import licence_of
from gate.harness.classes import words_of
from gate.harness.outcomes import REFUSED
from gate.page.subject import Subject

_APPROACH = {  # what a training run calls its objective; the others have no equivalent
    "supervised": "supervised",
    "reinforcement": "reinforcement-learning",
    "continued-pretraining": "self-supervised",
}


def build(subject: Subject) -> Mapping[str, Any]:
    facts = subject.facts
    state = facts["state"]["digest"] if facts is not None else ""
    name = f"{subject.model}@{subject.decision.head}@{state}"  # equal for one state at one commit, and for no other
    manifest = subject.document("training-data-manifest") or {}
    run = subject.document("training-run") or {}
    sources = list(manifest.get("sources", ()))
    frameworks = run.get("environment", {}).get("frameworks", {})
    components = [*map(_source, sources), *(_framework(*row) for row in frameworks.items())]
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}",
        "version": 1,
        "metadata": {
            "timestamp": subject.decision.now,
            "tools": {"components": [{"type": "application", "name": "tunegate", "version": __version__}]},
            "component": _model(subject, run, sources),
        },
        "components": components,
        "dependencies": [
            {"ref": "model", "dependsOn": ["base", *(row["bom-ref"] for row in components)]},
        ]
        if run
        else [],
    }


def _model(subject: Subject, run: Mapping[str, Any], sources: list[Mapping[str, Any]]) -> dict[str, Any]:
    output, base = run.get("output", {}), run.get("base_model", {})
    name, _, version = str(output.get("id", subject.model)).partition(":")
    found: dict[str, Any] = {"type": "machine-learning-model", "bom-ref": "model", "name": name}
    if version:
        found["version"] = version
    if purpose := (subject.document("overhang-statement") or {}).get("intended_use"):
        found["description"] = str(purpose).strip()
    if output.get("digest"):
        found["hashes"] = _hashes(output["digest"])
    if base:
        ancestor = {"type": "machine-learning-model", "bom-ref": "base", "name": base["id"]}
        revision = {"version": str(base["revision"])} if base.get("revision") else {}
        found["pedigree"] = {"ancestors": [{**ancestor, **revision}]}
    found["modelCard"] = _card(subject, run, sources)
    found["properties"] = list(_properties(subject))
    return found


def _card(subject: Subject, run: Mapping[str, Any], sources: list[Mapping[str, Any]]) -> dict[str, Any]:
    parameters: dict[str, Any] = {"datasets": [{"ref": f"data:{source['id']}"} for source in sources]}
    if approach := _APPROACH.get(str(run.get("method", {}).get("objective"))):
        parameters["approach"] = {"type": approach}
    considerations: dict[str, Any] = {}
    evaluated = subject.document("evaluation-results") or {}
    if purpose := (subject.document("overhang-statement") or {}).get("intended_use"):
        considerations["useCases"] = [str(purpose).strip()]
    if evaluated.get("limitations"):
        considerations["technicalLimitations"] = [str(evaluated["limitations"]).strip()]
    risks = (subject.disposition or {}).get("residual_risks", ())
    if risks:
        considerations["ethicalConsiderations"] = [
            {"name": str(row["risk"]).strip(), "mitigationStrategy": f"accepted by {row['accepted_by']}"}
            for row in risks
        ]
    card: dict[str, Any] = {"modelParameters": parameters}
    if metrics := list(_metrics(evaluated)):
        card["quantitativeAnalysis"] = {"performanceMetrics": metrics}
    return {**card, **({"considerations": considerations} if considerations else {})}


def _metrics(evaluated: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for row in evaluated.get("task_evaluations", ()):
        yield {"type": row["metric"], "value": str(row["tuned_value"]), "slice": row["dataset"]["name"]}
    for suite in evaluated.get("safety_suites", ()):
        for part in suite["categories"]:
            tuned = part.get("tuned")
            if tuned and tuned["n"]:
                share = f"{tuned['refused'] / tuned['n']:.4f}"
                safe = words_of(part["class"])[0]
                kind = "refusal rate" if safe == REFUSED else f"share {safe}"
                yield {"type": kind, "value": share, "slice": f"{suite['name']}: {part['category']}"}


def _properties(subject: Subject) -> Iterator[dict[str, str]]:
    facts, disposition = subject.facts, subject.disposition or {}
    rows = {
        "tunegate:state": facts["state"]["digest"] if facts is not None else None,
        "tunegate:commit": subject.decision.head,
        "tunegate:verify": subject.decision.verdict,
        "tunegate:disposition:decision": disposition.get("decision"),
        "tunegate:disposition:decided-by": disposition.get("decided_by"),
        "tunegate:disposition:expires": disposition.get("expires"),
    }
    yield from ({"name": name, "value": str(value)} for name, value in rows.items() if value)


def _source(source: Mapping[str, Any]) -> dict[str, Any]:
    corpus = source.get("corpus") or {}
    found: dict[str, Any] = {
        "type": "data",
        "bom-ref": f"data:{source['id']}",
        "name": corpus.get("id") or source["id"],
    }
    if corpus.get("revision"):
        found["version"] = str(corpus["revision"])
    if source.get("description"):
        found["description"] = str(source["description"]).strip()
    if licence := source.get("legal_basis", {}).get("copyright", {}).get("licence"):
        expression = licence_of(str(licence)).expression
        found["licenses"] = [{"expression": expression} if expression else {"license": {"name": str(licence)}}]
    data: dict[str, Any] = {"type": "dataset", "name": str(source.get("name", source["id"]))}
    contains = source.get("legal_basis", {}).get("personal_data", {}).get("contains")
    if contains and contains != "none":
        data["sensitiveData"] = [f"{contains} (GDPR)"]
    found["data"] = [data]
    files = [
        {"type": "file", "name": row["path"], **({"hashes": _hashes(row["digest"])} if row.get("digest") else {})}
        for row in source.get("files", ())
        if row.get("path")
    ]
    return {**found, **({"components": files} if files else {})}


def _framework(name: str, version: object) -> dict[str, Any]:
    return {"type": "framework", "bom-ref": f"framework:{name}", "name": name, "version": str(version)}


def _hashes(digest: str) -> list[dict[str, str]]:
    return [{"alg": "SHA-256", "content": digest.removeprefix("sha256:")}]
