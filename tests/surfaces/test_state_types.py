"""Values that become another type with the same text."""

from __future__ import annotations

from pathlib import Path

from gate.config.selectors import Selector
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.surfaces.compare import compare
from gate.surfaces.reader import Reader
from gate.surfaces.state import build
from tests.repo import Repo


def test_a_type_of_another_kind_is_said(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    surfaces = {"system_prompt": (Selector.parse("a.yaml"),)}
    states = []
    for text in ("a: 2024-01-01\nb: 1\n", "a: '2024-01-01'\nb: true\n"):
        repo.write("a.yaml", text)
        commit = repo.commit()
        with Repository(repo.path) as repository:
            states.append(build(Snapshot(repository, commit), "m", surfaces, Reader()))
    assert [(c.key, c.old, c.new, c.detail) for c in compare(states[0], states[1])] == [
        ("a.yaml#/a", None, None, "the same value, read differently by some: no longer read as timestamp: 2024-01-01"),
        ("a.yaml#/b", 1, True, None),
    ]
