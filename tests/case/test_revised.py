"""Which documents say something new, and which packs are of before the newest form."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate.case.revised import is_of_older_form, is_revised
from gate.evidence.pack import Document
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from tests.repo import Repo

FOLDER = "evidence/m"
TEXT = (
    'schema: x\nmodel: m\nstate: sha256:{state}\nprepared_at: "2026-01-01"\ndigest: sha256:{digest}\nreason: {reason}\n'
)


def said(*, state: str = "a", digest: str = "a", reason: str = "why") -> str:
    return TEXT.format(state=state * 64, digest=digest * 64, reason=reason)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (said(), False),
        (said(state="b"), False),
        (said(digest="b"), False),
        (said(reason="because"), True),
        (said() + "more: 1\n", True),
    ],
)
def test_revised(head: str, expected: bool, tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write(f"{FOLDER}/decision-record.yaml", said())
    repo.commit("base")
    from gate.documents import parse

    node = parse(head.encode(), "yaml")
    with Repository(repo.path) as repository:
        base = Snapshot(repository, repo.git("rev-parse", "HEAD"))
        for name, found in (("decision-record", expected), ("training-run", True)):
            document = Document(name, FOLDER, f"{FOLDER}/{name}.yaml", "d", node, node.plain())
            assert is_revised(base, FOLDER, document) is found


def test_older_form(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write(f"{FOLDER}/disposition.yaml", said())
    first = repo.commit("a pack")
    repo.write(f"{FOLDER}/forms/v1/disposition.yaml", said())
    second = repo.commit("with what was kept")
    with Repository(repo.path) as repository:
        assert not is_of_older_form(Snapshot(repository, first), FOLDER)
        assert not is_of_older_form(Snapshot(repository, second), "evidence/other")
        assert is_of_older_form(Snapshot(repository, second), FOLDER)
