from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest

from gate.registry.log.checkpoint import Checkpoint, parse
from gate.registry.log.kept import BUNDLE, Log
from gate.registry.log.places import open_log
from gate.registry.log.tree import consistency, is_prefix, leaf_hash, root_hash
from gate.registry.port import RegistryError
from gate.values.errors import UsageError
from tests.repo import Repo


@pytest.fixture(params=["folder:log", "git:tunegate-log", "memory://log"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Log:
    place = str(request.param)
    if place.startswith("memory:"):
        pytest.importorskip("fsspec")
        place = f"memory://log-{tmp_path.name}"
    repo = Repo(tmp_path / "repo")
    (repo.path / "log").mkdir()
    return open_log(place, repo.path)


def rows(first: int, last: int) -> list[bytes]:
    return [b'{"n":%d}' % number for number in range(first, last)]


def test_grows(log: Log) -> None:
    assert log.checkpoint() is None
    assert log.read().entries == ()
    sizes = [0, 1, 3, BUNDLE - 1, BUNDLE, BUNDLE + 1, 2 * BUNDLE, 3 * BUNDLE + 5]
    kept = [log.read().checkpoint]
    for before, size in pairwise(sizes):
        at, added = log.append(rows(before, size))
        assert (at.size, added) == (size, size - before)
        assert at.root == root_hash([leaf_hash(row) for row in rows(0, size)])
        kept.append(at)
    whole = log.read()
    assert whole.entries == tuple(rows(0, sizes[-1]))
    for old in kept:
        assert is_prefix(
            old.size, whole.checkpoint.size, old.root, whole.checkpoint.root, consistency(old.size, whole.hashes)
        )
    assert log.append(rows(5, 9)) == (whole.checkpoint, 0)  # they are there already


def test_writers_at_the_same_time(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    open_log("folder:log", tmp_path).append(rows(0, BUNDLE - 2))

    def write(number: int) -> None:
        open_log("folder:log", tmp_path).append(rows(1000 + number, 1001 + number))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(8)))
    found = open_log("folder:log", tmp_path).read()
    assert set(found.entries) == {*rows(0, BUNDLE - 2), *rows(1000, 1008)}
    assert len(found.entries) == BUNDLE + 6


def test_process_that_ends_in_between(tmp_path: Path) -> None:
    """New files are there, and the checkpoint is not: the same command again does the rest."""
    (tmp_path / "log").mkdir()
    log = open_log("folder:log", tmp_path)
    log.append(rows(0, BUNDLE))
    before = (tmp_path / "log/checkpoint").read_bytes()
    log.append(rows(BUNDLE, BUNDLE + 1))
    (tmp_path / "log/checkpoint").write_bytes(before)
    assert open_log("folder:log", tmp_path).read().checkpoint.size == BUNDLE
    assert log.append(rows(BUNDLE, BUNDLE + 2))[0].size == BUNDLE + 2
    assert log.read().entries == tuple(rows(0, BUNDLE + 2))


@pytest.mark.parametrize("change", ["edited", "shorter", "gone", "checkpoint"])
def test_damaged(tmp_path: Path, change: str) -> None:
    (tmp_path / "log").mkdir()
    log = open_log("folder:log", tmp_path)
    log.append(rows(0, BUNDLE + 3))
    first = tmp_path / "log/entries/000000.jsonl"
    if change == "edited":
        first.write_bytes(first.read_bytes().replace(b'{"n":7}', b'{"n":8}'))
    elif change == "shorter":
        first.write_bytes(first.read_bytes().replace(b'{"n":7}\n', b""))
    elif change == "gone":
        first.unlink()
    else:
        text = Checkpoint("log", BUNDLE + 3, root_hash([])).text
        (tmp_path / "log/checkpoint").write_text(text)
    with pytest.raises(RegistryError, match="the log was damaged or rewritten"):
        log.read()
    with pytest.raises(RegistryError):
        log.append(rows(900, 901))


def test_branch_is_written_by_plumbing(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write("a", "1")
    head = repo.commit()
    repo.write(".git/hooks/reference-transaction", "#!/bin/sh\nexit 1\n", executable=True)
    log = open_log("git:tunegate-log", repo.path)
    log.append(rows(0, 2))
    log.append(rows(2, 3))
    assert repo.git("rev-list", "--count", "tunegate-log") == "2"
    assert repo.head() == head
    assert repo.git("status", "--porcelain") == ""
    assert repo.git("ls-tree", "-r", "--name-only", "tunegate-log").count("\n") == 1


@pytest.mark.parametrize("place", ["", "git:", "git:../x", "git:-x", "folder:none", "ftp://x", "tunegate-log"])
def test_what_is_no_place(tmp_path: Path, place: str) -> None:
    with pytest.raises(UsageError):
        open_log(place, tmp_path)


def test_checkpoint() -> None:
    at = Checkpoint("acme-log", 3, root_hash([]))
    assert parse(at.text, "w") == parse(at.line, "w") == at
    for text in (
        "",
        "a 3",
        f"a 03 {at.line.split()[2]}",
        "a 3 e30=",
        f"a+b {at.line[9:]}",
        f"a -1 {at.line.split()[2]}",
    ):
        with pytest.raises(RegistryError, match="is not a checkpoint"):
            parse(text, "w")


def test_long_entry(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    with pytest.raises(RegistryError, match="more than 524,288 bytes"):
        open_log("folder:log", tmp_path).append([b"x" * 600_000])
