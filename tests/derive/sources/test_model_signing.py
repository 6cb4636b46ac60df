"""Signatures of OpenSSF model-signing."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.derive.sources.samples import expected, notes, read, refused, sample, source, values

KIND = "model-signing"
PREDICATE = "https://model_signing/signature/v1.0"


def signed(*names: str, predicate: str = PREDICATE) -> str:
    rows: list[dict[str, Any]] = [{"algorithm": "sha256", "digest": "a" * 64, "name": name} for name in names]
    statement = {"predicateType": predicate, "predicate": {"resources": rows}}
    payload = base64.b64encode(json.dumps(statement).encode()).decode()
    return json.dumps({"dsseEnvelope": {"payload": payload, "signatures": []}})


def test_sample() -> None:
    path = "model-signing/model.sig"
    given = read(sample(path), KIND)
    wanted = expected(path)
    assert given.facts["resources"] == wanted["resources"]
    assert given.facts["predicate_type"] == wanted["predicateType"]
    assert values(given) == {"/output/digest": f"sha256:{wanted['resources']['adapter_model.safetensors']}"}
    assert notes(given)[None] == "the signature itself is not verified here"


def test_several_files_of_weights() -> None:
    given = read(source("model.sig", signed("model-1.safetensors", "model-2.safetensors")), KIND)
    assert values(given) == {}
    assert notes(given)["/output/digest"] == "2 files of weights are signed"


@pytest.mark.parametrize(
    "payload", ["", "!!", "e30", base64.b64encode(b"[]").decode(), base64.b64encode(b"{").decode()]
)
def test_payloads_that_cannot_be_read(payload: str) -> None:
    refused(source("model.sig", json.dumps({"dsseEnvelope": {"payload": payload}})), KIND)


def test_another_statement() -> None:
    found = refused(source("a.sig", signed("a.bin", predicate="https://slsa.dev")), KIND)
    assert found.message == "the statement is not a signature of a model: https://slsa.dev"
