"""What a document can refer to, and which of that is a file of this repository."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gate.case.named_files import named_files
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.surfaces.reader import Reader
from gate.values.canonical import digest_of
from tests.repo import Repo

CARD = "docs/base/README.md"
TEXT = "the card\n"
DIGEST = digest_of(TEXT.encode())
OTHER = digest_of(b"another")


@pytest.fixture
def found(tmp_path: Path) -> Any:
    repo = Repo(tmp_path / "repo")
    repo.write(CARD, TEXT)
    repo.write("LICENCE", TEXT)
    repo.write("with space/a b.txt", TEXT)
    repo.link("docs/link.md", "base/README.md")
    repo.commit("documents")

    def ask(value: dict[str, Any]) -> dict[str, Any]:
        with Repository(repo.path) as repository:
            return dict(named_files(Snapshot(repository, repo.git("rev-parse", "HEAD")), Reader(), value))

    return ask


@pytest.mark.parametrize(
    "said",
    [
        CARD,
        f"./{CARD}",
        f" {CARD}\n",
        f"file:{CARD}",
        f"{CARD}#limitations",
        f"{CARD}:12",
        f"{CARD}@main",
        "docs//base/README.md",
        "docs\\base\\README.md",
        f"the card, kept as `{CARD}`, section 2",
    ],
)
def test_ways_to_write_a_path(said: str, found: Any) -> None:
    value = {"documents": [{"kind": "model-card", "reference": said, "digest": OTHER}]}
    assert found(value) == {"/documents/0/reference": {"path": CARD, "digest": OTHER, "found": DIGEST}}


@pytest.mark.parametrize(
    "key",
    ["reference", "licence_reference", "assessment", "records", "raw", "location", "met_reference", "policy-file"],
)
def test_keys_that_refer(key: str, found: Any) -> None:
    assert found({"a": {"b": {key: CARD}}}) == {f"/a/b/{key}": {"path": CARD, "digest": None, "found": DIGEST}}


def test_in_a_list(found: Any) -> None:
    assert found({"references": [CARD, "docs/gone.md"]}) == {
        "/references/0": {"path": CARD, "digest": None, "found": DIGEST},
        "/references/1": {"path": "docs/gone.md", "digest": None, "found": None},
    }


@pytest.mark.parametrize(
    "said",
    [
        "docs/base/GONE.md",
        "../elsewhere/card.md",
        "/srv/card.pdf",
        "docs/link.md",
        "evidence/reports/scan.json",
    ],
)
def test_what_is_not_there(said: str, found: Any) -> None:
    assert found({"reference": said, "digest": DIGEST})["/reference"]["found"] is None


@pytest.mark.parametrize(
    "said",
    [
        "s3://acme-evidence/base/README.md",
        "https://acme.example/base/README.md",
        "acme.example/terms.html",
        "hub.acme.example:8443/card.md",
        "arXiv:2407.21783, sections on data",
        "DPIA-2026-014",
        "issue SUP-4411",
        "README.md of the pinned revision; copy in s3://acme-evidence/base/README.md",
        "org/repo/README.md of the hub",
        "model registry, support-assistant/run-2026-10-20/step-41",
        "disposition, first residual risk",
        "team/model",
    ],
)
def test_what_is_elsewhere(said: str, found: Any) -> None:
    assert found({"reference": said, "digest": DIGEST}) == {}


def test_a_path_is_one_whatever_it_looks_like(found: Any) -> None:
    assert found({"lock_file": {"path": "with space/a b.txt", "digest": OTHER}}) == {
        "/lock_file": {"path": "with space/a b.txt", "digest": OTHER, "found": DIGEST}
    }
    assert found({"lock_file": {"path": "LICENSE", "digest": OTHER}})["/lock_file"]["found"] is None
    assert found({"raw_files": [{"path": "s3://acme/raw.jsonl", "digest": OTHER}]}) == {}


def test_a_name_that_is_a_file(found: Any) -> None:
    assert found({"licence_reference": "LICENCE"}) == {
        "/licence_reference": {"path": "LICENCE", "digest": None, "found": DIGEST}
    }
    assert found({"dataset": {"name": f"{CARD}, build 2026.10", "digest": OTHER}}) == {
        "/dataset/name": {"path": CARD, "digest": OTHER, "found": DIGEST}
    }
    assert found({"reference": CARD, "reference_digest": OTHER, "digest": DIGEST})["/reference"]["digest"] == OTHER


@pytest.mark.parametrize(
    "value",
    [
        {"sources": [{"files": [{"path": "data/x.jsonl", "digest": OTHER}]}]},
        {"derived": [{"kind": "gitleaks", "path": "reports/x.json", "digest": OTHER}]},
        {"exclusions": [{"path": "docs/x.yaml", "rule": "surface-unreviewed"}]},
        {"controls": [{"path": "prompts/gone.md", "surface": "system_prompt"}]},
        {"description": "docs/gone.md", "count": 3},
    ],
)
def test_what_other_rules_compare(value: dict[str, Any], found: Any) -> None:
    assert found(value) == {}


def test_what_else_a_source_names(found: Any) -> None:
    value = {"sources": [{"files": [], "legal_basis": {"copyright": {"licence_reference": "docs/gone.md"}}}]}
    assert found(value) == {
        "/sources/0/legal_basis/copyright/licence_reference": {"path": "docs/gone.md", "digest": None, "found": None}
    }
