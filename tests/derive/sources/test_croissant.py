"""Croissant metadata."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gate.derive.given import SourceError
from gate.derive.sources import croissant
from tests.derive.sources.samples import expected, notes, read, sample, source, values

CORPUS = "/sources/*/corpus"


def metadata(**other: Any) -> str:
    value = {
        "@type": "sc:Dataset",
        "name": "x",
        "version": "1.0.0",
        "license": "mit",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
    }
    return json.dumps({**value, **other})


def test_sample() -> None:
    wanted, given = expected("croissant/croissant.json"), read(sample("croissant/croissant.json"), "croissant")
    assert values(given) == {
        f"{CORPUS}/id": wanted["name"],
        f"{CORPUS}/revision": wanted["version"],
        f"{CORPUS}/licence": "CC-BY-4.0",
        "/sources/*/legal_basis/copyright/licence": "CC-BY-4.0",
        "/sources/*/name": wanted["name"],
        "/sources/*/description": "Invented support dialogues.",
        "/sources/*/legal_basis/copyright/original_creation/statement": "Written by support agents.",
    }
    digest = wanted["distribution"][0]["sha256"]
    assert [(about.path, about.digest) for about in given.about] == [("data/train.jsonl", f"sha256:{digest}")]
    assert given.facts["conforms_to"] == wanted["conformsTo"]


def test_the_hub_s_id() -> None:
    given = read(source("c.json", metadata(url="https://huggingface.co/datasets/acme/dialogues")), "croissant")
    assert values(given)[f"{CORPUS}/id"] == "acme/dialogues"


@pytest.mark.parametrize(("key", "pointer"), [("name", "id"), ("version", "revision"), ("license", "licence")])
def test_what_is_missing_is_said(key: str, pointer: str) -> None:
    given = read(source("c.json", metadata(**{key: None})), "croissant")
    assert f"{CORPUS}/{pointer}" not in values(given)
    assert f"{CORPUS}/{pointer}" in notes(given)


def test_several_licences() -> None:
    given = read(
        source("c.json", metadata(license=["mit", {"url": "https://spdx.org/licenses/CC-BY-NC-4.0"}])), "croissant"
    )
    assert [row["expression"] for row in given.facts["licences"]] == ["MIT", "CC-BY-NC-4.0"]
    assert f"{CORPUS}/licence" in notes(given)


def test_files_elsewhere_bind_nothing() -> None:
    rows = [{"contentUrl": "https://acme.example/a", "sha256": "ab" * 32}, {"contentUrl": "a", "sha256": "x"}, 3]
    assert read(source("c.json", metadata(distribution=rows)), "croissant").about == ()


@pytest.mark.parametrize("text", ["", "[]", '{"@type": "Person"}', '{"@type": "sc:Data'])
def test_bad_input(text: str) -> None:
    with pytest.raises(SourceError):
        croissant.read(source("c.json", text))
