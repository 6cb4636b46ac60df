"""The training-data manifest says what its own files, scans, labels and numbers do not bear out."""

from __future__ import annotations

import json

import pytest

from gate.derive.scanners import Match
from gate.derive.scanners.record import path_of
from tests.bypass.manifests import (
    FAIR,
    GOOD,
    HANDBOOK,
    KEY,
    KIND,
    LABELS,
    POOR,
    SAFETY,
    SAFETY_ID,
    TICKETS,
    WRITTEN,
    Edit,
    Manifest,
    hub,
    labelled,
    record,
    said,
    scanned,
    source,
    steps,
)
from tests.bypass.wall import DATA, decision, text
from tests.command import EVIDENCE, NOW, tunegate
from tests.repo import Repo


def by_default(value: Manifest) -> None:
    """The access to a source is that of all sources."""
    del value["sources"][WRITTEN]["retention"]["access"]
    value["defaults"]["retention"]["access"] = ["*"]


MATCHES = [Match("aws-access-token", "secrets", DATA, line) for line in range(1, 6)]
DISPOSED = ("sensitivity_scan", "matches_disposition", 0)
PERSONAL = ("legal_basis", "personal_data")
COPYRIGHT = ("legal_basis", "copyright")
CORPUS = {
    "id": "acme/corpus",
    "revision": "1.2.0",
    "licence": "CC-BY-4.0",
    "card": {"path": "README.md", "digest": "sha256:" + "0" * 64},
}
GENERATOR = {
    "model": {"id": "acme/writer", "revision": "2026-10-01"},
    "provider": "Acme",
    "terms": {"reference": "the terms", "permits_training": True, "retrieved_at": "2026-10-01T00:00:00Z"},
    "prompts": "data/prompts",
    "seeded_from": [],
}

ATTEMPTS: dict[str, tuple[Edit, str]] = {
    # what a scan found
    "secrets are kept": (source(SAFETY, *DISPOSED, action="kept"), "sensitive-matches-kept"),
    "personal data are kept where there are none": (
        source(WRITTEN, *DISPOSED, action="kept"),
        "sensitive-matches-kept",
    ),
    "an illness is kept": (
        source(TICKETS, "sensitivity_scan", "matches_disposition", 2, action="kept"),
        "sensitive-matches-kept",
    ),
    "only other things are searched for": (
        source(HANDBOOK, "sensitivity_scan", categories=["other"]),
        "scan-incomplete",
    ),
    "nobody looks for secrets": (
        source(WRITTEN, "sensitivity_scan", categories=["personal-data", "restricted-classification"]),
        "scan-incomplete",
    ),
    "a key is added to data that were scanned": (
        steps(scanned(*MATCHES), record(lambda row: row["messages"][1].update(content=f"my key is {KEY}"))),
        "scan-outdated",
    ),
    "a file is exchanged for one that was scanned elsewhere": (
        steps(scanned(*MATCHES, name="agent-written-2026q3")),
        "scan-outdated",
    ),
    "the record is of another file": (scanned(path="data/train/warranty-and-care.jsonl"), "scan-outdated"),
    "more matches than are accounted for": (scanned(*MATCHES, MATCHES[0]), "derived-contradicted"),
    "matches that the scan found are said to be removed": (
        steps(scanned(*MATCHES), source(SAFETY, *DISPOSED, action="removed")),
        "scan-matches-unexplained",
    ),
    "another number than the record's": (
        steps(scanned(*MATCHES), source(SAFETY, "sensitivity_scan", matches_by_category={"secrets": 0})),
        "derived-contradicted",
    ),
    "records are generated after the scan": (
        source(SAFETY, "legal_basis", generator={**GENERATOR, "generated_at": "2026-11-01T00:00:00Z"}),
        "scan-outdated",
    ),
    # what allows the use
    "the consent block is deleted": (source(TICKETS, "legal_basis", consent=None), "personal-data-basis-missing"),
    "legitimate interests without an assessment": (
        steps(source(TICKETS, *PERSONAL, article6_basis="legitimate-interests", assessment=None)),
        "personal-data-basis-missing",
    ),
    "explicit consent of which nothing is kept": (
        source(
            WRITTEN,
            "legal_basis",
            personal_data={
                "contains": "special-categories",
                "article6_basis": "contract",
                "purpose": "x" * 40,
                "article9_condition": "explicit-consent",
            },
        ),
        "personal-data-basis-missing",
    ),
    "a public corpus, and nothing else": (source(HANDBOOK, origin="public-corpus"), "origin-evidence-missing"),
    "a public corpus as own work": (source(WRITTEN, origin="public-corpus", corpus=CORPUS), "own-work-contradicted"),
    "a vendor's data as own work": (source(WRITTEN, origin="vendor"), "own-work-contradicted"),
    "personal data of a system that nobody names": (
        source(
            WRITTEN,
            "legal_basis",
            personal_data={"contains": "personal", "article6_basis": "contract", "purpose": "x" * 40},
        ),
        "origin-evidence-missing",
    ),
    "a corpus whose revision moves": (
        source(HANDBOOK, origin="public-corpus", corpus={**CORPUS, "revision": "main"}),
        "corpus-mismatch",
    ),
    "a corpus under another licence": (source(HANDBOOK, origin="public-corpus", corpus=CORPUS), "corpus-mismatch"),
    "a licence that does not exist": (source(HANDBOOK, *COPYRIGHT, licence="NOT-A-LICENCE"), "licence-unknown"),
    "a licence of one's own without its text": (
        source(HANDBOOK, *COPYRIGHT, licence_reference=None),
        "licence-unknown",
    ),
    "half an expression": (source(HANDBOOK, *COPYRIGHT, licence="MIT AND"), "licence-unknown"),
    "non-commercial terms": (source(HANDBOOK, *COPYRIGHT, licence="MIT AND CC-BY-NC-4.0"), "licence-restrictive"),
    "share-alike in each alternative": (
        source(HANDBOOK, *COPYRIGHT, licence="CC-BY-SA-4.0 OR GPL-3.0-only"),
        "licence-restrictive",
    ),
    "a generator that moves": (
        source(SAFETY, "legal_basis", generator={**GENERATOR, "model": {"id": "acme/writer", "revision": "latest"}}),
        "generator-untraceable",
    ),
    "seeded from nothing that is known": (
        source(SAFETY, "legal_basis", generator={**GENERATOR, "seeded_from": ["no-such-source"]}),
        "generator-untraceable",
    ),
    # numbers
    "agreement below chance": (
        source(WRITTEN, "quality_controls", "inter_rater_agreement", value=-0.5),
        "agreement-too-low",
    ),
    "agreement below the floor": (
        source(TICKETS, "quality_controls", "inter_rater_agreement", value=0.6),
        "agreement-too-low",
    ),
    "more labels than records": (
        source(WRITTEN, "quality_controls", "inter_rater_agreement", sample_size=60000),
        "sample-impossible",
    ),
    "more records read than there are": (source(SAFETY, "inspection", sample_size=87000), "sample-impossible"),
    "a finding in more records than were read": (
        source(TICKETS, "inspection", "findings", 0, records=42),
        "sample-impossible",
    ),
    "another label file": (
        steps(labelled(GOOD, 1.0), lambda repo: repo.write(LABELS, POOR)),
        "referenced-file-mismatch",
    ),
    "labels that give another value": (labelled(POOR, 0.84), "derived-contradicted"),
    "labels of fewer items": (labelled(GOOD, 1.0, sample_size=80), "derived-contradicted"),
    "labels that agree too little, and honestly so": (labelled(POOR, 0.6), "agreement-too-low"),
    "fewer records than are said": (source(WRITTEN, "files", 0, records=9300), "derived-contradicted"),
    # where the data are
    "everyone": (source(WRITTEN, "retention", access=["everyone"]), "access-unrestricted"),
    "all employees": (
        source(WRITTEN, "retention", access=["ml@acme.example", "All-Employees@acme.example"]),
        "access-unrestricted",
    ),
    "anyone by a default": (said(by_default), "access-unrestricted"),
    "kept for longer than allowed": (source(TICKETS, "retention", retention_until="2020-06-30"), "retention-lapsed"),
    "kept for no time": (source(WRITTEN, "retention", retention_period="P0D"), "retention-lapsed"),
    "deleted some day": (source(TICKETS, "retention", deletion_procedure="x" * 40), "deletion-deadline-missing"),
    "a deleted record comes back": (
        steps(
            lambda repo: repo.write("data/excluded.txt", "# asked for on 2026-10-01\nbnd-0003\n"),
            source(SAFETY, "retention", exclusion_list="data/excluded.txt"),
        ),
        "excluded-record-present",
    ),
    # what records say of themselves
    "a record of another source": (
        record(lambda row: row["metadata"].update(source="rewritten-tickets-2026h1")),
        "record-source-mismatch",
    ),
    "a record of a source that nobody knows": (
        record(lambda row: row["metadata"].update(source="bought-2026")),
        "record-source-mismatch",
    ),
    "a record under another licence": (
        record(lambda row: row.update(license="cc-by-nc-4.0")),
        "record-licence-mismatch",
    ),
    "attacks that were filtered out": (
        source(SAFETY, "quality_controls", "adversarial_examples", treatment="filtered-out"),
        "adversarial-records-contradicted",
    ),
    "attacks of which none was found": (
        source(SAFETY, "quality_controls", "adversarial_examples", treatment="none-found"),
        "adversarial-records-contradicted",
    ),
    "an attack among harmless records": (
        record(lambda row: row["metadata"].update(tags=["jailbreak"]), "data/train/orders-and-deliveries.jsonl"),
        "adversarial-records-contradicted",
    ),
    # data on a hub
    "a data set of a hub that nobody claims": (
        hub("  - path: acme/dialogues\n    type: chat_template\n"),
        "hosted-data-mismatch",
    ),
    "another revision than is loaded": (
        steps(
            hub(f"  - path: acme/dialogues\n    revision: {'a' * 40}\n    type: chat_template\n"),
            source(SAFETY, hosted_datasets=[{"id": "acme/dialogues", "revision": "b" * 40, "records": 9}]),
        ),
        "hosted-data-mismatch",
    ),
    "a claim that nothing loads": (
        source(SAFETY, hosted_datasets=[{"id": "acme/dialogues", "revision": "b" * 40, "records": 9}]),
        "hosted-data-mismatch",
    ),
    # reports
    "a report that shows what it found": (
        steps(
            lambda repo: repo.write(
                "g.json",
                json.dumps(
                    [{"RuleID": "aws", "File": DATA, "StartLine": 1, "Fingerprint": "x", "Match": KEY, "Secret": KEY}]
                ),
            ),
            lambda repo: tunegate(
                repo, "evidence", "collect", KIND, "--from", "g.json", "--for", SAFETY_ID, "--now", NOW
            ),
        ),
        "scan-report-exposed",
    ),
}
WARNINGS = {"licence-restrictive"}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    edit, rule = ATTEMPTS[name]
    edit(example)
    found = [f for f in decision(example, head="WORKTREE").findings if f.rule == rule]
    assert found, [(f.rule, f.message) for f in decision(example, head="WORKTREE").findings]
    assert {f.severity for f in found} == {"warning" if rule in WARNINGS else "error"}


HONEST: dict[str, Edit] = {
    "a scan of the data as they are": scanned(*MATCHES),
    "labels that give what is said": labelled(GOOD, 1.0),
    "a value that people round": labelled(FAIR, 0.93),
    "an exclusion list of records that are gone": steps(
        lambda repo: repo.write("data/excluded.txt", "bnd-9999\n"),
        source(SAFETY, "retention", exclusion_list="data/excluded.txt"),
    ),
    "a hub's data set that is claimed": steps(
        hub(f"  - path: acme/dialogues\n    revision: {'a' * 40}\n    type: chat_template\n"),
        source(SAFETY, hosted_datasets=[{"id": "acme/dialogues", "revision": "a" * 40, "records": 9}]),
    ),
    "a licence with a choice": steps(
        source(HANDBOOK, *COPYRIGHT, licence="MIT OR CC-BY-NC-4.0"),
        said(lambda value: value.update(derived=[row for row in value["derived"] if row["kind"] != "croissant"])),
    ),
    "days as a number": source(TICKETS, "retention", deletion_procedure="x" * 40, deletion_days=30),
}
OWN = {rule for _, rule in ATTEMPTS.values()} - {"agreement-too-low"}


@pytest.mark.parametrize("name", HONEST)
def test_honest(example: Repo, name: str) -> None:
    """What fits together is not found."""
    HONEST[name](example)
    assert [(f.rule, f.message) for f in decision(example, head="WORKTREE").findings if f.rule in OWN] == []


def test_nothing_of_a_match_is_kept(example: Repo) -> None:
    """A record has the place of a match and never what was matched."""
    scanned(*MATCHES)(example)
    assert KEY not in text(example, path_of(EVIDENCE, SAFETY_ID))
