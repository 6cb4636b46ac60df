"""Evidence names a file of the repository that is not there, or another one, in every place where a name can stand."""

from __future__ import annotations

import re
from hashlib import sha256

import pytest

from tests.bypass.wall import Edit, decision, remove, replace, steps, text, write
from tests.command import EVIDENCE
from tests.repo import Repo

BASE = f"{EVIDENCE}/base-model-evidence.yaml"
MANIFEST = f"{EVIDENCE}/training-data-manifest.yaml"
RED_TEAM = f"{EVIDENCE}/red-team-report.yaml"
RESULTS = f"{EVIDENCE}/evaluation-results.yaml"
DISPOSITION = f"{EVIDENCE}/disposition.yaml"
CARD = "docs/base/training-data.md"
BYTES = b"what the provider says of its data\n"
STATEMENT = "  - kind: training-data-statement\n"
TERMS = "customer terms of April 2026, section on content that customers submit"


def card(reference: str, *, digest: bytes = BYTES) -> Edit:
    """The training-data statement is a copy in the repository."""

    def edit(repo: Repo) -> None:
        before, row, after = text(repo, BASE).partition(STATEMENT)
        after = re.sub("reference: .+", f"reference: {reference}", after, count=1)
        after = re.sub("digest: .+", f"digest: sha256:{sha256(digest).hexdigest()}", after, count=1)
        repo.write(BASE, f"{before}{row}{after}")

    return edit


ATTEMPTS: dict[str, tuple[Edit, str, str]] = {
    "a copy that was never added": (card(CARD), BASE, f"{CARD}, which is not in this repository"),
    "a copy that was taken out": (
        steps(write(CARD, BYTES), card(CARD), remove("docs/base")),
        BASE,
        f"{CARD}, which is not in this repository",
    ),
    "a copy with other bytes": (
        steps(write(CARD, b"nothing\n"), card(CARD)),
        BASE,
        f"{CARD}, which has another digest now",
    ),
    "a copy with other bytes, by its section": (
        steps(write(CARD, b"nothing\n"), card(f"./{CARD}#exclusions")),
        BASE,
        f"{CARD}, which has another digest now",
    ),
    "a copy with other bytes, in a sentence": (
        steps(write(CARD, b"nothing\n"), card(f"the statement, kept as {CARD}, version 2")),
        BASE,
        f"{CARD}, which has another digest now",
    ),
    "a copy that is a link out of the repository": (
        steps(lambda repo: repo.link(CARD, "/etc/hostname"), card(CARD)),
        BASE,
        f"{CARD}, which is not in this repository",
    ),
    "a copy beside the repository": (card("../base/card.md"), BASE, "../base/card.md, which is not in this repository"),
    "a licence that nobody has": (
        replace(MANIFEST, TERMS, "docs/licences/content-4.txt"),
        MANIFEST,
        "docs/licences/content-4.txt, which is not in this repository",
    ),
    "an assessment that nobody has": (
        replace(MANIFEST, "data protection impact assessment DPIA-2026-014, version 2", "docs/dpia/2026-014.pdf"),
        MANIFEST,
        "docs/dpia/2026-014.pdf, which is not in this repository",
    ),
    "a ticket that is a file": (
        replace(RED_TEAM, "https://github.example/acme/support-assistant/issues/4411", "docs/tickets/SUP-4411.md"),
        RED_TEAM,
        "docs/tickets/SUP-4411.md, which is not in this repository",
    ),
    "the held-out set was exchanged": (
        write("data/eval/holdout.jsonl", "{}\n"),
        RESULTS,
        "data/eval/holdout.jsonl, which has another digest now",
    ),
    "a condition was met by a file that nobody has": (
        replace(
            DISPOSITION,
            '    due: "2027-01-15"\n',
            '    due: "2027-01-15"\n    met_on: "2026-11-20"\n    met_reference: docs/met/C-2.md\n',
        ),
        DISPOSITION,
        "docs/met/C-2.md, which is not in this repository",
    ),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(example: Repo, name: str) -> None:
    edit, path, said = ATTEMPTS[name]
    edit(example)
    found = [f for f in decision(example, head="WORKTREE").findings if f.rule == "referenced-file-mismatch"]
    kind = path.rpartition("/")[2].removesuffix(".yaml")
    assert [(f.severity, f.path, f.message) for f in found] == [("error", path, f"the {kind} names {said}")]


def test_in_order(example: Repo) -> None:
    """A copy that is there, and names of what is kept elsewhere."""
    steps(write(CARD, BYTES), card(CARD))(example)
    replace(MANIFEST, TERMS, "https://acme.example/terms/2026-04.html")(example)
    found = {f.rule for f in decision(example, head="WORKTREE").findings}
    assert "referenced-file-mismatch" not in found
