"""Folders of commits, read object by object: as git itself lists and compares them, but for what is malformed."""

from __future__ import annotations

import os
import random
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from gate.git.entry import Entry
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.values.errors import Problem, UndecidedError
from tests.repo import Repo

# names that git sorts differently as files and as folders, and such that are not text
NAMES = [b"a", b"a-b", b"a.b", b"a0", b"ab", b"A", b"b c", b"\xc3\xa9", b"\xff", b"-", b"z"]
MODES = [b"100644", b"100755", b"120000"]


def paths(chance: random.Random) -> dict[bytes, tuple[bytes, bytes]]:
    """Path -> mode and content of some files in up to three folders' depth; no file is also a folder."""
    found: dict[bytes, tuple[bytes, bytes]] = {}
    for _ in range(chance.randrange(14)):
        path = b"/".join(chance.choice(NAMES) for _ in range(chance.randint(1, 3)))
        if not any(path.startswith(p + b"/") or p.startswith(path + b"/") for p in found):
            found[path] = (chance.choice(MODES), chance.choice([b"1", b"2", b"3"]))
    return found


def history(folder: Path, count: int) -> tuple[Repo, list[str]]:
    """That many commits, none of which has to do with another, made by one git process."""
    repo = Repo(folder)
    chance = random.Random(20261130)  # noqa: S311  # a seed, no secret
    link = b"M 160000 %b %b\n"
    stream: list[bytes] = []
    for number in range(count):
        stream.append(b"commit refs/heads/main\ncommitter r <r@acme.example> %d +0000\ndata 0\ndeleteall\n" % number)
        files = paths(chance)
        for path, (mode, content) in files.items():
            quoted = b'"' + b"".join(b"\\%03o" % byte for byte in path) + b'"'
            if chance.random() < 0.1:
                stream.append(link % (chance.choice([b"1", b"2"]) * 40, quoted))
            else:
                stream.append(b"M %b inline %b\ndata 1\n%b\n" % (mode, quoted, content))
    subprocess.run(["git", "fast-import", "--quiet"], cwd=folder, env=repo.env, input=b"".join(stream), check=True)
    return repo, repo.git("rev-list", "--reverse", "main").split()


def plumbing(repo: Repo, *arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], cwd=repo.path, env=repo.env, capture_output=True, check=True)
    return os.fsdecode(done.stdout).split("\0")[:-1]


def test_every_folder_and_every_difference_is_what_git_says(tmp_path: Path) -> None:
    repo, commits = history(tmp_path / "repo", 120)
    with Repository(repo.path) as git:
        for base, head in pairwise(commits):
            raw = plumbing(repo, "diff-tree", "-r", "-z", "--raw", "--no-renames", base, head)
            assert git.changed(base, head) == set(raw[1::2])
        for commit in commits:
            rows = [record.partition("\t") for record in plumbing(repo, "ls-tree", "-r", "-z", "--full-tree", commit)]
            expected = {name: Entry(meta.split()[0], meta.split()[2]) for meta, _, name in rows}
            found = git.tree(commit, [""])
            assert list(found.items()) == list(expected.items())
            folders = {path[:at] for path in found for at, char in enumerate(path) if char == "/"}
            for prefix in ["gone", "a/gone", "a/a/a/a", *folders, *found]:
                below = {p: e for p, e in expected.items() if p == prefix or p.startswith(prefix + "/")}
                assert git.tree(commit, [prefix]) == below
                assert Snapshot(git, commit).entry(prefix) == expected.get(prefix)


BLOB, TREE = "b" * 40, "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


def entry(mode: bytes, name: bytes, oid: str) -> bytes:
    return mode + b" " + name + b"\0" + bytes.fromhex(oid)


def file(name: bytes) -> bytes:
    return entry(b"100644", name, BLOB)


def folder(name: bytes) -> bytes:
    return entry(b"40000", name, TREE)


# trees that git reads without a word, or that it could be made to read, and what is said of each
MALFORMED = {
    "a name twice": (file(b"a") + file(b"a"), "'a' appears twice"),
    "a name twice, with others between": (file(b"a") + file(b"b") + file(b"a"), "'a' appears twice"),
    "a file and a folder of one name": (file(b"a") + folder(b"a"), "'a' appears twice"),
    "a file and a folder of one name, apart": (file(b"a") + file(b"a.b") + folder(b"a"), "'a' appears twice"),
    "a slash in a name": (file(b"a/b"), "'a/b' is not a file name"),
    "a slash alone": (file(b"/"), "'/' is not a file name"),
    "out of order": (file(b"b") + file(b"a"), "'a' is out of order"),
    "a folder sorted as a file": (folder(b"a") + file(b"a.b"), "'a.b' is out of order"),
    "a file sorted as a folder": (file(b"a.b") + file(b"a"), "'a' is out of order"),
    "a submodule sorted as a folder": (file(b"a.b") + entry(b"160000", b"a", BLOB), "'a' is out of order"),
    "the folder itself": (folder(b"."), "'.' is not a file name"),
    "the folder above": (folder(b".."), "'..' is not a file name"),
    "no name": (file(b""), "'' is not a file name"),
    "git's folder": (folder(b".git"), "'.git' is not a file name"),
    "git's folder in capitals": (folder(b".GiT"), "'.GiT' is not a file name"),
    "git's folder for NTFS": (folder(b".git . ."), "'.git . .' is not a file name"),
    "git's short name for NTFS": (folder(b"GIT~1"), "'GIT~1' is not a file name"),
    "a stream of git's folder": (file(b".git::$INDEX_ALLOCATION"), "'.git::$INDEX_ALLOCATION' is not a file name"),
    "git's folder behind a backslash": (file(b"a\\.git\\config"), "'a\\\\.git\\\\config' is not a file name"),
    "git's folder for HFS+": (folder(".g\u200cit".encode()), "'.g\\u200cit' is not a file name"),
    "another mode": (entry(b"10644", b"a", BLOB), "'a' has a mode that git does not write"),
    "the mode of a socket": (entry(b"140644", b"a", BLOB), "'a' has a mode that git does not write"),
    "a mode of too many bits": (entry(b"1040000", b"a", TREE), "'a' has a mode that git does not write"),
    "a mode for Python only": (entry(b"0o100644", b"a", BLOB), "'a' has a mode that git does not write"),
    "a mode with a sign": (entry(b"+100644", b"a", BLOB), "'a' has a mode that git does not write"),
    "a mode with a line": (entry(b"10_0644", b"a", BLOB), "'a' has a mode that git does not write"),
    "a mode with many zeros": (entry(b"000100644", b"a", BLOB), "'a' has a mode that git does not write"),
    "no mode": (entry(b"", b"a", BLOB), "'a' has a mode that git does not write"),
    "a mode that is no number": (entry(b"100844", b"a", BLOB), "'a' has a mode that git does not write"),
    "cut off": (file(b"a") + file(b"b")[:-1], "it is cut off"),
    "cut off in a name": (file(b"a") + b"100644 b", "it is cut off"),
    "cut off in a mode": (file(b"a") + b"1006", "it is cut off"),
}


def write_tree(repo: Repo, tree: bytes) -> str:
    command = ["git", "hash-object", "-t", "tree", "-w", "--stdin", "--literally"]
    done = subprocess.run(command, cwd=repo.path, env=repo.env, input=tree, capture_output=True, check=True)
    return done.stdout.decode().strip()


def commit_of(repo: Repo, name: str, tree: bytes) -> str:
    """A commit in which the folder ``name`` is that tree, whatever git thinks of it."""
    top = entry(b"40000", name.encode(), write_tree(repo, tree))
    return repo.git("commit-tree", write_tree(repo, top), "-m", "made by hand")


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_tree(tmp_path: Path, name: str) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write("a", "a")
    sound, bad = repo.commit(), commit_of(repo, "folder", MALFORMED[name][0])
    with Repository(repo.path) as git:
        for look in (
            lambda: git.tree(bad, [""]),
            lambda: git.tree(bad, ["folder/a"]),
            lambda: git.changed(sound, bad),
        ):
            with pytest.raises(UndecidedError) as error:
                look()
            assert error.value.problems == (
                Problem(
                    f"git's list of this folder is malformed: {MALFORMED[name][1]}",
                    "folder",
                    remedy="Run 'git fsck', and commit the folder again.",
                ),
            )


def test_names_that_only_look_like_gits_folder(tmp_path: Path) -> None:
    names = [b".gi", b".gitignore", b".git_", b"a.git", b"a\\b", b"git", b"git~2", b"git~10"]
    repo = Repo(tmp_path / "repo")
    commit = commit_of(repo, "folder", b"".join(file(name) for name in sorted(names)))
    with Repository(repo.path) as git:
        assert sorted(git.tree(commit, ["folder"])) == sorted(f"folder/{name.decode()}" for name in names)


def test_modes_that_git_once_wrote(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    rows = [entry(b"100664", b"a", BLOB), entry(b"0100644", b"b", BLOB), entry(b"040000", b"c", TREE)]
    commit = commit_of(repo, "folder", b"".join(rows))
    with Repository(repo.path) as git:
        assert git.tree(commit, [""]) == {"folder/a": Entry("100664", BLOB), "folder/b": Entry("100644", BLOB)}


def test_folder_that_is_not_in_the_clone(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    repo.write("folder/a", "a")
    repo.write("b", "b")
    head = repo.commit()
    oid = repo.git("rev-parse", "HEAD:folder")
    (repo.path / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
    with Repository(repo.path) as git:
        assert list(git.tree(head, ["b"])) == ["b"]
        with pytest.raises(UndecidedError) as error:
            git.tree(head, ["folder"])
    assert type(error.value) is UndecidedError  # what is missing is not passed over as one file's bytes are
    assert error.value.problems == (
        Problem(
            f"the folder {oid[:12]} is not in this clone",
            "folder",
            remedy="A partial clone lacks it; fetch everything: git fetch --refetch --no-filter",
        ),
    )
