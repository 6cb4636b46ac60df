"""Which blobs have a word in them: without a work tree, attributes or filters."""

from __future__ import annotations

from gate.git.repository import Repository
from tests.repo import Repo


def test_words_and_patterns(repo: Repo) -> None:
    repo.write(".gitattributes", "*.md -diff\n*.txt diff=loud\n")
    repo.git("config", "diff.loud.textconv", "false")
    for name, text in {
        "a.md": "see x.yaml",
        "b.txt": "ax.yaml",
        "c.txt": "X.yaml\0",
        "d.md": "{% include 'e' %}",
    }.items():
        repo.write(name, text)
    commit = repo.commit()
    with Repository(repo.path) as git:
        oids = {entry.oid or "": path for path, entry in git.tree(commit, [""]).items()}
        found = {
            word: {oids[oid] for oid in git.holding(oids, [word])}
            for word in ("x.yaml", "yaml", "-e", "X.yaml", "a\nb")
        }
        assert found == {
            "x.yaml": {"a.md"},
            "yaml": {"a.md", "b.txt", "c.txt"},
            "-e": set(),
            "X.yaml": {"c.txt"},
            "a\nb": set(),
        }
        assert {oids[oid] for oid in git.matching(oids, r"\{%")} == {"d.md"}
        assert git.holding(["0" * 40], ["x"]) == set() == git.holding([], ["x"]) == git.holding(oids, [])
        repo.git("config", "grep.lineNumber", "true")
        repo.git("config", "grep.column", "true")
        said = {(oids[oid], match) for oid, match in git.parts(oids, r"[a-z]+\.yaml|\{%")}
        assert said == {("a.md", "x.yaml"), ("b.txt", "ax.yaml"), ("d.md", "{%")}
        assert list(git.parts([], "x")) == [] == list(git.parts(["0" * 40], "x"))
