"""Answers of Presidio's analyzer, and JSON lines of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gate.derive.given import SourceError
from gate.derive.sources import presidio
from tests.derive.sources.samples import expected, read, sample, source

PERSONAL = "personal-data"


def result(kind: str, **other: Any) -> dict[str, Any]:
    return {"entity_type": kind, "start": 0, "end": 4, "score": 0.9, **other}


@pytest.mark.parametrize("name", ["presidio-analyze-response.json", "presidio-results.jsonl"])
def test_samples(name: str) -> None:
    wanted = expected(f"presidio/{name}")
    given = read(sample(f"presidio/{name}"), "presidio")
    assert given.facts["rules"] == wanted["by_entity"]
    assert sum(given.facts["matches"].values()) == wanted["findings"]
    assert given.facts["matches"]["other"] == wanted["by_entity"]["URL"]
    assert given.about == ()


@pytest.mark.parametrize(
    ("entity", "category"),
    [
        ("EMAIL_ADDRESS", PERSONAL),
        ("PERSON", PERSONAL),
        ("ACME_CUSTOMER_NUMBER", PERSONAL),
        ("NRP", "special-category-data"),
        ("DATE_TIME", "other"),
        ("API_KEY", "secrets"),
        ("RESTRICTED_CLASSIFICATION", "restricted-classification"),
    ],
)
def test_categories(entity: str, category: str) -> None:
    given = read(source("p.json", json.dumps([result(entity)])), "presidio")
    assert given.facts["matches"] == {category: 1}


@pytest.mark.parametrize("text", ["", "[{}]", '{"results": 3}\n', '{"entity_type": "PERSON"}\n', "[1]"])
def test_bad_input(text: str) -> None:
    with pytest.raises((SourceError, AttributeError)):
        presidio.read(source("p.json", text))


def test_data_for_recognising_entities_is_no_report() -> None:
    assert not presidio.recognises(source("data/ner.jsonl", '{"text": "Ann", "entity_type": "PERSON"}\n'))
