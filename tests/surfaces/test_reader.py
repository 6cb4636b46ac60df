"""A reader reads a file once: of the work tree, too, where a file can change while the gate looks at it."""

from __future__ import annotations

from pathlib import Path

from gate.git.entry import WORKTREE
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.surfaces.reader import Reader
from tests.repo import Repo


def test_a_file_that_changes_while_it_is_read_has_one_content(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.write("a.yaml", "kind: stored\n")
    repo.commit()
    repo.write("a.yaml", "kind: edited\n")
    with Repository(repo.path) as repository:
        snapshot = Snapshot(repository, WORKTREE)
        entry = snapshot.entry("a.yaml")
        assert entry is not None
        assert entry.oid is None

        reader = Reader()
        node = reader.parts(snapshot, "a.yaml", entry, "yaml")
        digests = reader.digest(snapshot, "a.yaml", entry), reader.data_digest(snapshot, "a.yaml", entry)
        repo.write("a.yaml", "kind: later\n")

        assert node.plain() == {"kind": "edited"}
        assert reader.parts(snapshot, "a.yaml", entry, "yaml") is node
        assert (reader.digest(snapshot, "a.yaml", entry), reader.data_digest(snapshot, "a.yaml", entry)) == digests
        assert Reader().parts(snapshot, "a.yaml", entry, "yaml").plain() == {"kind": "later"}


def test_two_edited_files_are_not_taken_for_one(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    repo.write("a.yaml", "kind: a\n")
    repo.write("b.yaml", "kind: b\n")
    with Repository(repo.path) as repository:
        snapshot, reader = Snapshot(repository, WORKTREE), Reader()
        found = {}
        for path in ("a.yaml", "b.yaml"):
            entry = snapshot.entry(path)
            assert entry is not None
            found[path] = reader.parts(snapshot, path, entry, "yaml").plain(), reader.digest(snapshot, path, entry)

    assert [found[path][0] for path in found] == [{"kind": "a"}, {"kind": "b"}]
    assert found["a.yaml"][1] != found["b.yaml"][1]


def test_what_was_made_of_the_same_bytes_is_made_once() -> None:
    reader, made = Reader(), iter(range(9))
    assert [reader.once(key, lambda: next(made)) for key in (("a", 1), ("a", 1), ("a", 2), None, None)] == [
        0,
        0,
        1,
        2,
        3,
    ]
