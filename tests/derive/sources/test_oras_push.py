"""What oras says of a push."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.derive.sources.samples import read, refused, source, values

KIND = "oras-push"
DIGEST = "sha256:" + "a" * 64
REPOSITORY = "registry.acme.example/models/assistant"


def push(**other: Any) -> str:
    value = {
        "reference": f"{REPOSITORY}@{DIGEST}",
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "digest": DIGEST,
        "referenceAsTags": [f"{REPOSITORY}:2026.1"],
    }
    return json.dumps({**value, **other}, indent=1)


def test_model() -> None:
    assert values(read(source("push.json", push()), KIND)) == {
        "/output/published/*/digest": DIGEST,
        "/output/published/*/how": "oras push",
        "/checkpoints/*/digest": DIGEST,
        "/output/id": "assistant:2026.1",
        "/output/location": f"{REPOSITORY}:2026.1",
    }


def test_checkpoint() -> None:
    given = values(read(source("push.json", push(referenceAsTags=[f"{REPOSITORY}:run-7-step-41"])), KIND))
    assert given["/checkpoints/*/step"] == 41
    assert "/output/id" not in given  # it is not what the run put out


def test_tags_of_another_repository_say_nothing() -> None:
    assert read(source("push.json", push(referenceAsTags=["other/model:1"])), KIND).facts["tags"] == []


@pytest.mark.parametrize(
    "other", [{"digest": "sha256:x"}, {"reference": f"{REPOSITORY}@sha256:{'b' * 64}"}, {"reference": None}]
)
def test_bad_input(other: dict[str, Any]) -> None:
    refused(source("push.json", push(**other)), KIND)
