"""Links to where the change is kept."""

from __future__ import annotations

from gate.values.origin import Origin, origin
from tests.report.reports import ON_GITHUB


def test_origin() -> None:
    commit = "a" * 40
    github = origin("tunegate.yaml", ON_GITHUB)
    assert github.link(commit, "a b.md", 3, 5) == f"{github.url}/blob/{commit}/a%20b.md#L3-L5"
    assert github.link(commit, "a.md", 3, 3) == f"{github.url}/blob/{commit}/a.md#L3"
    assert github.link("WORKTREE", "a.md") is None
    gitlab = origin("tunegate.yaml", {"CI_PROJECT_URL": "https://forge.acme.example/group/sub/assistant"})
    assert gitlab.link(commit, "a.md", 3, 5) == f"{gitlab.url}/-/blob/{commit}/a.md#L3-5"
    for url in ("javascript:alert(1)", "https://acme.example/a)b", "https://acme.example", ""):
        assert origin("c.yaml", {"CI_PROJECT_URL": url}) == Origin("c.yaml")
