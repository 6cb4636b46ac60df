"""Signatures of OpenSSF model-signing (1.1): an in-toto statement with the digest of every file, in a DSSE envelope.

The statement is read, its signature is not verified here. Facts: ``resources`` {path: SHA-256}, ``predicate_type``.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from gate.derive.given import Given, Source, SourceError
from gate.derive.parsing import json_keys, python_json
from gate.derive.trainer import Run
from gate.values.regex import regex

KIND = "model-signing"
_WEIGHTS = (".safetensors", ".bin", ".gguf", ".pt", ".pth", ".ckpt", ".nemo", ".onnx")
_SHA256 = regex(r"[0-9a-f]{64}")
_TYPE = "https://model_signing/signature/"


def recognises(source: Source) -> bool:
    return source.name.endswith((".sig", ".json")) and {"dsseEnvelope", "payload"} <= json_keys(source)


def read(source: Source) -> Given:
    statement = _statement(python_json(source))
    kind = statement.get("predicateType")
    if not isinstance(kind, str) or not kind.startswith(_TYPE):
        raise SourceError(f"the statement is not a signature of a model: {str(kind)[:60]}", 1)
    predicate = statement.get("predicate")
    rows = predicate.get("resources") if isinstance(predicate, dict) else None
    resources = {
        str(row["name"]): str(row["digest"])
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict) and row.get("algorithm") == "sha256" and _SHA256.fullmatch(str(row.get("digest")))
    }
    run = Run(facts={"resources": resources, "predicate_type": kind})
    weights = [name for name in resources if name.lower().endswith(_WEIGHTS)]
    if len(weights) == 1:
        run.give("/output/digest", f"sha256:{resources[weights[0]]}", 1)
    else:
        run.note(f"{len(weights)} files of weights are signed", 1, "Sign the one that is deployed.", "/output/digest")
    run.note("the signature itself is not verified here", 1, "Verify it with 'model_signing verify' where it is used.")
    return run.given()


def _statement(bundle: Any) -> dict[str, Any]:
    envelope = bundle.get("dsseEnvelope") if isinstance(bundle, dict) else None
    payload = envelope.get("payload") if isinstance(envelope, dict) else None
    try:
        found = json.loads(base64.b64decode(str(payload), validate=True))
    except (binascii.Error, ValueError, RecursionError):
        raise SourceError("the envelope's payload cannot be read", 1, "Sign the model again.") from None
    if not isinstance(found, dict):
        raise SourceError("the envelope's payload is not a statement", 1)
    return found
