"""What git would store for the files of a work tree."""

from __future__ import annotations

import os
import shlex
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gate.git.entry import WORKTREE
from gate.git.repository import Repository
from gate.git.snapshot import Snapshot
from gate.git.stored import UnknownBlobError
from gate.values.errors import Problem
from tests.git.steps import problem
from tests.git.storing import UPPER, listing, needs_git_lfs, needs_shell, settle, stored
from tests.repo import Repo

LINES = [
    b"a\n",
    b"b\r\n",
    b"\r",
    b"\r\r\n",
    b"\0",
    b"\x01",
    b"\x1a",
    b"\x1b[0m",
    b"$Id: x $",
    b"$Id$",
    b"$Id: a\r\n$",
    b"t" * 200,
]
CONTENTS = st.lists(st.sampled_from(LINES), max_size=6).map(b"".join)
ATTRIBUTES = st.sampled_from(
    """
    |text|-text|text=auto|text=input|text=maybe|eol=crlf|eol=lf|text=auto eol=lf|text=auto eol=crlf|-text eol=crlf
    |crlf|-crlf|crlf=input|ident|text ident|binary|filter=absent|filter|-filter|working-tree-encoding=utf-8
    """.replace("\n", "").split("|")
)
SETTINGS = st.sampled_from(["false", "true", "input", "1", "YES", "0"])


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(
    before=st.tuples(CONTENTS, ATTRIBUTES, SETTINGS),
    after=st.tuples(CONTENTS | st.none(), ATTRIBUTES, SETTINGS),
    is_old=st.booleans(),
)
def test_line_ends_and_identifiers(
    tmp_path_factory: pytest.TempPathFactory,
    before: tuple[bytes, str, str],
    after: tuple[bytes | None, str, str],
    is_old: bool,
) -> None:
    """Whatever was stored before, and whether git has to look into the file or not."""
    repo = Repo(tmp_path_factory.mktemp("repo"))
    for content, attributes, autocrlf in (before, after):
        repo.git("config", "core.autocrlf", autocrlf)
        repo.write(".gitattributes", f"*.txt {attributes}\n")
        if content is not None:
            repo.write("a.txt", content)
        if (content, attributes, autocrlf) == before:
            repo.add()
            if is_old:
                settle(repo, "a.txt")
            repo.commit()
    repo.write("new.txt", before[0])
    stored(repo)


def test_crlf_that_was_stored_stays_where_git_only_guesses(repo: Repo) -> None:
    repo.write("a.txt", "a\r\n")
    repo.commit()
    repo.git("config", "core.autocrlf", "true")
    repo.write("a.txt", "a\r\nb\r\n")
    repo.write("new.txt", "a\r\n")
    found = stored(repo)
    assert (found["a.txt"][1], found["new.txt"][1]) == (b"a\r\nb\r\n", b"a\n")


def test_pieces_of_a_long_file(repo: Repo) -> None:
    """A line end can be cut in two."""
    repo.write(".gitattributes", "*.txt text\n")
    repo.write("a.txt", b"x" * ((1 << 20) - 1) + b"\r\n" + b"y" * ((1 << 20) - 2) + b"\r\r\n" + b"z\r")
    stored(repo)


@pytest.mark.parametrize("place", ["folder/.gitattributes", ".git/info/attributes", "user", "index alone"])
def test_attributes_from_everywhere(repo: Repo, tmp_path: Path, place: str) -> None:
    if place == "user":
        (tmp_path / "mine").write_text("*.txt text\n")
        repo.git("config", "core.attributesFile", str(tmp_path / "mine"))
    else:
        repo.write(".gitattributes" if place == "index alone" else place, "*.txt text\n")
    if place == "index alone":
        repo.add()
        repo.git("update-index", "--skip-worktree", ".gitattributes")
        repo.remove(".gitattributes")
    repo.write("folder/a.txt", "a\r\n")
    assert stored(repo)["folder/a.txt"][1] == b"a\n"


# -- filters


def filtered(repo: Repo, command: str = UPPER, name: str = "up") -> None:
    repo.git("config", f"filter.{name}.clean", command)
    repo.write(".gitattributes", f"*.up filter={name}\n")


@needs_shell
def test_filter_of_a_file_as_it_was_stored(repo: Repo) -> None:
    filtered(repo)
    repo.write("a.up", "text\n")
    repo.add()
    settle(repo, "a.up")
    repo.commit()
    assert listing(repo, WORKTREE)["a.up"] == ("100644", b"TEXT\n")


@needs_shell
@pytest.mark.parametrize("is_new", [True, False])
def test_filter_of_a_file_that_was_edited(repo: Repo, is_new: bool) -> None:
    filtered(repo)
    repo.write("a b.up", "text\n")
    if not is_new:
        repo.commit()
        repo.write("a b.up", "other text\n")
    command = "git add" if is_new else "git add --renormalize"
    with Repository(repo.path) as git:
        snapshot = Snapshot(git, WORKTREE)
        entry = snapshot.entries(["a b.up"])["a b.up"]
        streamed = partial(lambda: b"".join(snapshot.stream("a b.up", entry)))
        for read in (partial(snapshot.read, "a b.up", entry, limit=99), streamed):
            with pytest.raises(UnknownBlobError) as error:
                read()
            assert problem(error) == Problem(
                "what git stores for the file depends on its filter 'up', which the gate does not run",
                "a b.up",
                remedy=f"Stage it, and run the command again: {command} -- 'a b.up'",
            )
        assert snapshot.on_disk().read("a b.up", entry, limit=99).endswith(b"text\n")
    repo.git(*shlex.split(command)[1:], "--", "a b.up")
    assert listing(repo, WORKTREE)["a b.up"][1] == listing(repo, "INDEX")["a b.up"][1]


@needs_shell
def test_filter_of_an_edit_that_keeps_size_and_time(repo: Repo) -> None:
    """The change of the inode gives it away, which nobody can set."""
    filtered(repo)
    repo.write("a.up", "text\n")
    repo.commit()
    before = (repo.path / "a.up").stat()
    repo.write("a.up", "evil\n")
    os.utime(repo.path / "a.up", ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(UnknownBlobError):
        listing(repo, WORKTREE)


@needs_shell
def test_filter_that_left_the_file_as_it_is(repo: Repo) -> None:
    """Like a notebook without outputs: clean filters do not change what they wrote."""
    filtered(repo)
    repo.write("a.up", "TEXT\n")
    repo.commit()
    repo.write("a.up", "TEXT\n")
    assert stored(repo)["a.up"][1] == b"TEXT\n"


def test_filter_without_a_program(repo: Repo) -> None:
    repo.write(".gitattributes", "*.up filter=up\n*.lfs filter=lfs\n")
    repo.write("a.up", "text\n")
    repo.write("a.lfs", "text\n")
    assert stored(repo)["a.lfs"][1] == b"text\n"


def test_filter_that_is_required_and_has_no_program(repo: Repo) -> None:
    """'git add' refuses such a file."""
    repo.git("config", "filter.up.required", "true")
    repo.write(".gitattributes", "*.up filter=up\n")
    repo.write("a.up", "text\n")
    with pytest.raises(UnknownBlobError):
        listing(repo, WORKTREE)


def test_encoding_of_the_work_tree(repo: Repo) -> None:
    repo.write(".gitattributes", "*.txt working-tree-encoding=UTF-16LE eol=lf\n")
    repo.write("a.txt", "text\n".encode("utf-16-le"))
    repo.commit()
    settle(repo, "a.txt")
    assert listing(repo, WORKTREE)["a.txt"][1] == b"text\n"
    repo.write("a.txt", "other\n".encode("utf-16-le"))
    with pytest.raises(UnknownBlobError) as error:
        listing(repo, WORKTREE)
    assert problem(error).message == ("what git stores for the file depends on its working-tree-encoding, 'UTF-16LE'")
    assert stored_after_add(repo) == b"other\n"


def stored_after_add(repo: Repo) -> bytes | str | None:
    repo.add()
    settle(repo, "a.txt")
    return listing(repo, WORKTREE)["a.txt"][1]


# -- Git LFS

EDITS = {
    "large": b"\x00\x01" * 5000,
    "small": b"x",
    "empty": b"",
    "like a pointer": b"version 1\n",
    "a pointer": b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 5\n",
    "a pointer and more": b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 5\nmore\n",
}


@needs_git_lfs
@pytest.mark.parametrize("name", EDITS)
@pytest.mark.parametrize("is_new", [True, False])
def test_git_lfs(repo: Repo, name: str, is_new: bool) -> None:
    repo.git("lfs", "install", "--local", "--skip-smudge")
    repo.write(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n")
    if not is_new:
        repo.write("a.bin", b"before" * 1000)
        repo.commit()
    repo.write("a.bin", EDITS[name])
    if name.startswith(("like a pointer", "a pointer and more")):
        with pytest.raises(UnknownBlobError):
            listing(repo, WORKTREE)
        repo.add()
        repo.commit()
        return
    stored(repo)


@needs_git_lfs
def test_git_lfs_of_a_clean_checkout(repo: Repo) -> None:
    repo.git("lfs", "install", "--local")
    repo.write(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n")
    repo.write("a.bin", b"before" * 1000)
    head = repo.commit()
    assert listing(repo, WORKTREE) == listing(repo, head)
    (repo.path / "a.bin").touch()
    assert listing(repo, WORKTREE) == listing(repo, head)


@needs_shell
def test_pointers_that_another_program_writes(repo: Repo) -> None:
    """It is not known to be Git LFS, and it wrote the pointer to what is on disk."""
    script = repo.path.parent / "clean.sh"
    script.write_text(
        "t=$(mktemp); cat > $t; printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:%s\\nsize %s\\n' "
        '"$(sha256sum $t | cut -d" " -f1)" "$(wc -c < $t | tr -d " ")"; rm $t\n'
    )
    filtered(repo, f"sh {shlex.quote(str(script))}", "lfs")
    repo.write("a.up", b"bytes" * 1000)
    repo.commit()
    (repo.path / "a.up").touch()
    assert stored(repo)["a.up"][1] == listing(repo, "INDEX")["a.up"][1]
    repo.write("a.up", b"other" * 1000)
    with pytest.raises(UnknownBlobError):
        listing(repo, WORKTREE)
