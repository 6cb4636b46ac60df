"""What the domain asks of the training data and the gate once believed; `test_belief` has the other rows."""

from __future__ import annotations

import re

import pytest

from tests.bypass.believing import (
    MANIFEST,
    RESULTS,
    RUN,
    WORDS,
    ZEROS,
    Tries,
    all_of,
    cut,
    each,
    put,
    renew,
    tagged,
    tried,
)
from tests.bypass.manifests import HANDBOOK, KEY, SAFETY, TICKETS, WRITTEN, Edit, hub, record, source, steps
from tests.bypass.wall import DATA, TRAIN, append, text
from tests.repo import Repo

ORDERS = "data/train/orders-and-deliveries.jsonl"
SCAN, LEGAL, QUALITY, KEPT, READ = "sensitivity_scan", "legal_basis", "quality_controls", "retention", "inspection"
ACTIONS = (SCAN, "matches_disposition", 0)
PERSONAL = {"contains": "personal", "article6_basis": "contract", "purpose": WORDS}
KEPT_MARK = {"category": "restricted-classification", "count": 1, "action": "kept", "note": WORDS}
RATERS = (QUALITY, "inter_rater_agreement")
CORPUS = {
    "id": "acme/corpus",
    "revision": "1.2.0",
    "licence": "CC-BY-4.0",
    "card": {"path": "README.md", "digest": ZEROS},
}
GENERATOR = {
    "model": {"id": "acme/writer", "revision": "2026-10-01"},
    "provider": "Acme",
    "terms": {"reference": "the terms", "permits_training": True, "retrieved_at": "2026-10-01T00:00:00Z"},
    "prompts": "the repository of the generator",
    "seeded_from": [],
}
CLAIMS = {
    "kind": "factual-claims",
    "description": WORDS,
    "action": WORDS,
    "sample_size": 87,
    "reviewer": "a@acme.example",
}
HUB = f"  - path: acme/dialogues\n    revision: {'a' * 40}\n    type: chat_template\n"
CLAIMED = source(SAFETY, hosted_datasets=[{"id": "acme/dialogues", "revision": "b" * 40, "records": 9}])


def said(what: str, path: str = DATA) -> Edit:
    """A record says something else, and the manifest is renewed."""
    return record(lambda row: row["messages"][1].update(content=what), path)


def doubled(repo: Repo) -> None:
    append(DATA, text(repo, DATA))(repo)
    renew(MANIFEST)(repo)


def relabelled(repo: Repo) -> None:
    """Every record of a file gets the label of the first one."""
    path = "data/train/returns-and-refunds.jsonl"
    repo.write(path, re.sub(r'"outcome": "\w+"', '"outcome": "refund"', text(repo, path)))
    renew(MANIFEST)(repo)


ROWS: dict[str, Tries] = {
    "patterns that nobody intended": each(
        ("inspection-incomplete", source(SAFETY, READ, looked_for=["factual-claims", "sensitive-content"])),
        ("records-repeated", doubled),
        ("labels-shifted", relabelled),
    ),
    "claims that are wrong": each(
        ("factual-claims-wrong", source(SAFETY, READ, findings=[{**CLAIMS, "records": 80, "error_rate": 0.92}])),
        ("factual-claims-wrong", source(SAFETY, READ, findings=[{**CLAIMS, "records": 4, "error_rate": 0}])),
        ("inspection-incomplete", source(SAFETY, READ, looked_for=["style", "sensitive-content"])),
    ),
    "what is memorised": each(
        ("memorisation-untested", cut(RESULTS, "adversarial_tests", 1)),
        ("memorisation-untested", put(RESULTS, "adversarial_tests", 1, kind="jailbreak")),
        ("adversarial-success-unanswered", put(RESULTS, "adversarial_tests", 1, successes=40)),
    ),
    "the reward model": each(
        ("reward-model-missing", put(RUN, "method", objective="reinforcement")),
        ("evidence-unreadable", put(RUN, reward_model={"id": "a/b", "revision": "main"})),
        ("surface-unreviewed", append(TRAIN, "reward_model_path: acme/rm\n")),
    ),
    "data on a hub": all_of("hosted-data-mismatch", hub(HUB), steps(hub(HUB), CLAIMED), CLAIMED),
    "internal data": each(
        (
            "origin-evidence-missing",
            source(WRITTEN, LEGAL, personal_data=PERSONAL),
        ),
        (
            "inspection-missing",
            source(WRITTEN, LEGAL, personal_data=PERSONAL),
        ),
        ("copyright-basis-missing", source(WRITTEN, LEGAL, "copyright", original_creation=None)),
    ),
    "a public corpus": each(
        ("origin-evidence-missing", source(HANDBOOK, origin="public-corpus")),
        ("corpus-mismatch", source(HANDBOOK, origin="public-corpus", corpus=CORPUS)),
        ("own-work-contradicted", source(WRITTEN, origin="public-corpus", corpus=CORPUS)),
    ),
    "synthetic data": each(
        ("origin-evidence-missing", source(SAFETY, origin="synthetic")),
        (
            "generator-untraceable",
            source(SAFETY, LEGAL, generator={**GENERATOR, "model": {"id": "acme/writer", "revision": "latest"}}),
        ),
        ("generator-untraceable", source(SAFETY, LEGAL, generator={**GENERATOR, "seeded_from": ["nothing"]})),
    ),
    "the basis": all_of(
        "personal-data-basis-missing",
        source(TICKETS, LEGAL, consent=None),
        source(TICKETS, LEGAL, "personal_data", article6_basis="legitimate-interests", assessment=None),
        source(TICKETS, LEGAL, "personal_data", purpose=None),
    ),
    "licences": each(
        ("licence-unknown", source(HANDBOOK, LEGAL, "copyright", licence="NOT-A-LICENCE")),
        ("licence-restrictive", source(HANDBOOK, LEGAL, "copyright", licence="CC-BY-NC-ND-4.0")),
        ("referenced-file-mismatch", source(HANDBOOK, LEGAL, "copyright", licence_reference="docs/none.md")),
    ),
    "own work": all_of(
        "own-work-contradicted",
        source(WRITTEN, origin="vendor"),
        source(WRITTEN, origin="customer-submission"),
        steps(source(WRITTEN, origin="synthetic"), source(WRITTEN, LEGAL, generator=GENERATOR)),
    ),
    "scanned for personal data": each(
        ("personal-data-in-data", said("write to jane.doe@mail.com")),
        ("scan-outdated", said("write to jane.doe@mail.com")),
        ("scan-incomplete", source(WRITTEN, SCAN, categories=["secrets"])),
    ),
    "scanned for secrets": each(
        ("secrets-in-data", said(f"my key is {KEY}", ORDERS)),
        (
            "secrets-in-data",
            steps(said(f"my key is {KEY}", ORDERS), source(WRITTEN, SCAN, scanned_at="2026-11-23T11:00:00Z")),
        ),
        ("scan-incomplete", source(WRITTEN, SCAN, categories=["other"])),
    ),
    "scanned for secrets, in records that cannot be read": all_of(
        "secrets-in-data",
        *(steps(append(ORDERS, line), said(f"my key is {KEY}", ORDERS)) for line in ('{"cut": ', "[1]\n", "[" * 9000)),
    ),
    "scanned for what is classified": each(
        ("scan-outdated", said("COMPANY CONFIDENTIAL")),
        ("scan-incomplete", source(WRITTEN, SCAN, categories=["personal-data", "secrets"])),
        ("sensitive-matches-kept", source(HANDBOOK, SCAN, matches_disposition=[KEPT_MARK])),
    ),
    "what became of matches": each(
        ("sensitive-matches-kept", source(SAFETY, *ACTIONS, action="kept")),
        ("sensitive-matches-kept", source(WRITTEN, *ACTIONS, action="kept")),
        ("scan-matches-unexplained", source(WRITTEN, *ACTIONS, count=30)),
    ),
    "a scan of these bytes": each(
        ("scan-outdated", source(WRITTEN, SCAN, scanned_at="2001-01-01T00:00:00Z")),
        ("scan-outdated", tagged(note="new")),
        ("artefact-before-its-content", source(WRITTEN, SCAN, scanned_at="2026-11-01T00:00:00Z")),
    ),
    "agreement": each(
        ("agreement-too-low", source(WRITTEN, *RATERS, value=-0.5)),
        ("sample-impossible", source(WRITTEN, *RATERS, sample_size=60000)),
        ("referenced-file-mismatch", source(WRITTEN, *RATERS, labels={"path": "data/none.csv", "digest": ZEROS})),
    ),
    "adversarial examples": all_of(
        "adversarial-records-contradicted",
        source(SAFETY, QUALITY, "adversarial_examples", treatment="filtered-out"),
        source(SAFETY, QUALITY, "adversarial_examples", treatment="none-found"),
        record(lambda row: row["metadata"].update(tags=["jailbreak"]), "data/train/orders-and-deliveries.jsonl"),
    ),
    "who has access": all_of(
        "access-unrestricted", *(source(WRITTEN, KEPT, access=[who]) for who in ("everyone", "*", "All employees"))
    ),
    "deletion": each(
        ("deletion-deadline-missing", source(TICKETS, KEPT, deletion_procedure=WORDS)),
        ("referenced-file-mismatch", source(TICKETS, KEPT, exclusion_list="data/none.txt")),
        (
            "excluded-record-present",
            steps(
                lambda repo: repo.write("data/excluded.txt", "bnd-0003\n"),
                source(SAFETY, KEPT, exclusion_list="data/excluded.txt"),
            ),
        ),
    ),
    "retention": each(
        ("retention-lapsed", source(TICKETS, KEPT, retention_until="2020-06-30")),
        ("retention-lapsed", source(WRITTEN, KEPT, retention_period="P0D")),
        ("evidence-unreadable", source(TICKETS, KEPT, retention_until=None)),
    ),
    "every example is a record": each(
        ("record-source-mismatch", tagged(source="bought")),
        ("record-source-mismatch", tagged(source="rewritten-tickets-2026h1")),
        ("derived-contradicted", source(WRITTEN, "files", 0, records=9300)),
    ),
    "single records are read": each(
        ("sample-impossible", source(SAFETY, READ, sample_size=87000)),
        ("inspection-incomplete", source(SAFETY, READ, sample_size=1)),
        ("inspection-missing", source(TICKETS, READ, warranted=False, reason=WORDS)),
    ),
}


@pytest.mark.parametrize("row", ROWS)
def test_row(example: Repo, row: str) -> None:
    tried(example, ROWS[row])


def test_keys_in_a_file_that_is_too_large(example: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gate.derive.outcomes.MAX_SOURCE", 20_000)
    one_line = append(ORDERS, '{"text": "' + "x" * 40_000 + '"}\n')
    tried(
        example,
        each(
            ("secrets-in-data", said(f"my key is {KEY}", ORDERS)),
            ("secrets-in-data", steps(one_line, said(f"my key is {KEY}", ORDERS))),
            ("personal-data-in-data", said("write to jane.doe@mail.com")),
        ),
    )


def test_records_of_a_file_that_is_too_large(example: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its records are counted as those of any other file are."""
    monkeypatch.setattr("gate.derive.outcomes.MAX_SOURCE", 2_000)
    labels, repeated = ROWS["patterns that nobody intended"][2], ROWS["patterns that nobody intended"][1]
    tried(example, (labels, repeated, ROWS["deletion"][2]))
