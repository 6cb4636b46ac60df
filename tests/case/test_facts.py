"""What the case says of a state for the rules: which keys of the scope give the model tools or retrieval."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate.case.facts import MOST_READS, reads
from gate.config.selectors import Selector
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.surfaces.reader import Reader
from gate.surfaces.state import build
from tests.repo import Repo


def scope(repo: Repo, path: str, text: str) -> list[str]:
    repo.write(path, text)
    commit = repo.commit("scope")
    with Repository(repo.path) as repository:
        snapshot = Snapshot(repository, commit)
        surfaces = {"scope_enforcement": (Selector.parse(path),)}
        state = build(snapshot, "m", surfaces, Reader(), strict=True)
        return reads(state.by_surface["scope_enforcement"])


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("scope.yaml", "tools: [search_orders]\n", ["scope.yaml#/tools/0"]),
        ("scope.yaml", "tools: []\n", []),
        ("scope.yaml", "retrieval: {enabled: true}\n", ["scope.yaml#/retrieval/enabled"]),
        ("scope.yaml", "retrieval: {enabled: false}\nrag: none\nplugins: {}\nmcp: 0\n", []),
        ("scope.yaml", "limits: {per_session: 8}\n", []),
        ("tools.yaml", "allowed: []\n", []),
        ("tools.yaml", "allowed: [look_up]\n", ["tools.yaml#/allowed/0"]),
        ("tools.txt", "look_up\n", ["tools.txt"]),
        ("policy.txt", "look_up\n", []),
        ("scope.yaml", "toolbox: true\nstorage: x\n", []),
    ],
)
def test_tools_and_retrieval_of_the_scope(tmp_path: Path, path: str, text: str, found: list[str]) -> None:
    assert scope(Repo(tmp_path), path, text) == found


def test_not_all_of_them(tmp_path: Path) -> None:
    assert len(scope(Repo(tmp_path), "tools.yaml", "".join(f"- t{number}\n" for number in range(30)))) == MOST_READS
