"""Marks of classification that the gate looks for itself."""

from __future__ import annotations

import pytest

from gate.derive.given import Source, SourceError
from gate.derive.scanners.formats import published_marks

MARKED = (
    "TLP:RED",
    "TLP:AMBER+STRICT",
    "SECRET//NOFORN",
    "CUI//SP-PRVCY",
    "NATO RESTRICTED",
    "RESTREINT UE",
    "EU CONFIDENTIAL",
    "OFFICIAL-SENSITIVE",
    "VS-NfD",
    "Strictly Confidential",
    "For internal use only",
)
PLAIN = (
    "TLP:GREEN",
    "a secret recipe",
    "top secret",
    "confidential",
    "official sensitive",
    "an EU restricted list",
    "TLP:REDACTED",
)


@pytest.mark.parametrize("text", MARKED)
def test_a_mark_is_found_on_its_line(text: str) -> None:
    found = published_marks.scanned({"a.jsonl": f'{{"text": "x"}}\n{{"text": "{text}: y"}}\n'.encode()})
    assert {(match.category, match.path, match.line) for match in found.matches} == {
        ("restricted-classification", "a.jsonl", 2)
    }


@pytest.mark.parametrize("text", PLAIN)
def test_words_of_any_text_are_none(text: str) -> None:
    assert published_marks.scanned({"a.txt": text.encode()}).matches == ()


def test_it_writes_no_report() -> None:
    source = Source("report.json", b"[]")
    assert not published_marks.is_report(source)
    with pytest.raises(SourceError):
        published_marks.read(source)
