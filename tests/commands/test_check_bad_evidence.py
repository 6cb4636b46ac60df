"""Evidence that cannot be read, through the whole command line."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.command import EVIDENCE, MODEL, check, fits, schema, tunegate
from tests.commands.refusals import (
    BOMB,
    DEEP,
    DISPOSITION,
    KEPT,
    SAVE,
    Edit,
    Place,
    Refusal,
    append,
    lines,
    link,
    on_branch,
    replace,
    too_large,
    write,
)
from tests.repo import Repo

DISPOSITION_END = lines(DISPOSITION)


def evidence(message: str, place: Place, remedy: str) -> Refusal:
    return Refusal(message, place, remedy, rule="evidence-unreadable")


PACKS: dict[str, tuple[Edit, Refusal]] = {
    "broken": (
        append(DISPOSITION, "more: [\n"),
        evidence(
            "not valid YAML: did not find expected node content",
            (DISPOSITION, DISPOSITION_END + 2, DISPOSITION_END + 2),
            "Correct the YAML.",
        ),
    ),
    "duplicate-key": (
        append(DISPOSITION, "decision: proceed\n"),
        evidence(
            "the key 'decision' appears twice in one mapping",
            (DISPOSITION, DISPOSITION_END + 1, DISPOSITION_END + 1),
            KEPT,
        ),
    ),
    "alias-bomb": (
        append(DISPOSITION, BOMB),
        evidence(
            "more than 500,000 values once aliases are expanded",
            (DISPOSITION, DISPOSITION_END + 17, DISPOSITION_END + 17),
            "Remove the aliases.",
        ),
    ),
    "encoding": (
        append(DISPOSITION, b"# \xff\n"),
        evidence("the file is not UTF-8 text", (DISPOSITION, DISPOSITION_END + 1, DISPOSITION_END + 1), SAVE),
    ),
    "too-deep": (
        append(DISPOSITION, DEEP),
        evidence(
            "nested deeper than 100 levels",
            (DISPOSITION, DISPOSITION_END + 1, DISPOSITION_END + 1),
            "Flatten the file.",
        ),
    ),
    "too-large": (append(DISPOSITION, "#" * (8 << 20)), too_large(DISPOSITION, "8,388,608")),
    "empty": (
        write(DISPOSITION, ""),
        evidence(
            "the document: is not filled in",
            (DISPOSITION, 1, 1),
            schema("disposition")["description"],
        ),
    ),
    "link-out": (
        link(DISPOSITION, "../../../disposition.yaml"),
        evidence(
            "an evidence document has to be a file of its own", (DISPOSITION, 1, 1), "Replace the link by the file."
        ),
    ),
    "two-of-one-kind": (
        lambda repo: shutil.copy(repo.path / DISPOSITION, repo.path / EVIDENCE / "disposition.yml"),
        evidence(
            "two files claim to be the disposition",
            (f"{EVIDENCE}/disposition.yml", 1, 1),
            "Keep one: disposition.yaml.",
        ),
    ),
    "misspelt-kind": (
        lambda repo: repo.git("mv", DISPOSITION, f"{EVIDENCE}/dispositon.yaml"),
        evidence(
            "'dispositon' is not a kind of evidence",
            (f"{EVIDENCE}/dispositon.yaml", 1, 1),
            "Did you mean disposition.yaml?",
        ),
    ),
    "broken-determination": (
        write(f"{EVIDENCE}/determinations/a.yaml", "a: [\n"),
        evidence(
            "not valid YAML: did not find expected node content",
            (f"{EVIDENCE}/determinations/a.yaml", 2, 2),
            "Correct the YAML.",
        ),
    ),
    "other-decision": (
        replace(DISPOSITION, "\ndecision: ", "\ndecision: almost-"),
        evidence(
            'decision: "almost-conditional" is none of proceed, conditional, restricted-pilot, hold, decline',
            (DISPOSITION, 4, 4),
            schema("disposition")["properties"]["decision"]["description"],
        ),
    ),
}


@pytest.mark.parametrize("name", PACKS)
def test_evidence(example: Repo, name: str) -> None:
    edit, expected = PACKS[name]
    base, head = on_branch(example, edit)
    expected.of_check(example, "--head", "HEAD", base=base, head=head)
    expected.of_other(example, ("validate", "case")[len(name) % 2], "--head=HEAD")


def test_every_problem_of_a_pack_is_told_at_once(example: Repo) -> None:
    append(DISPOSITION, "more: [\n")(example)
    append(f"{EVIDENCE}/training-run.yaml", "signed: x\n")(example)
    example.remove(f"{EVIDENCE}/red-team-report.yaml")
    done = tunegate(example, "evidence", "validate")
    assert done.returncode == 2
    assert done.stdout == ""
    assert [line for line in done.stderr.splitlines() if line.startswith("error: ")] == [
        f"error: {DISPOSITION}:{DISPOSITION_END + 2}: not valid YAML: did not find expected node content",
        f"error: {EVIDENCE}/training-run.yaml:{lines(f'{EVIDENCE}/training-run.yaml') + 1}: "
        "the document: unknown key 'signed'",
    ]


def missing(example: Repo) -> tuple[list[str], str]:
    """What a pack without a document gives: (the rules of check, the output of validate)."""
    done = check(example, "--format", "json")
    value = json.loads(done.stdout)
    fits("decision", value)
    assert (done.returncode, done.stderr, value["verdict"]) == (1, "", "block")
    validated = tunegate(example, "evidence", "validate")
    assert (validated.returncode, validated.stderr) == (1, "")
    return sorted({row["rule"] for row in value["findings"]}), validated.stdout


KINDS = (
    "training-data-manifest",
    "training-run",
    "evaluation-results",
    "alignment-regression",
    "overhang-statement",
    "red-team-report",
    "base-model-evidence",
    "decision-record",
    "disposition",
)


def test_evidence_folder_that_is_missing(example: Repo) -> None:
    on_branch(example, lambda repo: shutil.rmtree(repo.path / EVIDENCE))
    expected = f"{MODEL}: 0 documents in {EVIDENCE}, each of its schema\n"
    expected += "".join(f"missing: {EVIDENCE}/{kind}.yaml\n" for kind in KINDS)
    assert missing(example) == (["artefact-missing", "disposition-missing"], expected)


@pytest.mark.parametrize("path", ["evidence", EVIDENCE])
def test_evidence_folder_that_is_a_link(example: Repo, path: str) -> None:
    """Full packs behind it are not seen, so 'missing' would send the user the wrong way."""
    _, head = on_branch(example, link(path, "../elsewhere"))
    done = tunegate(example, "evidence", "validate", f"--head={head}")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {path}:1: ")
