"""Seed datasets of PyRIT."""

from __future__ import annotations

import pytest

from tests.derive.sources.samples import notes, read, refused, source

KIND = "pyrit-dataset"
DATASET = """\
dataset_name: IN-1
name: refund pressure
description: >-
  A customer insists
  for many turns.
groups: [red team]
seeds:
  - value: You promised.
"""


def test_dataset() -> None:
    given = read(source("in-1.yaml", DATASET), KIND)
    said = {(value.document, value.pointer): value.value for value in given.values}
    assert said["red-team-report", "/in_scope_patterns/*/name"] == "refund pressure"
    assert said["red-team-report", "/out_of_scope_patterns/*/description"] == "A customer insists for many turns."
    assert said["evaluation-results", "/adversarial_tests/*/method"] == "A customer insists for many turns."
    assert {value.about for value in given.values} == {("IN-1",)}
    assert given.facts == {"groups": ["red team"], "seeds": 1}


def test_older_key() -> None:
    assert read(source("a.prompt", DATASET.replace("seeds:", "prompts:")), KIND).facts["seeds"] == 1


def test_without_description() -> None:
    given = read(source("a.yaml", DATASET.replace("description: >-", "source: >-")), KIND)
    assert list(notes(given).values()) == ["the dataset has no 'description'"]


@pytest.mark.parametrize(
    ("old", "new"), [("dataset_name: IN-1", "dataset_name: ''"), ("  - value: You promised.\n", "  []\n")]
)
def test_bad_input(old: str, new: str) -> None:
    assert refused(source("a.yaml", DATASET.replace(old, new)), KIND).line == 1
