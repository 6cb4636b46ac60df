"""``defaults`` of the configuration: they fill what is open, prove what says the same, and contradict nothing."""

from __future__ import annotations

import json

import pytest

from gate.case.shared import shared_origins
from gate.config.load import load
from gate.values.errors import ConfigError
from tests.command import EVIDENCE, NOW, tunegate
from tests.repo import Repo

CONFIG = """\
version: 1
models:
  m:
    surfaces:
      system_prompt: [p.md]
defaults:
  training-data-manifest:
    retention: {retention_period: P5Y, access: [data@acme.example]}
    inspection: {reason: A second person reads each record that is taken in.}
  red-team-report:
    method: Two people attack the deployed stack for a day.
"""


def test_each_source_gets_what_it_leaves_open() -> None:
    shared = load(CONFIG.encode(), "tunegate.yaml").shared
    sources = [{}, {"retention": {"retention_until": "2027-01-01"}, "inspection": {"warranted": True}}]
    (origin,) = shared_origins("training-data-manifest", {"sources": sources}, shared)
    assert origin.outcome.given is not None
    assert [(value.pointer, value.line) for value in origin.outcome.given.values] == [
        ("/sources/0/retention/retention_period", 8),
        ("/sources/0/retention/access", 8),
        ("/sources/1/retention/access", 8),
        ("/sources/0/inspection/reason", 9),
    ]
    assert [*shared_origins("decision-record", {}, shared)] == []


LISTS = """\
defaults:
  training-data-manifest:
    legal_basis: {copyright: {original_creation: {statement: Staff wrote all of it at work.}}}
  evaluation-results:
    adversarial_tests: {method: Sixty persona prompts over three turns.}
  decision-record:
    alternatives: {retrieval: {reason_not_chosen: It brings facts where tone is needed.}}
"""


def pointers(kind: str, document: dict[str, object]) -> list[str]:
    shared = load((CONFIG.partition("defaults:")[0] + LISTS).encode(), "tunegate.yaml").shared
    found = [origin.outcome.given for origin in shared_origins(kind, document, shared)]
    return [value.pointer for given in found if given for value in given.values]


def test_items_of_lists() -> None:
    rows = [{"option": "tool-use"}, "retrieval", {"option": "retrieval"}, {}]
    assert pointers("decision-record", {"alternatives": rows}) == ["/alternatives/2/reason_not_chosen"]
    others: list[dict[str, object]] = [{}, {"alternatives": None}, {"alternatives": {"retrieval": {}}}]
    for other in others:
        assert pointers("decision-record", other) == []
    found = pointers("evaluation-results", {"adversarial_tests": [{"name": "a"}, {"name": "b"}]})
    assert found == ["/adversarial_tests/0/method", "/adversarial_tests/1/method"]


def test_only_what_is_made_here_is_ones_own() -> None:
    grounds: list[dict[str, object]] = [
        {"origin": "internal"},
        {},
        {"origin": "public-corpus"},
        {"origin": "internal", "legal_basis": {"copyright": {"licence": "MIT"}}},
        {"origin": "internal", "legal_basis": {"copyright": {"status": "public-domain"}}},
        {"origin": "internal", "legal_basis": {"copyright": {"status": "original-creation"}}},
        {"origin": "internal", "legal_basis": "ours"},
    ]
    found = pointers("training-data-manifest", {"sources": grounds})
    assert [pointer.split("/")[2] for pointer in found] == ["0", "5", "6"]


@pytest.mark.parametrize(
    "block",
    [
        "decision-record: {alternatives: {fine-tune: {reason_not_chosen: It is what we always do.}}}",
        "decision-record: {alternatives: {retrieval: {assessment: It was tried for a week.}}}",
        "training-data-manifest: {legal_basis: {copyright: {status: original-creation}}}",
        "training-data-manifest: {legal_basis: {copyright: {licence: MIT}}}",
        "evaluation-results: {limitations: It was not tried in German.}",
        "decision-record: {rationale: It is what we always do in such a case.}",
        "overhang-statement: {intended_use: It answers whatever it is asked.}",
        "training-data-manifest: {origin: internal}",
        "training-data-manifest: {legal_basis: {personal_data: {contains: none}}}",
        "red-team-report: {method: short}",
        "disposition: {decision: proceed}",
    ],
)
def test_a_judgement_is_no_default(block: str) -> None:
    text = CONFIG.partition("defaults:")[0] + f"defaults:\n  {block}\n"
    with pytest.raises(ConfigError):
        load(text.encode(), "tunegate.yaml")


def test_a_document_may_say_otherwise(example: Repo) -> None:
    report = f"{EVIDENCE}/red-team-report.yaml"
    config = (example.path / "tunegate.yaml").read_text()
    example.write("tunegate.yaml", config + "defaults: {red-team-report: {method: Two people attack it for a day.}}\n")
    case = json.loads(tunegate(example, "case", "--all-models", "--now", NOW).stdout)
    (document,) = (
        row for row in case["models"]["support-assistant"]["evidence"]["artefacts"].values() if row["path"] == report
    )
    assert "/method" in document["derived"]["attested"]
    assert [row for row in document["derived"]["values"] if row["pointer"] == "/method"] == []
