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


@pytest.mark.parametrize(
    "block",
    [
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
