"""Folders of a snapshot: each is what the whole list has below it, without a look at the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.git.entry import INDEX, WORKTREE, Entry
from gate.git.paths import below
from gate.git.repository import Repository
from gate.git.snapshot import Listing, Snapshot
from tests.calls import calls
from tests.repo import Repo

PATHS = st.lists(st.sampled_from(["a", "b", "a-", "a.", "a0", "\u00e9", "\U0001f600", "\udcff"]), max_size=4).map(
    "/".join
)


@given(st.frozensets(PATHS.filter(bool)), PATHS)
def test_below_is_what_a_look_at_every_path_finds(paths: frozenset[str], prefix: str) -> None:
    entries = {path: Entry("100644", path) for path in paths}
    assert dict(Listing(entries).below(prefix)) == {p: e for p, e in entries.items() if below(p, prefix)}


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """Folders of many models, each with two files."""
    repo = Repo(tmp_path_factory.mktemp("snapshot") / "repo")
    for number in range(240):
        repo.write(f"models/m{number:03}/a", f"{number}")
        repo.write(f"models/m{number:03}/b/c", "same")
    repo.commit()
    return repo


@pytest.mark.parametrize("name", ["HEAD", INDEX, WORKTREE])
def test_work_grows_with_the_folders_and_not_with_their_square(repo: Repo, name: str) -> None:
    with Repository(repo.path) as git:
        name = git.commit(name) if name == "HEAD" else name

        def work(count: int) -> int:
            snapshot = Snapshot(git, name)
            folders = [f"models/m{number:03}" for number in range(count)]

            def look() -> None:
                assert len(snapshot.entries(folders)) == 2 * count
                for folder in folders:
                    assert list(snapshot.entries([folder])) == [f"{folder}/a", f"{folder}/b/c"]

            return calls(look)

        work(240)  # what is known of the repository afterwards is not counted
        assert work(240) < 4.4 * work(60)


def test_a_folder_is_listed_once(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    with Repository(repo.path) as git:
        asked: list[list[str]] = []
        index = git.index

        def listed(prefixes: list[str]) -> dict[str, Entry]:
            asked.append(prefixes)
            return index(prefixes)

        monkeypatch.setattr(git, "index", listed)
        snapshot = Snapshot(git, INDEX)
        assert len(snapshot.entries(["models/m001", "models/m002"])) == 4
        assert list(snapshot.entries(["models/m001/b", "models/m002/gone"])) == ["models/m001/b/c"]
        assert snapshot.entry("models/m001/a") is not None
        assert len(snapshot.entries([""])) == 480
        assert len(snapshot.entries(["models"])) == 480
    assert asked == [["models/m001", "models/m002"], [""]]
