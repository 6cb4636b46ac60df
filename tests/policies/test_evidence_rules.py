"""What the pack says, against the repository and against itself: on the example, one spoiled sentence at a time."""

from __future__ import annotations

import json

import pytest

from tests.command import EVIDENCE, MODEL, check, tunegate
from tests.repo import Repo

# (file of the pack or of the repository, what it says, what it says then, rule, message)
SPOILED = [
    (
        f"{EVIDENCE}/training-data-manifest.yaml",
        "      - path: data/train/orders-and-deliveries.jsonl\n",
        "      - path: data/train/orders.jsonl\n",
        "training-files-unclaimed",
        [
            "data/train/orders.jsonl is no training file of this state",
            "no source of the manifest claims data/train/orders-and-deliveries.jsonl",
        ],
    ),
    (
        f"{EVIDENCE}/training-data-manifest.yaml",
        "        article6_basis: consent\n",
        "",
        "personal-data-basis-missing",
        ["source rewritten-tickets-2026h1: personal data needs a basis under GDPR Article 6"],
    ),
    (
        f"{EVIDENCE}/training-run.yaml",
        "5206a32e0bd3067aef1ce90f5528ade7d866253f",
        "1111111111111111111111111111111111111111",
        "base-model-mismatch",
        [
            "the training-run names revision 1111111111111111111111111111111111111111, which stands nowhere on the "
            "base_model surface"
        ],
    ),
    (
        f"{EVIDENCE}/overhang-statement.yaml",
        "guardrails/config.yml#/rails/output/flows",
        "guardrails/config.yml#/rails/output/rules",
        "control-not-reviewed",
        ["the overhang-statement relies on guardrails/config.yml#/rails/output/rules, which is not on output_filter"],
    ),
    (
        f"{EVIDENCE}/base-model-evidence.yaml",
        "kind: system-card",
        "kind: model-card",
        "base-model-document-missing",
        ["the base-model evidence says nothing of a system-card"],
    ),
    (
        f"{EVIDENCE}/training-run.yaml",
        'started_at: "2026-10-',
        'started_at: "2027-10-',
        "artefact-from-future",
        None,
    ),
    (
        f"{EVIDENCE}/training-run.yaml",
        "code_repository: https://git.acme.example/ml/support-assistant-training\n",
        "",
        "run-not-reproducible",
        ["the commit of the training code is not in this repository"],
    ),
    (
        f"{EVIDENCE}/training-run.yaml",
        '"5206a32e0bd3067aef1ce90f5528ade7d866253f"',
        "main",
        "run-not-reproducible",
        ["main is a name that moves, not a revision of the base model"],
    ),
    (
        f"{EVIDENCE}/training-run.yaml",
        "@sha256:ed4c6aa3c21b4e412b09d5f6934253161aa3eb86bcf4f1f731b5a59b2ea8eea8",
        ":2026-10",
        "run-not-reproducible",
        ["the image acme/llm-train:2026-10 has no digest"],
    ),
    (
        "requirements/train.lock",
        "torch",
        "torch2",
        "referenced-file-mismatch",
        ["the training-run names requirements/train.lock, which has another digest now"],
    ),
]


@pytest.mark.parametrize(("path", "old", "new", "rule", "said"), SPOILED, ids=[row[3] for row in SPOILED])
def test_spoiled(path: str, old: str, new: str, rule: str, said: list[str] | None, example: Repo) -> None:
    file = example.path / path
    before = file.read_text()
    assert old in before
    file.write_text(before.replace(old, new, 1))
    done = check(example, "--all-models", "--format", "json")
    value = json.loads(done.stdout)
    assert (done.returncode, value["verdict"]) == (1, "block"), done.stdout
    found = [row for row in value["findings"] if row["rule"] == rule]
    assert found
    assert said is None or sorted(row["message"] for row in found) == said
    assert all(row["path"].startswith(EVIDENCE) and row["line"] > 1 for row in found)


def test_commit_of_the_training_code(example: Repo) -> None:
    """Named by this repository's own history, it is found; in a shallow clone nobody can tell."""
    run = example.path / EVIDENCE / "training-run.yaml"
    first = example.git("rev-parse", "HEAD")
    text = run.read_text().replace("6b1f0c4de2a95f0d7c38b14a9e7725d0f3c8a6e1", first)
    run.write_text(text.replace("code_repository: https://git.acme.example/ml/support-assistant-training\n", ""))

    def commits(repo: Repo) -> object:
        value = json.loads(tunegate(repo, "case", "--all-models").stdout)
        return value["models"][MODEL]["evidence"]["artefacts"]["training-run"]["commits"]

    assert commits(example) == {"/code_commit": True}
    second = example.commit("the run is named")
    example.git("clone", "--quiet", "--depth", "1", f"file://{example.path}", str(example.path / "shallow"))
    shallow = Repo(example.path / "shallow")
    value = json.loads(tunegate(shallow, "case", "--all-models", "--base", second, "--head", second).stdout)
    assert value["models"][MODEL]["evidence"]["artefacts"]["training-run"]["commits"] == {"/code_commit": None}
